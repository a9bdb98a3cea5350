"""How cost grows: with notebooks, with the cells of one notebook, and with rules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

from nbprod.lint.rulebook import read_library
from tests.benchmarks.measuring import alternately
from tests.benchmarks.rivals import NBPROD


class Point(NamedTuple):
    """How many there were, and the CPU seconds of a cold run over them."""

    many: int
    cpu: float


def by_notebooks(notebooks: Path, scratch: Path, up_to: int) -> tuple[Point, ...]:
    """Folders of 10, 100, ... notebooks; beyond what is there, the same ones come again."""
    files = sorted(notebooks.rglob("*.ipynb"))[:100]
    commands = {}
    for many in _steps(10, up_to):
        folder = scratch / f"notebooks-{many}"
        folder.mkdir()
        for number in range(many):
            shutil.copy(files[number % len(files)], folder / f"{number:05}.ipynb")
        commands[str(many)] = (*NBPROD, "--no-cache", str(folder))
    return _points(commands, rounds=1)


def by_cells(scratch: Path, up_to: int) -> tuple[Point, ...]:
    """Notebooks of 30, 300, ... cells, each a step of one long story."""
    commands = {}
    for many in _steps(30, up_to):
        path = scratch / f"cells-{many}.ipynb"
        path.write_text(json.dumps(_story(many)), "utf-8")
        commands[str(many)] = (*NBPROD, "--no-cache", str(path))
    return _points(commands)


def by_rules(notebooks: Path, scratch: Path) -> tuple[Point, ...]:
    """The first 10, 20, ... rules, put to a hundred notebooks."""
    folder = scratch / "for-rules"
    folder.mkdir()
    for number, file in enumerate(sorted(notebooks.rglob("*.ipynb"))[:100]):
        shutil.copy(file, folder / f"{number:05}.ipynb")
    names = [rule.name for rule in read_library().rules if not rule.retired]
    steps = [*(n for n in (10, 20, 50, 100) if n < len(names)), len(names)]
    select = {n: ",".join(names[:n]) for n in steps}
    return _points(
        {str(n): (*NBPROD, "--no-cache", "--select", s, str(folder)) for n, s in select.items()}
    )


def _points(commands: dict[str, tuple[str, ...]], rounds: int = 3) -> tuple[Point, ...]:
    found = alternately(commands, rounds)
    return tuple(Point(int(many), one.cpu) for many, one in found.items())


def _steps(first: int, up_to: int) -> list[int]:
    """`first`, ten times that, and so on."""
    steps = [first]
    while steps[-1] * 10 <= up_to:
        steps.append(steps[-1] * 10)
    return steps


def _story(cells: int) -> dict[str, object]:
    """A notebook in which each cell reads what the one above it made."""
    sources = ["import pandas as pd\nframe0 = pd.read_csv('rows.csv')"]
    sources += [
        f"frame{n} = frame{n - 1}.dropna()\nframe{n}['total'] = frame{n}['a'] + {n}\n"
        f"print(frame{n}.head())"
        for n in range(1, cells)
    ]
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return {
        "cells": [{**code, "id": f"c{n}", "source": text} for n, text in enumerate(sources)],
        "metadata": {"kernelspec": {"language": "python", "name": "python3", "display_name": "P"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
