"""Cells folded by the headings of their notebook, so that hundreds of them can be overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from nbprod.report.drawing.model import DrawnCell

LONGEST = 24
"""Cells of one group; a longer section is told apart in parts."""
MOST = 90
"""Groups that one picture can hold; beyond, neighbours go together."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that follow each other in the notebook, so that groups have no cycles either."""

    title: str
    """The heading above; empty where there is none."""
    cells: tuple[int, ...]


def groups(cells: Sequence[DrawnCell]) -> tuple[Group, ...]:
    """Every cell in one group, in document order."""
    parts = [
        Group(title, tuple(cell.number for cell in part))
        for title, section in groupby(cells, key=lambda cell: cell.section)
        for part in _parts(tuple(section))
    ]
    return _joined(parts, -(-len(cells) // MOST)) if len(parts) > MOST else tuple(parts)


def _parts(section: tuple[DrawnCell, ...]) -> list[tuple[DrawnCell, ...]]:
    """A section in parts of nearly equal length."""
    count = -(-len(section) // LONGEST)
    length = -(-len(section) // count)
    return [section[start : start + length] for start in range(0, len(section), length)]


def _joined(parts: Sequence[Group], least: int) -> tuple[Group, ...]:
    """Groups of at least so many cells, each under its first heading."""
    found: list[Group] = []
    for part in parts:
        if found and len(found[-1].cells) < least:
            last = found.pop()
            part = Group(last.title or part.title, last.cells + part.cells)
        found.append(part)
    return tuple(found)
