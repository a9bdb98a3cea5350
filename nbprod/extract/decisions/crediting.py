"""Which cells a stage is credited with: those of its statements, and those that nothing is left of."""

from __future__ import annotations

from collections.abc import Sequence

from nbprod.extract.decisions.staging import Scope
from nbprod.extract.decisions.steering import asked_stage
from nbprod.extract.statements.program import Program
from nbprod.extract.words.storytelling import Story
from nbprod.place import CellRef


def cells_of_stages(
    program: Program, story: Story, scopes: Sequence[Scope]
) -> list[tuple[CellRef, ...]]:
    """The cells of each stage, in order.

    One without work of its own, such as imports, goes with the stage above it, unless a heading or
    a stage's name stands between them: then it opens the next one.
    """
    begins = _begins(program, story)
    own = [[piece.cell for piece in scope.pieces] for scope in scopes]
    found: list[list[CellRef]] = [[] for _ in scopes]
    for cell in sorted({piece.cell for piece in program.pieces}) if scopes else []:
        at = max((i for i, cells in enumerate(own) if cells[0] <= cell), default=0)
        last = own[at][-1]
        opens = any(last.number < number <= cell.number for number in begins)
        found[min(at + opens, len(scopes) - 1)].append(cell)
    return [tuple(cells) for cells in found]


def _begins(program: Program, story: Story) -> set[int]:
    """The cells above which something new begins."""
    cells = program.analysis.notebook.cells
    return {*story.leading} | {c.ref.number for c in cells if asked_stage(frozenset(c.tags))}
