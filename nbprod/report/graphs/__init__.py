"""Formats of `nbprod graph`, one module each; its name is the name of the format.

A format is a module with `render(drawing: Drawing) -> str` and `SUFFIX`, the ending of its files.
The first sentence of its docstring is the help that the guide shows. Formats are found by their
files and imported when chosen.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from nbprod.report.drawing.model import Drawing


class Format(Protocol):
    """What a module of this folder offers."""

    SUFFIX: str
    """How files of the format end: `.svg`."""

    def render(self, drawing: Drawing) -> str:
        """The drawing as text, with a line end after its last line."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The formats there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Format:
    """The format of a name."""
    return cast(Format, importlib.import_module(f"{__name__}.{name}"))


def of_suffix(suffix: str) -> str | None:
    """The format whose files end like this."""
    return next((name for name in names() if suffix.lower() == load(name).SUFFIX), None)
