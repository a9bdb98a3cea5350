"""Changed cells written back into the file; every byte outside their sources stays.

Inside a changed cell, lines that stay the same keep their bytes too, escapes and all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from nbprod.errors import NotebookError
from nbprod.notebook.chunk import Chunk
from nbprod.notebook.decoding import decode
from nbprod.notebook.jsonwalk import Walk
from nbprod.notebook.percent import COMMENTED
from nbprod.notebook.sources import source_offsets, strings
from nbprod.notebook.textual import LINE_END, SUFFIXES, cut

_LINE = re.compile(r"((?:[^\\]|\\[^nr])*+)(\\r\\n|\\n|\\r|\Z)")
_INDENT = re.compile(r"[ \t]*")
_ESCAPED = re.compile(r"\\u(?!00[01])[0-9a-fA-F]{4}")

Patch = tuple[int, int, str]
"""A stretch of the file's text and what replaces it."""


def rewrite(path: str, data: bytes, changed: Mapping[int, str]) -> bytes:
    """Put new sources, by cell number, into the bytes of a notebook."""
    decoded = decode(data)
    textual = PurePath(path).suffix.lower() in SUFFIXES
    found = _text_patches if textual else _json_patches
    patches = sorted(found(path, decoded.text, changed))
    parts, at = [], 0
    for start, end, new in patches:
        parts += [decoded.text[at:start], new]
        at = end
    return decoded.encode("".join([*parts, decoded.text[at:]])) if patches else data


# -- JSON


def _json_patches(path: str, text: str, changed: Mapping[int, str]) -> Iterator[Patch]:
    offsets = list(source_offsets(text))
    ascii_only = bool(_ESCAPED.search(text)) and text.isascii()
    for number, source in changed.items():
        start = offsets[number]
        if text[start] not in '["':
            raise NotebookError(f"{path}: cell {number + 1} has no source to write to")
        walk = Walk(text, start)
        walk.value()
        lines = _written(text, start, source, ascii_only)
        yield start, walk.at, _laid_out(text, start, walk.at, lines)


def _written(text: str, start: int, source: str, ascii_only: bool) -> list[str]:
    """The new lines as JSON writes them, quotes left out; lines that were there keep their bytes."""
    raw = "".join(text[first:last] for first, last in strings(text, start))
    old = [(found[1], found[2]) for found in _LINE.finditer(raw)]
    known = {json.loads(f'"{line}"'): line for line, _ in reversed(old)}
    newline = old[0][1] or "\\n"
    lines = [
        known.get(line) or json.dumps(line, ensure_ascii=ascii_only)[1:-1]
        for line in source.split("\n")
    ]
    ended = [line + newline for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _laid_out(text: str, start: int, end: int, lines: list[str]) -> str:
    """The lines as one string or as a list, as the source was before."""
    if text[start] == '"':
        return f'"{"".join(lines)}"'
    if not lines:
        return "[]"
    items = [text[first - 1 : last + 1] for first, last in strings(text, start)]
    if not items:
        first, between, last = _fresh_layout(text, start)
    else:
        bounds = list(strings(text, start))
        first = text[start + 1 : bounds[0][0] - 1]
        last = text[bounds[-1][1] + 1 : end - 1]
        between = text[bounds[0][1] + 1 : bounds[1][0] - 1] if len(bounds) > 1 else "," + first
    return "[" + first + between.join(f'"{line}"' for line in lines) + last + "]"


def _fresh_layout(text: str, start: int) -> tuple[str, str, str]:
    """White space for a list that was empty: one step deeper than its key, or all on one line."""
    newline = LINE_END.search(text)
    if not newline:
        return "", ", ", ""
    step = _INDENT.match(text, newline.end())
    begin = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    key = _INDENT.match(text, begin)
    outer = newline[0] + (key[0] if key else "")
    inner = outer + (step[0] if step else "")
    return inner, "," + inner, outer


# -- text


def _text_patches(path: str, text: str, changed: Mapping[int, str]) -> Iterator[Patch]:
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    newline = found[0] if (found := LINE_END.search(text)) else "\n"
    lines = LINE_END.split(text)
    whole = cut(path, text)
    for number, source in changed.items():
        chunk = whole.chunks[number]
        new = list(_raw(lines, chunk, source.removesuffix("\n"), whole.comments_magics))
        start = starts[chunk.start] if chunk.start < len(starts) else len(text)
        if chunk.lines:
            last = chunk.lines[-1].number
            yield start, starts[last] + len(lines[last]), newline.join(new)
        else:
            yield start, start, "".join(line + newline for line in new)


def _raw(lines: list[str], chunk: Chunk, source: str, commented: bool) -> Iterator[str]:
    """Each new line as the file writes it; a line that was there keeps its bytes."""
    known = {line.text: lines[line.number] for line in chunk.lines[:0:-1]}
    for at, line in enumerate(source.split("\n")):
        if at == 0 and chunk.lines:
            head = chunk.lines[0]
            if head.text == line or head.shift > len(chunk.prefix) > 0:
                yield lines[head.number][: head.shift] + line
                continue
        magic = commented and chunk.kind == "code" and COMMENTED.match(line)
        prefix = chunk.prefix or ("# " if magic else "")
        yield known.get(line, prefix + line if line else prefix.rstrip())
