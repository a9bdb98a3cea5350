"""Drawings from the words that matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

Analyse = Callable[..., Analysis]


@pytest.fixture
def analyse() -> Analyse:
    """Analyse a notebook of code cells; a source that opens with `##` is a heading."""

    def analyse(*sources: str) -> Analysis:
        cells = (
            Cell(CellRef(number), "markdown" if source.startswith("## ") else "code", source)
            for number, source in enumerate(sources)
        )
        return Analysis(Notebook("n.ipynb", tuple(cells)))

    return analyse
