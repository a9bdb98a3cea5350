"""Small notebooks for the flow, written as lists of cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

Build = Callable[..., Analysis]


@pytest.fixture
def notebook() -> Build:
    """An analysis of code cells, given as texts."""

    def build(*cells: str) -> Analysis:
        return Analysis(
            Notebook(
                "story.ipynb",
                tuple(Cell(CellRef(n), "code", text) for n, text in enumerate(cells)),
            )
        )

    return build
