"""Where a place in a cell stands in the file itself.

Annotations of a code host hang on lines of the file. In JSON a cell's line is a string in a list,
or a stretch of one long string, with some characters written as escapes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from io import StringIO
from itertools import accumulate, islice
from pathlib import PurePath

from nbprod.notebook.chunk import Chunk
from nbprod.notebook.decoding import decode
from nbprod.notebook.sources import source_offsets, strings
from nbprod.notebook.textual import LINE_END, SUFFIXES, cut

_UNIT = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
_NEWLINES = frozenset(("\\n", "\\u000a", "\\u000A"))
_RETURNS = frozenset(("\\r", "\\u000d", "\\u000D"))


def raw_lines(path: str, data: bytes) -> JsonLines | TextLines:
    """Prepare to find places in the file; nothing is read before the first question."""
    text = decode(data).text
    if PurePath(path).suffix.lower() in SUFFIXES:
        return TextLines(cut(path, text).chunks)
    return JsonLines(text)


class TextLines:
    """Places in a notebook that is text."""

    def __init__(self, chunks: tuple[Chunk, ...]) -> None:
        self._chunks = chunks

    def at(self, cell: int, line: int, column: int) -> tuple[int, int]:
        """The file's line and column, from 1, for `line` (from 1) and `column` (from 0)."""
        chunk = self._chunks[cell]
        if not chunk.lines:
            return chunk.start + 1, 1
        found = chunk.lines[min(line, len(chunk.lines)) - 1]
        return found.number + 1, found.shift + min(column, len(found.text)) + 1


class JsonLines:
    """Places in a notebook that is JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[int, tuple[tuple[int, int], ...]] = {}
        self._cells: dict[int, tuple[array[int], array[int]]] = {}

    def at(self, cell: int, line: int, column: int) -> tuple[int, int]:
        """The file's line and column, from 1, for `line` (from 1) and `column` (from 0)."""
        if cell not in self._lines:
            self._lines[cell] = _plain_lines(self._text, self._sources[cell])
        if lines := self._lines[cell]:
            start, end = lines[min(line, len(lines)) - 1]
            if "\\" not in self._text[start : start + column]:
                return self._place(min(start + column, end))
            unit = next(islice(_UNIT.finditer(self._text, start, end), column, None), None)
            return self._place(unit.start() if unit else end)
        return self._place(self._slowly(cell, line, column))

    def _slowly(self, cell: int, line: int, column: int) -> int:
        """The offset of a place in a cell of any form, counted character by character."""
        if cell not in self._cells:
            self._cells[cell] = _offsets(self._text, self._sources[cell])
        offsets, starts = self._cells[cell]
        first = starts[min(line, len(starts)) - 1]
        last = starts[line] - 1 if line < len(starts) else len(offsets) - 1
        return offsets[min(first + column, last)]

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    @cached_property
    def _starts(self) -> array[int]:
        """Offsets at which the file's lines begin."""
        if "\r" in self._text:
            return array("q", (0, *(found.end() for found in LINE_END.finditer(self._text))))
        lengths = map(len, StringIO(self._text, newline="\n"))
        return array("q", accumulate(lengths, initial=0))

    @cached_property
    def _sources(self) -> tuple[int, ...]:
        return tuple(source_offsets(self._text))


def _plain_lines(text: str, source: int) -> tuple[tuple[int, int], ...]:
    """Bounds of the cell's lines where each is a string of its own, newlines left out.

    That is how nbformat writes a source; empty for any other form.
    """
    bounds = tuple(strings(text, source))
    lines = []
    for start, end in bounds[:-1]:
        if text.find("\\n", start, end) != end - 2 or text.find("\\r", start, end) >= 0:
            return ()
        lines.append((start, end - 2))
    if not bounds or any(text.find(e, *bounds[-1]) >= 0 for e in ("\\n", "\\r", "\\u000")):
        return ()
    if any(text.find("\\u000", start, end) >= 0 for start, end in lines):
        return ()
    return (*lines, bounds[-1])


def _offsets(text: str, source: int) -> tuple[array[int], array[int]]:
    """For each character of a cell its offset in the file, and where the cell's lines begin."""
    offsets, starts, end, returned = array("q"), array("q", (0,)), source, False
    for start, end in strings(text, source):
        for unit in _UNIT.finditer(text, start, end):
            newline = unit[0] in _NEWLINES
            if newline and returned:
                returned = False
                continue
            returned = unit[0] in _RETURNS
            offsets.append(unit.start())
            if newline or returned:
                starts.append(len(offsets))
    offsets.append(end)
    return offsets, starts
