"""Notebooks that Databricks keeps as Python sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbprod.notebook.chunk import Chunk, Cut, Line, trimmed

_FIRST = "# Databricks notebook source"
_BREAK = re.compile(r"# COMMAND -{5,}\s*$")
_TITLE = re.compile(r"# DBTITLE \d+,")
_MAGIC = re.compile(r"# MAGIC ?")
_MARKDOWN = re.compile(r"%md(?:-sandbox)?(?:[ \t]+|$)")


def cut_databricks(lines: Sequence[str]) -> Cut | None:
    """Cut a Databricks source at its command lines; None where it is something else."""
    if lines[0].rstrip() != _FIRST:
        return None
    breaks = [number for number, line in enumerate(lines) if _BREAK.match(line)]
    starts, ends = [0, *breaks], [*breaks, len(lines)]
    chunks = (_chunk(lines, s + 1, end) for s, end in zip(starts, ends, strict=True))
    return Cut("databricks", tuple(chunks))


def _chunk(lines: Sequence[str], start: int, end: int) -> Chunk:
    """The cell between two command lines."""
    first = _below_title(lines, start, end)
    numbers = range(first, end)
    magic = any(_MAGIC.match(lines[n]) for n in numbers)
    kept = trimmed(_line(n, lines[n]) for n in numbers)
    prose = _MARKDOWN.match(kept[0].text) if kept else None
    if prose:
        kept = trimmed((_cut(kept[0], prose.end()), *kept[1:]))
    return Chunk(
        "markdown" if prose else "code",
        kept,
        kept[0].number if kept else first,
        prefix="# MAGIC " if magic else "",
    )


def _below_title(lines: Sequence[str], start: int, end: int) -> int:
    """The line below the title that a cell may begin with."""
    for number in range(start, end):
        if _TITLE.match(lines[number]):
            return number + 1
        if lines[number].strip():
            break
    return start


def _line(number: int, text: str) -> Line:
    found = _MAGIC.match(text)
    return _cut(Line(number, 0, text), found.end() if found else 0)


def _cut(line: Line, width: int) -> Line:
    return Line(line.number, line.shift + width, line.text[width:])
