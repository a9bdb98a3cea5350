"""Where something is: inside a cell, in a notebook.

Places are keys and are sorted by, so they are named tuples, which do both without any Python.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text inside one cell.

    Lines count from 1, columns from 0 in characters; the end is left out.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class CellRef(NamedTuple):
    """A cell's identity, kept on everything from reading to report."""

    number: int
    """Position over all cells of the notebook, markdown included, from 0."""
    id: str = ""
    """The cell's id in the file; empty where the format has none."""


class Place(NamedTuple):
    """A span in a cell of a notebook; sorts by document order."""

    path: str
    cell: CellRef
    span: Span

    def __str__(self) -> str:
        """Name the place as people count: `nb.ipynb:cell 4:2:8`."""
        return f"{self.path}:cell {self.cell.number + 1}:{self.span.line}:{self.span.column + 1}"
