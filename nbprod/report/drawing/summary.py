"""A drawing in a sentence, and words that formats share."""

from __future__ import annotations

from collections.abc import Iterable

from nbprod.report.drawing.model import Drawing


def summary(drawing: Drawing) -> str:
    """How many cells hand each other how much, and what of it is doubtful or dangerous."""
    cells, edges = len(drawing.cells), drawing.shown
    slice_of = "" if drawing.focus is None else f" in the slice of cell {drawing.focus + 1}"
    parts = [f"{_of(cells, 'code cell')}{slice_of}", _of(len(edges), "dependency", "dependencies")]
    if unsure := sum(1 for edge in edges if not edge.certain):
        parts.append(f"{unsure} of them not certain")
    if hazardous := sum(1 for cell in drawing.cells if cell.is_hazardous):
        parts.append(f"{_of(hazardous, 'hazardous cell')}")
    return ", ".join(parts)


def numbers(cells: Iterable[int]) -> str:
    """Cells as people count them: `cell 3`, `cells 3, 5 and 8`."""
    shown = [str(cell + 1) for cell in cells]
    if len(shown) < 2:
        return f"cell {shown[0]}" if shown else "no cell"
    return f"cells {', '.join(shown[:-1])} and {shown[-1]}"


def _of(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
