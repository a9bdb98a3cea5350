"""A notebook from the sources of its cells, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from nbprod.analysis import Analysis
from nbprod.ledger.inventory import sources
from nbprod.ledger.source import DataSource
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

Listed = Callable[..., list[tuple[str, str]]]
Found = Callable[..., list[DataSource]]


def _analysis(*cells: str) -> Analysis:
    made = (Cell(CellRef(n), "code", dedent(source).strip("\n")) for n, source in enumerate(cells))
    return Analysis(Notebook("n.ipynb", tuple(made)))


@pytest.fixture
def analysis() -> Callable[..., Analysis]:
    """A notebook whose code cells have these sources."""
    return _analysis


@pytest.fixture
def found() -> Found:
    """Every source and target of a notebook."""
    return lambda *cells: list(sources(_analysis(*cells)))


@pytest.fixture
def incoming() -> Listed:
    """Kind and text of everything that comes in."""

    return lambda *cells: _listed(cells, "in")


@pytest.fixture
def outgoing() -> Listed:
    """Kind and text of everything that goes out."""

    return lambda *cells: _listed(cells, "out")


def _listed(cells: tuple[str, ...], direction: str) -> list[tuple[str, str]]:
    every = sources(_analysis(*cells))
    return [(source.kind, source.text) for source in every if source.direction == direction]
