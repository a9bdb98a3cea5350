"""Where cells keep their sources in the JSON of a notebook of any version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbprod.notebook.jsonwalk import Walk


def source_offsets(text: str) -> Iterator[int]:
    """The offset of each cell's source, in order; that of the cell where it has none."""
    yield from _within(Walk(text))


_KEY = '"source"'
_COLON = re.compile(r"\s*+:\s*+")


def source_within(text: str, start: int, end: int) -> int | None:
    """The offset of the source of a cell that has one and is all that stands here; None if unsure.

    Quotes inside JSON strings are escaped, so what stands in plain ones is a string of its own.
    Where there is one alone, it is the cell's own key; outputs and metadata may have more.
    """
    at = text.find(_KEY, start, end)
    if at < 0 or text.find(_KEY, at + 1, end) >= 0:
        return None
    colon = _COLON.match(text, at + len(_KEY))
    return colon.end() if colon and text[at - 1] != "\\" else None


def _within(walk: Walk) -> Iterator[int]:
    """Sources below the object here: the notebook, or a worksheet of version 3."""
    for key in walk.members():
        if key == "worksheets" and walk.peek() == "[":
            for _ in walk.elements():
                yield from _within(walk)
        elif key == "cells" and walk.peek() == "[":
            for _ in walk.elements():
                yield _source(walk)
        else:
            walk.value()


def _source(walk: Walk) -> int:
    """The offset of the source of the cell here."""
    source = walk.at
    if walk.peek() != "{":
        walk.value()
        return source
    for key in walk.members():
        if key in ("source", "input"):
            source = walk.at
        walk.value()
    return source


def strings(text: str, source: int) -> Iterator[tuple[int, int]]:
    """Bounds of the strings that make up a source, quotes left out."""
    walk = Walk(text, source)
    if walk.peek() == "[":
        for _ in walk.elements():
            yield from _string(walk)
    else:
        yield from _string(walk)


def _string(walk: Walk) -> Iterator[tuple[int, int]]:
    start = walk.at + 1
    if walk.peek() == '"':
        walk.string()
        yield start, walk.at - 1
    else:
        walk.value()
