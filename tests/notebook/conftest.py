"""Builders of notebooks as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read

Raw = dict[str, Any]


def _code(source: str | list[str], **more: Any) -> Raw:
    blank: Raw = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return {**blank, "source": source, **more}


def _written(*cells: Raw, **more: Any) -> bytes:
    whole = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _built(*sources: str, **more: Any) -> Notebook:
    found = read("nb.ipynb", _written(*map(_code, sources), **more))
    assert isinstance(found, Notebook)
    return found


@pytest.fixture(scope="session")
def code() -> Callable[..., Raw]:
    """Makes a code cell of version 4, as JSON says it."""
    return _code


@pytest.fixture(scope="session")
def written() -> Callable[..., bytes]:
    """Makes the bytes of a notebook, as Jupyter writes them."""
    return _written


@pytest.fixture(scope="session")
def built() -> Callable[..., Notebook]:
    """Makes a notebook of code cells from their sources."""
    return _built
