"""The order in which cells ran when the notebook was saved, against the order in which they stand."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.lint.checks import each
from nbprod.lint.match import Also, Match
from nbprod.notebook.model import Cell, Unparsed


def ran(notebook: Analysis) -> list[Cell]:
    """The code cells that carry a count, in document order."""
    cells = notebook.notebook.cells
    return [c for c in cells if c.kind == "code" and c.execution_count is not None]


def written(notebook: Analysis) -> list[Cell]:
    """The code cells in which something stands."""
    return [c for c in notebook.notebook.cells if c.kind == "code" and c.source.strip()]


@each(Analysis)
def out_of_order(notebook: Analysis) -> Iterator[Match]:
    """A cell ran before one that stands above it; said once, at the first such cell."""
    above: Cell | None = None
    for cell in ran(notebook):
        count, most = cell.execution_count or 0, (above.execution_count or 0) if above else 0
        if above is not None and count < most:
            also = Also(above.ref, None, f"ran as number {most}")
            values = {"count": count, "above": above.ref.number + 1, "most": most}
            yield Match(cell.ref, None, values, (also,))
            return
        above = cell


@each(Analysis)
def never_ran(notebook: Analysis) -> Iterator[Match]:
    """Other cells have a count and this one has none; said once, at the first such cell."""
    counted = ran(notebook)
    missed = [c for c in written(notebook) if c.execution_count is None]
    if counted and missed:
        first, *others = missed
        also = tuple(Also(cell.ref, None, "has no count either") for cell in others[:5])
        yield Match(first.ref, None, {"missed": len(missed), "counted": len(counted)}, also)


@each(Analysis)
def repeated_count(notebook: Analysis) -> Iterator[Match]:
    """Two cells carry the same count, so the saved state mixes two sessions."""
    seen: dict[int, Cell] = {}
    for cell in ran(notebook):
        count = cell.execution_count or 0
        if count in seen and count > 0:
            other = seen[count]
            values = {"count": count, "other": other.ref.number + 1}
            yield Match(cell.ref, None, values, (Also(other.ref, None, "has the same count"),))
            return
        seen[count] = cell


@each(Analysis)
def count_gap(notebook: Analysis) -> Iterator[Match]:
    """Counts leave numbers out: cells ran that are gone, or ran again; said once."""
    counts = sorted({cell.execution_count or 0 for cell in ran(notebook)})
    gaps = sum(b - a - 1 for a, b in zip([0, *counts], counts, strict=False))
    if gaps <= 0:
        return
    known = 0
    for cell in ran(notebook):
        if (cell.execution_count or 0) > known + 1:
            yield Match(cell.ref, None, {"missing": gaps, "count": cell.execution_count})
            return
        known = max(known, cell.execution_count or 0)


@each(Analysis)
def impossible_output(notebook: Analysis) -> Iterator[Match]:
    """A cell shows a result, but its last statement is none that has a result."""
    broken = {cell.cell.ref for cell in notebook.cells if isinstance(cell, Unparsed)}
    for parsed in notebook.parsed:
        cell = parsed.cell
        if cell.ref in broken or not any(output.kind == "result" for output in cell.outputs):
            continue
        body = parsed.tree.body
        if parsed.masked.magics or not body:
            continue
        kind = type(body[-1]).__name__
        if kind in NO_RESULT:
            yield Match(cell.ref, body[-1], {"kind": NO_RESULT[kind]})


NO_RESULT = {
    "Assign": "an assignment",
    "AugAssign": "an assignment",
    "Import": "an import",
    "ImportFrom": "an import",
    "FunctionDef": "a definition",
    "ClassDef": "a definition",
    "Delete": "a `del`",
    "For": "a loop",
    "While": "a loop",
}
"""Statements that IPython shows no result of (`ast_node_interactivity = "last_expr"`)."""
