"""Why a cell does not parse, in words for people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbprod.notebook.model import Masked
from nbprod.place import Span

_PYTHON2 = (
    re.compile(r"^\s*print\s+(?:[\"'\w(]|>>)"),
    re.compile(r"^\s*except\s+[\w.()]+(?:\s*,\s*[\w.]+)*\s*,\s*\w+\s*:"),
    re.compile(r"^\s*exec\s+[\"'\w]"),
    re.compile(r"^\s*raise\s+\w[\w.]*\s*,"),
    re.compile(r"`[^`]+`"),
    re.compile(r"<>"),
    re.compile(r"(?<![\w.])0[0-7]+(?![\w.])|(?<![\w.])\d+[lL]\b"),
    re.compile(r"\bur[\"']"),
)
_OLD = re.compile(
    r"Missing parentheses in call|multiple exception types|leading zeros|invalid decimal literal"
)


@dataclass(frozen=True, slots=True)
class Breakage:
    """What stopped the parser, and where."""

    span: Span
    reason: str
    python2: bool = False


def explain(masked: Masked, error: Exception) -> Breakage:
    """Say why a masked text does not parse."""
    if isinstance(error, SyntaxError):
        return _syntax(masked, error)
    if isinstance(error, RecursionError | MemoryError):
        return Breakage(Span(1, 0, 1, 0), "the code is nested too deeply to be parsed")
    return Breakage(_null_byte(masked.text), "the text holds a null byte, which Python refuses")


def _syntax(masked: Masked, error: SyntaxError) -> Breakage:
    lines = masked.text.split("\n")
    shift = 1 if masked.indent else 0
    line = min(max(1, (error.lineno or 1) - shift), len(lines))
    column = min(max(0, (error.offset or 1) - 1), len(lines[line - 1]))
    end = min(max(column, (error.end_offset or 0) - 1), len(lines[line - 1]))
    same = (error.end_lineno or 0) - shift == line
    span = Span(line, column, line, end if same and end > column else len(lines[line - 1]))
    python2 = bool(_OLD.search(error.msg)) or any(p.search(lines[line - 1]) for p in _PYTHON2)
    return Breakage(span, error.msg, python2)


def _null_byte(text: str) -> Span:
    at = max(0, text.find("\0"))
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1)
    return Span(line, column, line, column + 1)
