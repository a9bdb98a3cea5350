"""Imports that are made for what they do: to patch, to register, to style.

A module of the package imports what it reads, sorted. So an import that acts although nobody reads
its name goes to the top of the package, and so does one that another import must not overtake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.idle_imports import imported_names, only_imports
from nbprod.extract.decisions.imports import PINNED, Early, ImportLine
from nbprod.extract.decisions.known_modules import STANDARD, acts, is_host
from nbprod.extract.decisions.looks import Looks
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.plan import LeftOut
from nbprod.extract.statements.beforehand import overtaken
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names
from nbprod.flow.side_effects import precedes


@dataclass(frozen=True, slots=True)
class Acting:
    """What becomes of imports beside those that a module reads."""

    early: tuple[str, ...]
    """What the top of the package does before its modules are imported, in order."""
    late: list[tuple[Piece, str]]
    """What stood above or below an import otherwise than here, and what is said of it."""
    left_out: list[LeftOut]


def find_acting(work: Work, kept: Iterable[Piece], beside: Collection[str]) -> Acting:
    """Sort the imports at the top of modules by whether somebody reads them.

    1. Those that stand above what they change, and those of modules that lie beside the notebook,
       which may do anything, keep their order.
    2. Those that nobody reads stay if they act.
    3. What is left without any module that imports it is said to be left out.
    """
    where, known = work.imports.brought, work.imports.lines
    lines = [line for line in where if line in known.get(line.bound, ())]
    names = _read([*kept, *(each.piece for each in work.imports.early)])
    read = [line for line in lines if line.bound in names]
    unread = [line for line in lines if line.bound not in names]
    above, late = _overtaking(lines)
    late += _overtaking_work(lines, beside, work)
    early = {**_of_the_folder(lines, beside), **above}
    made = [*read, *early]
    early |= {line: line.text for line in unread if _is_needed(line, made)}
    here = STANDARD.union(map(_root, (*read, *early)))
    gone = [line for line in unread if _root(line) not in here]
    taken = (each.piece for each in work.imports.early)
    return Acting(
        _in_order(work, [Early(where[line], text) for line, text in early.items()]),
        [*((where[line], what) for line, what in late), *overtaken(work.program, set(taken))],
        list(dict.fromkeys(_left_out(gone, work))),
    )


def _read(pieces: Iterable[Piece]) -> set[str]:
    return {name for piece in pieces for name in (*piece.uses.every, *piece.uses.texts)}


def _in_order(work: Work, early: Iterable[Early]) -> tuple[str, ...]:
    """What the top of the package does, with the settings of the environment, as it stood."""
    every = [*work.imports.early, *early]
    return tuple(e.text for e in sorted(every, key=lambda e: work.program.order[e.piece]))


def _is_needed(line: ImportLine, made: Iterable[ImportLine]) -> bool:
    """Whether an import acts that no other makes: to take one more name of a module does nothing.

    To import a module is to import the packages that it is in.
    """
    others = {other.module for other in made}
    if not line.name:
        others |= {m for other in others for m in accumulate(other.split("."), _within)}
    return acts(line.module, line.name, line.bound) and line.module not in others


def _within(package: str, name: str) -> str:
    return f"{package}.{name}"


def _overtaking(
    lines: list[ImportLine],
) -> tuple[dict[ImportLine, str], list[tuple[ImportLine, str]]]:
    """Imports above others that they change, as the package writes them; and those below."""
    above: dict[ImportLine, str] = {}
    late: list[tuple[ImportLine, str]] = []
    roots = [_root(line) for line in lines]
    for at, line in enumerate(lines):
        changed = [root for root in precedes(line.module) if root in roots]
        if _root(line) in roots[:at] or not changed:
            continue
        first = [root for root in changed if root not in roots[:at]]
        if first:
            above[line] = f"import {line.module}  # before {', '.join(first)}{PINNED}"
        now = "here it comes first" if first else "here imports are sorted"
        for root in changed:
            if root not in first:
                told = f"`{line.module}` is imported after `{root}`, which it changes; {now}"
                late.append((line, told))
    return above, late


def _of_the_folder(lines: Iterable[ImportLine], beside: Collection[str]) -> dict[ImportLine, str]:
    """Modules that lie beside the notebook, in its order; one alone has none."""
    first: dict[str, ImportLine] = {}
    for line in lines:
        if _root(line) in beside:
            first.setdefault(line.module, line)
    if len(first) < 2:
        return {}
    return {line: f"import {module}{PINNED}" for module, line in first.items()}


def _overtaking_work(
    lines: Iterable[ImportLine], beside: Collection[str], work: Work
) -> Iterator[tuple[ImportLine, str]]:
    """Modules of the folder that are first imported below what prints, writes, draws or seeds.

    Whether they do so themselves when they are imported nobody has read.
    """
    order, names = work.program.order, work.program.analysis.names
    told = (order[piece] for piece in work.program.pieces if _is_told(piece, names))
    first = next(told, len(order))
    seen: set[str] = set()
    for line in lines:
        below = order[work.imports.brought[line]] > first
        if below and _root(line) in beside and _root(line) not in seen:
            yield line, (
                f"`{_root(line)}` lies beside the notebook and is imported here before anything runs; "
                "what it prints, draws or seeds meanwhile comes first"
            )
        seen.add(_root(line))


def _is_told(piece: Piece, names: Names) -> bool:
    """Whether a statement prints or writes, or draws random numbers or seeds them."""
    for call in piece.uses.calls:
        fact = names.fact(call)
        random = fact is not None and any(u.startswith("random") for u in (*fact.uses, *fact.sets))
        if random or (fact is not None and fact.writes) or names.callee(call) == "builtins.print":
            return True
    return False


def _left_out(gone: Iterable[ImportLine], work: Work) -> Iterator[LeftOut]:
    """What nobody read in the notebook either; the rest went with what is said to be left out."""
    dropped = {name for piece in work.program.dropped for name in piece.uses.every}
    for line in gone:
        piece = work.imports.brought[line]
        read = line.bound in dropped or line.bound in work.program.readers
        if not read and not is_host(f"{line.module}.{line.name}"):
            what = piece.first_line if line.name else line.text
            yield LeftOut(piece.cell, what, "an import that nothing reads")


def _root(line: ImportLine) -> str:
    return line.module.partition(".")[0]


def leave_imports(work: Work, cut_up: list[Scope], looks: Looks) -> None:
    """Forget imports in stages that nothing there reads, and statements that did only that."""
    for scope in cut_up:
        read = {name for piece in scope.pieces for name in work.asks[piece].late} | set(scope.gives)
        for piece in reversed(scope.pieces):
            names = imported_names(piece)
            unread = names - read - set(piece.uses.every) - set(piece.uses.texts)
            if unread:
                work.imports.inner.setdefault(piece, set()).update(unread)
            asks = work.asks[piece]
            read |= set(asks.reads) | set(piece.uses.texts)
        idle = {p for p in scope.pieces if only_imports(p, work.imports.inner.get(p, ()), looks)}
        scope.pieces = [piece for piece in scope.pieces if piece not in idle]
    cut_up[:] = [scope for scope in cut_up if scope.pieces]
