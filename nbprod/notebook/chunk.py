"""A cell of a text notebook, and where its lines stand in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nbprod.notebook.model import CellKind
from nbprod.values import set_once


@set_once(frozen=True, slots=True)
class Line:
    """One line of a cell."""

    number: int
    """Its line in the file, from 0."""
    shift: int
    """How many characters stand before it there: `# MAGIC ` are 8."""
    text: str


@set_once(frozen=True, slots=True)
class Chunk:
    """A cell, cut out of a text."""

    kind: CellKind
    lines: tuple[Line, ...]
    start: int
    """The line of the file, from 0, where the first line stands or would stand."""
    prefix: str = ""
    """What stands before lines of this cell in the file."""
    tags: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    execution_count: int | None = None
    language: str = ""

    @property
    def source(self) -> str:
        """The cell's text."""
        return "\n".join(line.text for line in self.lines)


@set_once(frozen=True, slots=True)
class Cut:
    """A text as chunks."""

    format: str
    chunks: tuple[Chunk, ...]
    language: str = "python"
    comments_magics: bool = False
    """Whether magics stand in the file as comments."""


Cutter = Callable[[Sequence[str]], Cut | None]
"""Cuts the lines of a text; None where they are not of its format."""


def trimmed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without blank ones at both ends."""
    kept = list(lines)
    while kept and not kept[-1].text.strip():
        kept.pop()
    first = next((at for at, line in enumerate(kept) if line.text.strip()), 0)
    return tuple(kept[first:])


def option(text: str, key: str) -> Any:
    """The JSON value of `key="value"` or `"key": "value"` on a marker line; None without one."""
    found = re.search(rf'(?:\b{key}\s*=|"{key}"\s*:)\s*', text)
    if not found:
        return None
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0]
    except (ValueError, RecursionError):
        return None


def words(found: Any) -> tuple[str, ...]:
    """The texts in a list; a text alone counts as a list of one."""
    if isinstance(found, str):
        return (found,)
    return tuple(word for word in found if isinstance(word, str)) if isinstance(found, list) else ()
