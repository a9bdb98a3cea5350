"""Fixes applied: a notebook in, a notebook with other cells out.

1. Fixes are taken in document order; one that overlaps another waits for the next round.
2. A cell that parsed must parse afterwards, or the fixes that broke it are dropped, and said.
3. The notebook is looked at again, until no fix is left or `ROUNDS` is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nbprod.analysis import Analysis
from nbprod.finding import Edit, Finding, Fix
from nbprod.lint.engine import lint
from nbprod.lint.rulebook import Rulebook
from nbprod.notebook.model import Notebook, Parsed
from nbprod.notebook.parsing import parse
from nbprod.place import CellRef, Span

ROUNDS = 10
"""More rounds than fixes that build on each other can need."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A notebook after its fixes."""

    notebook: Notebook
    applied: tuple[Finding, ...]
    dropped: tuple[Finding, ...]
    """Findings whose fix would have left a cell that does not parse."""
    left: tuple[Finding, ...]
    """What is still found."""


def fix(
    notebook: Notebook,
    rulebook: Rulebook,
    *,
    unsafe: bool = False,
    tracked: Mapping[str, str] | None = None,
) -> Fixed:
    """Apply the safe fixes of every finding, the unsafe ones too if asked, until none is left."""
    applied: list[Finding] = []
    dropped: dict[Fix, Finding] = {}
    found = lint(Analysis(notebook, tracked or {}), rulebook)
    for _ in range(ROUNDS):
        due = [f for f in found if f.fix and (f.fix.safe or unsafe) and f.fix not in dropped]
        taken, broken = choose(notebook, due)
        dropped |= {one.fix: one for one in broken if one.fix}
        if not taken:
            break
        applied += taken
        notebook = edited(notebook, (f.fix for f in taken if f.fix))
        found = lint(Analysis(notebook, tracked or {}), rulebook)
    return Fixed(notebook, tuple(applied), tuple(dropped.values()), found)


def choose(
    notebook: Notebook, due: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings whose fixes can be applied together, and those whose fix breaks a cell."""
    taken = _without_overlaps(due)
    if _parses(notebook, taken):
        return tuple(taken), ()
    kept: list[Finding] = []
    broken: list[Finding] = []
    for finding in taken:
        (kept if _parses(notebook, [*kept, finding]) else broken).append(finding)
    return tuple(kept), tuple(broken)


def edited(notebook: Notebook, fixes: Iterable[Fix]) -> Notebook:
    """The notebook with all edits of some fixes made."""
    by_cell: dict[int, set[Edit]] = {}
    for one in fixes:
        for edit in one.edits:
            by_cell.setdefault(edit.cell.number, set()).add(edit)
    cells = list(notebook.cells)
    for number, edits in by_cell.items():
        cells[number] = replace(cells[number], source=apply(cells[number].source, edits))
    return replace(notebook, cells=tuple(cells))


def apply(source: str, edits: Iterable[Edit]) -> str:
    """A cell's text with edits made that do not overlap, from the last to the first."""
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        return min(starts[min(line, len(starts)) - 1] + column, len(source))

    for edit in sorted(edits, key=lambda e: e.span, reverse=True):
        begin = offset(edit.span.line, edit.span.column)
        end = offset(edit.span.end_line, edit.span.end_column)
        source = source[:begin] + edit.text + source[end:]
    return source


def _without_overlaps(due: Iterable[Finding]) -> list[Finding]:
    """The findings, in order, whose edits touch no text that an earlier one's edits touch."""
    taken: list[Finding] = []
    made: dict[CellRef, set[Edit]] = {}
    for finding in due:
        edits = finding.fix.edits if finding.fix else ()
        if not any(_clashes(edit, made.get(edit.cell, set())) for edit in edits):
            taken.append(finding)
            for edit in edits:
                made.setdefault(edit.cell, set()).add(edit)
    return taken


def _clashes(edit: Edit, made: set[Edit]) -> bool:
    """Whether an edit gets in the way of others; one that is made already does not."""
    return edit not in made and any(_overlap(edit, other) for other in made)


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits of a cell touch the same text, or put text at the same point."""
    if _start(one.span) == _start(other.span):
        return True
    return _start(one.span) < _end(other.span) and _start(other.span) < _end(one.span)


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def _parses(notebook: Notebook, findings: Sequence[Finding]) -> bool:
    """Whether every cell that parsed still parses once the findings' fixes are applied."""
    after = edited(notebook, (f.fix for f in findings if f.fix))
    changed = [n for n, cell in enumerate(after.cells) if cell != notebook.cells[n]]
    return _parsed(notebook, changed) <= _parsed(after, changed)


def _parsed(notebook: Notebook, numbers: Iterable[int]) -> set[int]:
    some = replace(notebook, cells=tuple(notebook.cells[n] for n in numbers))
    return {one.cell.ref.number for one in parse(some) if isinstance(one, Parsed)}
