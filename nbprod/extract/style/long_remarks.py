"""Comments that do not fit beside their line, above it: black would break the line for their sake."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from nbprod.extract.decisions.measuring import WIDTH

_TO_TOOLS = re.compile(r"#\s*(noqa|type:|isort:|fmt:|pragma|mypy:|ruff:|pylint:|nbprod:)")
_GOES_ON = re.compile(r"\s*(elif|else|except|finally|case)\b")
"""Lines above which a comment would stand below the block before them."""
_GAPS = (
    tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT,
)  # fmt: skip


def with_long_remarks_above(text: str) -> str:
    """A module in which a comment that is too long for its line is a line of its own."""
    lines = text.split("\n")
    for number, column in _too_long(text, lines):
        line = lines[number - 1]
        margin = line[: len(line) - len(line.lstrip())]
        lines[number - 1] = f"{margin}{line[column:].rstrip()}\n{line[:column].rstrip()}"
    return "\n".join(lines)


def _too_long(text: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where such comments stand; within brackets they break nothing."""
    if not any(len(line) > WIDTH and "#" in line for line in lines):
        return
    began = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        number, column = token.start
        if token.type == tokenize.COMMENT and began == number:
            line = lines[number - 1]
            moves = len(line) > WIDTH and not _GOES_ON.match(line)
            if moves and not _TO_TOOLS.match(token.string):
                yield number, column
        if token.type == tokenize.NEWLINE:
            began = 0
        elif token.type not in _GAPS and not began:
            began = number
