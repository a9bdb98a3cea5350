"""Cells that ended in an error, or cannot run at all."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.notebook.model import Cell


@each(Cell)
def stored_error(cell: Cell, notebook: Analysis) -> Iterator[Match]:
    """A cell's saved output is an exception that nobody announced."""
    error = next((o.name for o in cell.outputs if o.kind == "error"), None)
    if error is not None and "raises-exception" not in cell.tags:
        yield Match(cell.ref, None, {"error": error or "an error"})
