"""Why a cell does not parse, in words for people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbprod.notebook.model import Masked
from nbprod.place import Span

_PYTHON2_LINE = re.compile(
    r"^\s*print\s+(?:[\"'\w(%]|>>)"
    r"|:\s*print\s+[\"'\w]"
    r"|^\s*except\s+[\w.()]+(?:\s*,\s*[\w.]+)*\s*,\s*\w+\s*:"
    r"|^\s*exec\s+[\"'\w]"
    r"|^\s*raise\s+\w[\w.]*\s*,"
    r"|lambda\s*\(|\bdef\s+\w+\s*\([^)]*\("
    r"|`[^`]+`|<>|(?<![\w.])0[0-7]+(?![\w.])|(?<![\w.])\d+[lL]\b|\b[uU][rR][\"']"
)
_PYTHON2 = re.compile(
    r"Missing parentheses in call to|leading zeros|parameters? cannot be parenthesized"
    r"|multiple exception types"
)
_SHELL = re.compile(
    r"\s*(?:sudo\s+)?(?:pip3?|conda|apt|apt-get|git|wget|curl|cd|ls|mkdir|rm|cp|mv|cat|echo|unzip"
    r"|tar|python3?|bash|sh|source|export|docker|npm|brew|chmod|aws|gsutil|gcloud|kaggle)\s+[\w./~-]"
)
_NEVER_CLOSED = re.compile(r"'(.)' was never closed")
_ON_LINE = re.compile(r"on line (\d+)")
_DETECTED = re.compile(r" \(detected at line \d+\)")
_WORDS = (
    ("unterminated triple-quoted", "the triple-quoted string that begins here is never closed"),
    ("unterminated string", "a string is not closed on its line"),
    ("unterminated f-string", "a string is not closed on its line"),
    ("EOL while scanning", "a string is not closed on its line"),
    ("unexpected indent", "the line is indented, and nothing above it opens a block"),
    ("unindent does not match", "the line is indented less than its block, but as no outer block"),
    ("inconsistent use of tabs", "tabs and spaces are mixed in the indentation"),
    ("too many nested parentheses", "brackets are nested too deeply"),
)


@dataclass(frozen=True, slots=True)
class Breakage:
    """What stopped the parser, and where."""

    span: Span
    reason: str
    python2: bool = False


def explain(masked: Masked, error: Exception) -> Breakage:
    """Say why a masked text does not parse."""
    if "\0" in masked.text:
        return Breakage(_null_byte(masked.text), "the text holds a null byte, which Python refuses")
    if isinstance(error, SyntaxError):
        return _syntax(masked, error)
    return Breakage(Span(1, 0, 1, 0), "the code is nested too deeply to be parsed")


def _syntax(masked: Masked, error: SyntaxError) -> Breakage:
    lines = masked.text.split("\n")
    shift = 1 if masked.indent else 0
    span = _span(lines, error, shift)
    text = lines[span.line - 1][:1000]
    message = _ON_LINE.sub(lambda found: f"on line {int(found[1]) - shift}", error.msg)
    python2 = bool(_PYTHON2.search(message) or _PYTHON2_LINE.search(text))
    return Breakage(span, _reason(message, span.line, text, python2), python2)


def _span(lines: list[str], error: SyntaxError, shift: int) -> Span:
    """Where the parser stopped; to the end of the line where it does not say how far."""
    line = min(max(1, (error.lineno or 1) - shift), len(lines))
    width = len(lines[line - 1])
    column = min(max(0, (error.offset or 1) - 1), width)
    end = min((error.end_offset or 0) - 1, width)
    same = (error.end_lineno or 0) - shift == line
    return Span(line, column, line, end if same and end > column else max(width, column))


def _reason(message: str, line: int, text: str, python2: bool) -> str:
    """Put the parser's message in words for a person who looks at the cell."""
    if python2:
        return "this is Python 2"
    if bracket := _NEVER_CLOSED.search(message):
        return f"the `{bracket[1]}` opened on line {line} is never closed"
    if _SHELL.match(text):
        return "this looks like a shell command; IPython wants `!` or `%` before it"
    if message.startswith("invalid syntax") and re.search(r"[^=!<>]=\s*(?:#.*)?$", text):
        return "nothing stands to the right of `=`"
    for start, words in _WORDS:
        if message.startswith(start):
            return words
    return _DETECTED.sub("", message)


def _null_byte(text: str) -> Span:
    at = text.index("\0")
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1)
    return Span(line, column, line, column + 1)
