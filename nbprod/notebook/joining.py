"""Cells as one text, and the way back from a line to its cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from nbprod.place import CellRef


@dataclass(frozen=True, slots=True)
class Joined:
    """Several cells as one text, one below the other."""

    text: str
    cells: tuple[CellRef, ...]
    starts: tuple[int, ...]
    """The line, from 1, at which each cell begins."""

    def cell_at(self, line: int) -> tuple[CellRef, int]:
        """The cell that holds a line of the text, and the line in that cell; both from 1."""
        index = max(0, bisect_right(self.starts, line) - 1)
        return self.cells[index], line - self.starts[index] + 1

    def line_of(self, cell: CellRef, line: int) -> int:
        """The line of the text at which a cell's line stands."""
        return self.starts[self.cells.index(cell)] + line - 1


def join(sources: Iterable[tuple[CellRef, str]]) -> Joined:
    """Put cells below one another, each ended by one line end."""
    parts, cells, starts, line = [], [], [], 1
    for ref, source in sources:
        ended = source if source.endswith("\n") else source + "\n"
        parts.append(ended)
        cells.append(ref)
        starts.append(line)
        line += ended.count("\n")
    return Joined("".join(parts), tuple(cells), tuple(starts))
