"""Three doors into one room: a text, a file, many paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nbprod.config import Config, forget, load
from nbprod.run import ignoring, state, world
from nbprod.run.cache import Answer, Asking, Cache
from nbprod.run.discovery import Asked, File, discover
from nbprod.run.outcome import Kept, Linted, Outcome, Report
from nbprod.run.pool import Task, run, work

if TYPE_CHECKING:
    from concurrent.futures import Executor

KEPT_AT_ONCE = 200
"""Answers between two writings of the cache; a killed run loses no more."""


class Manner(NamedTuple):
    """How a run over many paths goes about its work; never what it finds."""

    jobs: int | None = None
    """How many processes; None: as many as pay for themselves."""
    use_cache: bool = True
    executor: Executor | None = None
    piece: Callable[[Outcome], str] | None = None
    """How the chosen format writes one file, a function of a module; kept in the cache."""
    shard: tuple[int, int] = (1, 1)
    """Which part of the files, from 1, and how many parts there are."""


def lint_source(source: str | bytes, path: str, config: Config | None = None) -> Outcome:
    """Lint the text of a notebook that need not lie on disk; `path` says what kind it is.

    Raises NbprodError where the configuration or a rule page is wrong.
    """
    from nbprod.run.work import judge

    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    at = Path(path).absolute()
    holds = (config or load(at.parent)).for_file(at)
    outcome = judge(path, data, holds, world.Witness(at, holds), take_scripts=True)
    assert outcome is not None, "a named file is always taken"
    return outcome


def lint_file(path: str | Path, config: Config | None = None) -> Outcome:
    """Lint one file, with the configuration that speaks for its folder unless one is given.

    Raises NbprodError where the configuration or a rule page is wrong, OSError where no file is.
    """
    return lint_source(Path(path).read_bytes(), str(path), config)


def lint_paths(
    paths: Iterable[str], asked: Asked | None = None, manner: Manner | None = None
) -> Report:
    """Lint files and folders; outcomes come in the order in which files were named and found.

    Raises NbprodError where a path, the configuration or a rule page is wrong.
    """
    manner = manner or Manner()
    for let_go in (forget, ignoring.forget, state.forget, world.forget):
        let_go()
    files = tuple(_part(discover(paths, asked or Asked()), manner.shard))
    outcomes = _outcomes(files, manner)
    found = (outcomes[file.path] for file in files)
    folders = dict.fromkeys(folder for file in files for folder in file.config.rule_folders)
    return Report(tuple(outcome for outcome in found if outcome), tuple(folders))


def _part(files: Iterable[File], shard: tuple[int, int]) -> Iterator[File]:
    """Every Nth file, so that long and short notebooks of a folder spread over the parts."""
    part, parts = shard
    return (file for number, file in enumerate(files) if number % parts == part - 1)


def _outcomes(files: Sequence[File], manner: Manner) -> dict[str, Outcome | Kept | None]:
    tasks = {file.path: _task(file, manner) for file in files}
    caches = _caches(files) if manner.use_cache else {}
    outcomes: dict[str, Outcome | Kept | None] = {}

    def now(asking: Asking, told: str) -> str | None:
        return world.now(asking.path, tasks[asking.path].config, told)

    for cache, asked in caches.values():
        askings = [tasks[file.path].asking for file in asked]
        for asking, entry in cache.look(askings, now, manner.piece):
            outcomes[asking.path] = _sure(entry, tasks[asking.path])
    left = [task for path, task in tasks.items() if path not in outcomes]
    homes = {file.path: cache for cache, asked in caches.values() for file in asked}
    fresh: list[Answer] = []
    for task, done in zip(left, run(left, manner.jobs, manner.executor), strict=True):
        if isinstance(done, Answer):
            fresh.append(done)
            outcomes[task.asking.path] = _entry(done)
        else:
            outcomes[task.asking.path] = done
        if len(fresh) >= KEPT_AT_ONCE:
            _keep(fresh, homes)
    _keep(fresh, homes)
    for cache, _ in caches.values():
        cache.close()
    return outcomes


def _task(file: File, manner: Manner) -> Task:
    config = file.config.for_file(Path(file.path))
    key = state.key_of(config) + "\nnamed" * file.named
    asking = Asking(file.path, file.shown, key)
    return Task(asking, config, file.named, manner.piece, manner.use_cache)


def _entry(answer: Answer) -> Outcome | Kept | None:
    """What came of a file; with what the format says of it, so that it is not said twice."""
    outcome = answer.outcome
    if not (isinstance(outcome, Linted) and answer.piece):
        return outcome
    return Kept(outcome.path, outcome.tally, answer.piece, lambda: outcome)


def _sure(entry: Outcome | Kept | None, task: Task) -> Outcome | Kept | None:
    """An entry that can be loaded even if the cache is gone by then."""
    if not isinstance(entry, Kept):
        return entry
    kept = entry

    def load() -> Outcome:
        try:
            return kept.load()
        except (LookupError, ValueError, TypeError):
            done = work(task)
            outcome = done.outcome if isinstance(done, Answer) else done
            return outcome or Linted(task.asking.shown)

    return Kept(kept.path, kept.tally, kept.piece, load)


def _caches(files: Iterable[File]) -> dict[Path, tuple[Cache, list[File]]]:
    """The cache of each project, with the files it may answer for."""
    caches: dict[Path, tuple[Cache, list[File]]] = {}
    for file in files:
        folder = file.config.cache_folder
        if folder not in caches:
            caches[folder] = Cache(folder, file.config.cache_size), []
        caches[folder][1].append(file)
    return caches


def _keep(fresh: list[Answer], homes: Mapping[str, Cache]) -> None:
    """Hand answers to the caches they belong to, and forget them."""
    by_cache: dict[int, list[Answer]] = {}
    for answer in fresh:
        if cache := homes.get(answer.asking.path):
            by_cache.setdefault(id(cache), []).append(answer)
    for answers in by_cache.values():
        homes[answers[0].asking.path].keep(answers)
    fresh.clear()
