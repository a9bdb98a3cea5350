"""Formats of `nbprod lint`, one module each; its name is the name of the format.

A format is a module with `render(report: Report) -> str`. The first sentence of its docstring is
the help that `nbprod lint --help` shows. Formats are found by their files and imported when chosen.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from nbprod.run.outcome import Report


class Format(Protocol):
    """What a module of this folder offers.

    One whose report is the texts of its files, one after the other, also has
    `piece(outcome) -> str`: the cache keeps pieces, so that a warm run need not write them anew.
    """

    def render(self, report: Report) -> str:
        """The report as text, with a line end after its last line; empty where nothing is to say."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The formats there are."""
    return tuple(sorted(path.stem for path in Path(__path__[0]).glob("[!_]*.py")))


def about(name: str) -> str:
    """The first line of a format's docstring, read without importing it."""
    text = Path(__path__[0], f"{name}.py").read_text("utf-8")
    return text.split('"""', 2)[1].strip().partition("\n")[0]


def load(name: str) -> Format:
    """The format of a name."""
    return cast(Format, importlib.import_module(f"{__name__}.{name}"))
