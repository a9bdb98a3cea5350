"""Where a place in a cell stands in the file itself.

Annotations of a code host hang on lines of the file. In JSON a cell's line is a string in a list,
or a stretch of one long string, with some characters written as escapes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from pathlib import PurePath

from nbprod.notebook.chunk import Chunk
from nbprod.notebook.decoding import decode, lightened
from nbprod.notebook.model import Cell
from nbprod.notebook.sources import source_offsets, source_within, strings
from nbprod.notebook.textual import LINE_END, SUFFIXES, cut

_UNIT = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
_NEWLINES = frozenset(("\\n", "\\u000a", "\\u000A"))
_RETURNS = frozenset(("\\r", "\\u000d", "\\u000D"))
_PLAIN = r"([^\"\\]*+(?:\\(?:[\"\\/bft]|u(?!000)....)[^\"\\]*+)*+)"
_INNER_LINE = re.compile(_PLAIN + r"(\\n|\")")
_OUTER_LINE = re.compile(_PLAIN + r'\\n"\s*+,\s*+"')
_LAST_LINE = re.compile(_PLAIN + r'"\s*+\]')
_FIRST_LINE = re.compile(r'\[\s*+"')
_IMAGE = '"image/'


def raw_lines(
    path: str, data: bytes, text: str | None = None, cells: Sequence[Cell] = ()
) -> JsonLines | TextLines:
    """Prepare to find places in the file.

    Where the text of these very bytes was read already, its cells know where they begin; both save
    looking again.
    """
    if PurePath(path).suffix.lower() in SUFFIXES:
        return TextLines(cut(path, decode(data).text if text is None else text).chunks)
    return JsonLines(lightened(data) if text is None else text, data, cells)


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
    """Places in a notebook that is JSON.

    Looked for in the lightened text, whose lines are those of the file. Only columns behind an
    image on the same line, as minified files have them, are looked for in the whole text.
    """

    def __init__(self, text: str, data: bytes = b"", cells: Sequence[Cell] = ()) -> None:
        self._text = text
        self._data = data
        self._is_light = len(data) not in (0, len(text))
        self._is_unix = "\r" not in text
        self._known = _bounds(cells, len(text))
        self._lines: dict[int, tuple[tuple[int, int], ...]] = {}
        self._cells: dict[int, tuple[array[int], array[int]]] = {}
        self._anchors: dict[int, tuple[int, int]] = {}
        """Of each cell that was asked about: an offset, and its line from 1."""
        self._last = 0, 1

    def at(self, cell: int, line: int, column: int) -> tuple[int, int]:
        """The file's line and column, from 1, for `line` (from 1) and `column` (from 0)."""
        offset = self._offset(cell, line, column)
        number, start = self._line_at(offset, cell)
        if self._is_light and self._text.find(_IMAGE, start, offset) >= 0:
            return self._whole.at(cell, line, column)
        return number, offset - start + 1

    def _offset(self, cell: int, line: int, column: int) -> int:
        if cell not in self._lines:
            self._lines[cell] = _plain_lines(self._text, self._source(cell))
        if lines := self._lines[cell]:
            start, end = lines[min(line, len(lines)) - 1]
            if "\\" not in self._text[start : start + column]:
                return min(start + column, end)
            unit = next(islice(_UNIT.finditer(self._text, start, end), column, None), None)
            return unit.start() if unit else end
        return self._slowly(cell, line, column)

    def _slowly(self, cell: int, line: int, column: int) -> int:
        """The offset of a place in a cell of any form, counted character by character."""
        if cell not in self._cells:
            self._cells[cell] = _offsets(self._text, self._source(cell))
        offsets, starts = self._cells[cell]
        first = starts[min(line, len(starts)) - 1]
        last = starts[line] - 1 if line < len(starts) else len(offsets) - 1
        return offsets[min(first + column, last)]

    def _line_at(self, offset: int, cell: int) -> tuple[int, int]:
        """The line of an offset in a cell, and where it begins; counted on from what is known."""
        if not self._is_unix:
            line = bisect_right(self._starts, offset)
            return line, self._starts[line - 1]
        if cell not in self._anchors:
            self._anchors[cell] = self._last = self._counted(offset, *self._last)
        _, line = self._counted(offset, *self._anchors[cell])
        return line, self._text.rfind("\n", 0, offset) + 1

    def _counted(self, offset: int, known: int, line: int) -> tuple[int, int]:
        """An offset with its line, from another one with its line."""
        if offset >= known:
            return offset, line + self._text.count("\n", known, offset)
        return offset, line - self._text.count("\n", offset, known)

    @cached_property
    def _starts(self) -> array[int]:
        """Offsets at which the file's lines begin."""
        return array("q", (0, *(found.end() for found in LINE_END.finditer(self._text))))

    @cached_property
    def _whole(self) -> JsonLines:
        return JsonLines(decode(self._data).text)

    def _source(self, cell: int) -> int:
        bounds = self._known.get(cell)
        return (source_within(self._text, *bounds) if bounds else None) or self._sources[cell]

    @cached_property
    def _sources(self) -> tuple[int, ...]:
        return tuple(source_offsets(self._text))


def _bounds(cells: Sequence[Cell], end: int) -> dict[int, tuple[int, int]]:
    """The stretches in which the sources of cells surely stand, by the cells' numbers."""
    known = zip(cells, (*(cell.at for cell in cells[1:]), end), strict=False)
    return {cell.ref.number: (cell.at, e) for cell, e in known if cell.source and cell.at >= 0}


def _plain_lines(text: str, source: int) -> tuple[tuple[int, int], ...]:
    """Bounds of the cell's lines, newlines left out, where it is written as tools write it.

    That is a list with a string for each line, or one string; empty for any other form.
    """
    lines, found = [], _FIRST_LINE.match(text, source)
    if not found:
        return _lines_of_one(text, source)
    while line := _OUTER_LINE.match(text, found.end()):
        found = line
        lines.append(line.span(1))
    last = _LAST_LINE.match(text, found.end())
    return (*lines, last.span(1)) if last else ()


def _lines_of_one(text: str, source: int) -> tuple[tuple[int, int], ...]:
    """The same of a source that is one string."""
    lines, end = [], source + text.startswith('"', source)
    while end > source and (line := _INNER_LINE.match(text, end)):
        lines.append(line.span(1))
        if line[2] == '"':
            return tuple(lines)
        end = line.end()
    return ()


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
