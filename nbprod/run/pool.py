"""Work spread over processes, or over any other executor, answers in the order of the files.

Processes cost about as much to start as a few dozen notebooks to lint, so small runs do without.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nbprod.config import Config
from nbprod.errors import ConfigError, NbprodError
from nbprod.run.cache import Answer, Asking, digest_of, stamp_of
from nbprod.run.outcome import Crashed, Outcome, Skipped
from nbprod.run.world import Witness

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

WORTH = 3_000_000
"""Bytes of notebooks below which processes do not pay for themselves."""
CHUNK = 600_000
"""Bytes that one piece of work holds, so that long and short ones even out."""
CHUNK_FILES = 40


class Task(NamedTuple):
    """One file to be worked on, wherever that happens."""

    asking: Asking
    config: Config
    """What holds for this very file."""
    named: bool = False
    """Whether somebody asked for this very file: it is linted even if it has no cell markers."""
    piece: Callable[[Outcome], str] | None = None
    """How the chosen format writes one file."""
    kept: bool = True
    """Whether a cache takes the answer, and knows it again by a digest of the bytes."""


Done = Answer | Crashed
"""What comes back: a crash is reported, never kept."""


def run(
    tasks: Sequence[Task], jobs: int | None = None, executor: Executor | None = None
) -> Iterator[Done]:
    """Work on every task, and yield what came of each in the order of the tasks."""
    chunks = list(_chunks(tasks))
    if executor is not None:
        yield from _spread(executor, chunks)
    elif (workers := _workers(tasks, len(chunks), jobs)) > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(workers) as pool:
            yield from _spread(pool, chunks)
    else:
        yield from _in_turn(tasks)


def _in_turn(tasks: Iterable[Task]) -> Iterator[Done]:
    """Work on tasks one by one, and look for garbage now and then instead of after each.

    What a notebook leaves behind is little and mostly findings, which are not garbage.
    """
    with garbage_held():
        for number, task in enumerate(tasks, 1):
            yield work(task)
            if number % CHUNK_FILES == 0:
                gc.collect(1)


@contextmanager
def garbage_held() -> Iterator[None]:
    """Hold off garbage collection: trees are many objects and no garbage while they are used.

    Nearly all of them are gone before it sets in again, as soon as the last reference is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def work(task: Task) -> Done:
    """Read and lint one file; a file that cannot be read is skipped with its reason."""
    from nbprod.run.work import judge

    asking = task.asking
    try:
        stamp, data = stamp_of(asking.path), Path(asking.path).read_bytes()
    except OSError as error:
        return Answer(asking, "", "", Skipped(asking.shown, f"cannot be read: {error.strerror}"))
    witness = Witness(Path(asking.path), task.config)
    outcome = judge(asking.shown, data, task.config, witness, take_scripts=task.named)
    if isinstance(outcome, Crashed):
        return outcome
    piece = (task.piece.__module__, task.piece(outcome)) if task.piece and outcome else None
    digest = digest_of(data) if task.kept else ""
    return Answer(asking, stamp, digest, outcome, witness.world, piece)


def work_all(tasks: Sequence[Task]) -> list[Done]:
    """Work on several files in one place."""
    return list(_in_turn(tasks))


def executor_of(name: str) -> Executor:
    """The executor that `module:factory` makes, for a cluster of your own.

    Raises ConfigError where there is no such factory or it makes no executor.
    """
    module, _, factory = name.partition(":")
    try:
        made = getattr(importlib.import_module(module), factory or "executor")()
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"--executor {name}: {error}; expected `module:factory`") from error
    if not hasattr(made, "submit"):
        raise ConfigError(f"--executor {name}: made {made!r}, which has no `submit`")
    executor: Executor = made
    return executor


def shard_of(text: str) -> tuple[int, int]:
    """`2/5` as the second of five parts.

    Raises ConfigError for anything else.
    """
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise ConfigError(f"--shard {text}: expected K/N with K from 1 to N, such as 2/5")
    return int(part), int(parts)


def _spread(executor: Executor, chunks: Sequence[Sequence[Task]]) -> Iterator[Done]:
    futures: list[Future[list[Done]]] = [executor.submit(work_all, chunk) for chunk in chunks]
    try:
        for chunk, future in zip(chunks, futures, strict=True):
            yield from _awaited(future, chunk)
    finally:
        for future in futures:
            future.cancel()


def _awaited(future: Future[list[Done]], chunk: Sequence[Task]) -> list[Done]:
    """The answers of one chunk; where its worker died, a crash for each of its files."""
    try:
        return list(future.result())
    except NbprodError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: the worker that had this file died: {error}"
        return [Crashed(task.asking.shown, said) for task in chunk]


def _workers(tasks: Sequence[Task], chunks: int, jobs: int | None) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if jobs is None and sum(map(_size, tasks)) < WORTH:
        return 1
    return min(jobs or cores or 1, chunks)


def _chunks(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        chunk.append(task)
        size += _size(task)
        if size >= CHUNK or len(chunk) >= CHUNK_FILES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _size(task: Task) -> int:
    try:
        return Path(task.asking.path).stat().st_size
    except OSError:
        return 0
