"""What stages are to hold, cell by cell, and the stages that it is cut into."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.cutting import SHORTEST, Part, cut
from nbprod.extract.decisions.fetching import Fetching
from nbprod.extract.decisions.figures import Shows, shows
from nbprod.extract.decisions.measuring import height
from nbprod.extract.decisions.staging import Scope, scopes
from nbprod.extract.decisions.steering import asked_stage, tags
from nbprod.extract.decisions.tying import bonds, ties
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.words.activities import activity
from nbprod.extract.words.storytelling import Story
from nbprod.flow.names import Names


@dataclass(frozen=True, slots=True)
class Parted:
    """The stages of a notebook, and what led to them."""

    work: Work
    shown: Shows
    parts: list[Part]
    cut_up: list[Scope]


def part(work: Work, story: Story) -> Parted:
    """Cut what is left for stages, once all else was lifted."""
    work.settle()
    shown = shows(work.program, work)
    work.pieces = [piece for piece in work.pieces if piece not in shown.idle]
    parts = _parts(work, story, shown)
    return Parted(work, shown, parts, scopes(work, _groups(parts, work)))


def handed_on(parted: Parted) -> set[str]:
    """Values that stages take from each other and none changes, but for those of cells that an
    author calls a stage; a library by another name (`tfd = tfp.distributions`) is nobody's."""
    taken = {name for scope in parted.cut_up for name in scope.takes}
    changed = {name for scope in parted.cut_up for name in scope.changes}
    own = (piece for part in parted.parts if part.asked for piece in part.pieces)
    names = parted.work.program.analysis.names
    asked = {name for piece in own if not _renames(piece.node, names) for name in piece.uses.binds}
    return taken - changed - asked


def _renames(node: ast.AST, names: Names) -> bool:
    """Whether a statement does no more than call what was imported by another name."""
    value = node.value if isinstance(node, ast.Assign) else None
    return isinstance(value, ast.Name | ast.Attribute) and bool(names.dotted(value))


def _groups(parts: Sequence[Part], work: Work) -> list[list[Piece]]:
    """Statements by stage; one that was asked for begins only where a border may fall."""
    parts = [replace(part, asked="") if part.tied else part for part in parts]
    code = [c.source for c in work.program.analysis.notebook.cells if c.kind == "code"]
    long = sum(source.count("\n") + 1 for source in code) >= LONG
    groups = cut(parts, AT_LEAST if long else 1)
    return [[piece for part in group for piece in part.pieces] for group in groups]


LONG, AT_LEAST = 100, 3
"""Lines from which a notebook tells a story of several stages, and how many at least."""


def _parts(work: Work, story: Story, shown: Shows) -> list[Part]:
    tied, held = ties(work), bonds(work)
    names = work.program.analysis.names
    found: list[Part] = []
    level = 0
    at = 0
    asked = ""
    told = {c.ref.number: frozenset(c.tags) for c in work.program.analysis.notebook.cells}
    cells = sorted({c.ref.number for c in work.program.analysis.notebook.cells if c.kind == "code"})
    fetching = Fetching(work.program.analysis)
    by_cell: dict[int, list[Piece]] = {}
    for piece in work.pieces:
        by_cell.setdefault(piece.cell.number, []).append(piece)
    for number in cells:
        heading = story.above(number)
        level = min(level or 9, heading.level) if heading else level
        pieces = by_cell.get(number)
        if not pieces:
            asked = asked or asked_stage(told.get(number, frozenset()))
            continue
        lines = sum(piece.lines for piece in pieces)
        tall = 1 + sum(height(piece.text()) for piece in pieces)
        part = Part(pieces[0].cell, pieces, lines, tall, level if level < 9 else 0)
        part.activity = activity(pieces, names)
        part.asked = asked or asked_stage(tags(work.program, pieces[0]))
        part.fetches, part.serves = fetching.only_fetches(pieces), fetching.serves(pieces)
        part.held = at in held
        part.tied = at in tied or bool(part.held and part.asked)
        part.tied = part.tied or (pieces[0] in shown.carried and not part.asked)
        found.append(part)
        at += len(pieces)
        level, asked = 0, ""
    _gather_fetched(found)
    _cross(work, found)
    _tell_alike(work, found)
    for before, part in reversed(list(pairwise(found))):
        if part.activity == before.activity:
            part.activity = ""
    return found


def _gather_fetched(parts: list[Part]) -> None:
    """Let one stage at most bring data: downloads here and there stay with the work they are for.

    That is the first of them, if nothing works above it, or the only one, between parts that are
    stages without it. What is tied to work is work, for no border may fall there.
    """
    for ordered in (list(pairwise(parts)), [*pairwise(parts)][::-1]):
        for before, part in ordered:
            if part.tied and before.serves != part.serves:
                before.fetches = part.fetches = before.serves = part.serves = False
    serves = [part.serves for part in parts]
    runs = [list(run) for same, run in groupby(range(len(parts)), serves.__getitem__) if same]
    runs = [run for run in runs if any(parts[at].fetches for at in run)]
    alone = [run for run in runs[:1] if 0 in run or (len(runs) == 1 and _is_amid(run, parts))]
    chosen = {at for run in alone for at in run}
    for at, part in enumerate(parts):
        part.fetches = at in chosen and any(piece.uses.calls for piece in part.pieces)


def _is_amid(run: Sequence[int], parts: Sequence[Part]) -> bool:
    """Whether there is enough above some parts, and below them, for stages."""
    sides = parts[: run[0]], parts[run[-1] + 1 :]
    return all(sum(part.lines for part in side) >= SHORTEST for side in sides)


def _cross(work: Work, parts: list[Part]) -> None:
    """Count the values that stand above each border and are read below it."""
    live: set[str] = set()
    for part in reversed(parts):
        for piece in reversed(part.pieces):
            asks = work.asks[piece]
            live -= set(asks.must)
            live |= set(asks.reads) | set(asks.late)
        part.crossing = len(live)


def _tell_alike(work: Work, parts: list[Part]) -> None:
    """Note the names that differ from others by case alone, where a border may part them."""
    bound = [{n for piece in part.pieces for n in work.asks[piece].may} for part in parts]
    every: dict[str, set[str]] = {}
    for names in bound:
        for name in names:
            every.setdefault(name.lower(), set()).add(name)
    for part, names in zip(parts, bound, strict=True):
        alone = {n for n in names if not (every[n.lower()] - {n}) & names}
        part.alike = frozenset(n for n in alone if len(every[n.lower()]) > 1)
