"""Notebooks put to all rules of a family."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.lint.engine import lint
from nbprod.lint.rulebook import choose, read_library
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read

LIBRARY = read_library()
Put = Callable[..., tuple[Finding, ...]]


def code(source: str, *outputs: object) -> dict[str, object]:
    """A code cell as the format says it."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs)}


def from_cells(*cells: str | dict[str, object]) -> Notebook:
    """A notebook from sources or whole cells."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})
    found = read("nb.ipynb", text.encode())
    assert isinstance(found, Notebook)
    return found


@pytest.fixture(scope="session")
def put() -> Put:
    """Put a rule, or a family, to a notebook of these cells."""

    def found(selector: str, *cells: str | dict[str, object]) -> tuple[Finding, ...]:
        return lint(Analysis(from_cells(*cells)), choose(LIBRARY, Config(select=(selector,))))

    return found


@pytest.fixture(scope="session")
def cells() -> Callable[..., Notebook]:
    """Build a notebook from sources or whole cells."""
    return from_cells


@pytest.fixture(scope="session")
def cell() -> Callable[..., dict[str, object]]:
    """Build a code cell with outputs."""
    return code


@pytest.fixture(scope="session")
def failed() -> Callable[..., dict[str, object]]:
    """Make a cell that ended in an error, with the traceback that was kept."""

    def made(source: str, name: str, *traceback: str) -> dict[str, object]:
        error = {"output_type": "error", "ename": name, "evalue": "", "traceback": list(traceback)}
        return code(source, error)

    return made
