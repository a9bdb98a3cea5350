"""Notebooks, packages and shapes for the tests of `verify`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nbprod.verify.difference import Difference
from nbprod.verify.harness.blobs import Blobs
from nbprod.verify.harness.looking import Look
from nbprod.verify.harness.shape import Shape, packed, unpacked
from nbprod.verify.likeness import Pair
from nbprod.verify.verdict import Tolerance

LookAt = Callable[..., tuple[Shape, bytes]]
Compare = Callable[..., list[Difference]]
WriteNotebook = Callable[..., Path]
WritePackage = Callable[..., Path]

CALL = "from story.stages.only import only\n\nonly()\n"


@pytest.fixture(autouse=True)
def no_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children draw where they would in a kernel, whatever another test imported before."""
    monkeypatch.delenv("MPLBACKEND", raising=False)


@pytest.fixture(scope="session")
def look() -> LookAt:
    """The shape of a value after a trip through JSON, and the contents of its columns."""

    def looked_at(value: Any, own: tuple[str, ...] = ()) -> tuple[Shape, bytes]:
        file = io.BytesIO()
        shape = Look(Blobs(file, 10_000_000), "/home/of/the/run", own).value(value)
        return unpacked(json.loads(json.dumps(packed(shape)))), file.getvalue()

    return looked_at


@pytest.fixture(scope="session")
def compare(look: LookAt) -> Compare:
    """The differences between two values, seen as two processes would see them."""

    def differences(left: Any, right: Any, **over: Any) -> list[Difference]:
        own = over.pop("own", ())
        (one, here), (other, there) = look(left, own), look(right, own)
        return list(Pair(here, there, Tolerance(**over)).differences("x", one, other))

    return differences


@pytest.fixture
def write_notebook(tmp_path: Path) -> WriteNotebook:
    """Write a notebook whose cells are the given sources; a pair is a source and its tags."""

    def write(*cells: str | tuple[str, list[str]], name: str = "story.ipynb") -> Path:
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        pairs = [(cell, []) if isinstance(cell, str) else cell for cell in cells]
        data = {
            "cells": [
                {
                    "cell_type": "code",
                    "source": source,
                    "metadata": {"tags": tags},
                    "outputs": [],
                    "execution_count": None,
                }
                for source, tags in pairs
            ],
            "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
        path = folder / name
        path.write_text(json.dumps(data), "utf-8")
        return path

    return write


@pytest.fixture
def write_package(tmp_path: Path) -> WritePackage:
    """Write a package `story`, its modules given by path (`stages__train`).

    `run` is the body of its one stage.
    """

    def write(run: str = "", main: str = CALL, **modules: str) -> Path:
        root = tmp_path / "package"
        body = "\n".join(f"    {line}" for line in run.splitlines()) or "    pass"
        files = {
            "__init__.py": "",
            "__main__.py": main,
            "stages/__init__.py": "",
            "stages/only.py": f"def only():\n{body}\n",
            **{f"{name.replace('__', '/')}.py": text for name, text in modules.items()},
        }
        for name, text in files.items():
            path = root / "src" / "story" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return root

    return write
