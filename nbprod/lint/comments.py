"""Comments that speak to nbprod: where they stand and how far they reach."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from nbprod.flow.shapes import descend
from nbprod.notebook.model import Cell, Magic, Parsed, Unparsed
from nbprod.place import Span
from nbprod.values import set_once

_END = r"(?=\s*#|\s*-->|\s*$)"
_ALLOW = re.compile(
    rf"(?:#|<!--)\s*nbprod:\s*allow\[(?P<words>[^\]\n]*)\][^#\n]*?{_END}(?:\s*-->)?"
)
_ALIKE = re.compile(
    rf"(?:#|<!--)\s*nbprod:\s*(?P<text>(?:allow|ignore|disable|noqa|skip)\b[^#\n]*?){_END}(?:\s*-->)?"
)


@set_once(frozen=True, slots=True)
class Comment:
    """One comment that allows something, or seems to."""

    span: Span
    words: tuple[tuple[str, Span], ...]
    """What it allows, each with its place."""
    first: int = 0
    """First line that it holds for; 0 for the whole cell."""
    last: int = 0
    text: str = ""
    """What it says instead, where it is not in the form that allows."""


def comments(cell: Cell, parsed: Parsed | Unparsed | None) -> Iterator[Comment]:
    """The comments of a cell, from top to bottom."""
    lines = cell.source.split("\n")
    starts = _starts(parsed) if isinstance(parsed, Parsed) else None
    below_header = (n for n, line in enumerate(lines, 1) if line.strip() and line[:2] != "%%")
    top = next(below_header, 0)
    for number, line in enumerate(lines, 1):
        if "nbprod:" not in line or (starts is not None and number not in starts):
            continue
        begin = starts[number] if starts else 0
        for found in _found(line, begin):
            alone = not line[: found.start()].strip()
            reach = (0, 0)
            if not (alone and number == top):
                reach = _statement(parsed, _below(lines, number) if alone else number)
            yield _comment(found, number, reach)


def _found(line: str, begin: int) -> Iterator[re.Match[str]]:
    allowing = list(_ALLOW.finditer(line, begin))
    yield from allowing
    if not allowing and (alike := _ALIKE.search(line, begin)):
        yield alike


def _comment(found: re.Match[str], line: int, reach: tuple[int, int]) -> Comment:
    span = Span(line, found.start(), line, found.end())
    parts = found.groupdict()
    words = tuple(_words(found, line)) if "words" in parts else ()
    text = "" if words else parts.get("text") or "allow[]"
    return Comment(span, words, *reach, text)


def _words(found: re.Match[str], line: int) -> Iterator[tuple[str, Span]]:
    for part in re.finditer(r"[^,\s][^,]*", found["words"]):
        start = found.start("words") + part.start()
        word = part[0].strip()
        yield word, Span(line, start, line, start + len(word))


def _below(lines: list[str], number: int) -> int:
    """The next line below that holds code."""
    below = enumerate(lines[number:], number + 1)
    return next((n for n, line in below if line.strip() and line.strip()[0] != "#"), number)


def _starts(parsed: Parsed) -> dict[int, int] | None:
    """By line, where a comment may begin; nothing where only the text can say it.

    Strings are not comments. Lines of magics and shell commands count as they stand, since their
    comments are not Python's.
    """
    if parsed.masked.foreign:
        return None
    try:
        found = {
            token.start[0]: token.start[1]
            for token in tokenize.generate_tokens(io.StringIO(parsed.masked.text).readline)
            if token.type == tokenize.COMMENT
        }
    except (tokenize.TokenError, SyntaxError):
        return None
    return {line: 0 for magic in parsed.masked.magics for line in _lines(magic)} | found


def _lines(magic: Magic) -> range:
    return range(magic.span.line, magic.span.end_line + 1) if magic.kind != "cell" else range(0)


def _statement(parsed: Parsed | Unparsed | None, line: int) -> tuple[int, int]:
    """First and last line of the innermost statement (or header of one) that `line` is part of."""
    if not isinstance(parsed, Parsed):
        return line, line
    around = [reach for reach in _reaches(parsed.tree) if reach[0] <= line <= reach[1]]
    return min(around, key=lambda reach: (reach[1] - reach[0], -reach[0]), default=(line, line))


def _reaches(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """First and last line of each statement; of one with a block only its header."""
    for node in descend(tree):
        if not isinstance(node, ast.stmt):
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorators)])
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        if not body:
            yield first, node.end_lineno or first
        else:
            inside = getattr(body[0], "lineno", first)
            yield first, max(first, inside - 1)
