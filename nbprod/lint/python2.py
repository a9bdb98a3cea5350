"""Cells that are Python 2."""

from __future__ import annotations

from nbprod.analysis import Analysis
from nbprod.notebook.model import Unparsed


def python2_cells(notebook: Analysis) -> list[Unparsed]:
    """The cells that only Python 2 reads, where they are more than a slip in Python 3."""
    found = [cell for cell in notebook.cells if isinstance(cell, Unparsed) and cell.python2]
    return found if len(found) > 1 or notebook.notebook.kernel == "python2" else []
