"""Where a logical line ends, and what of IPython it may hold.

IPython judges its syntax by logical lines: a `%` that opens a physical line inside brackets, a
string or after a backslash is an operator. The standard tokenizer changed its mind about broken
text between Python versions; this one regular expression does not.
"""

from __future__ import annotations

import re

from nbprod.values import set_once

_TOKEN = re.compile(
    r"""
      (?P<string> '''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\\?\Z)
                | \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\\?\Z)
                | '(?:[^'\\\n]|\\.)*+'?
                | "(?:[^"\\\n]|\\.)*+"?
      )
    | (?P<comment> \#[^\n]*)
    | (?P<joint> \\\n)
    | (?P<newline> \n)
    | (?P<open> [(\[{])
    | (?P<close> [)\]}])
    | (?P<operator> (?:\*\*|//|>>|<<|[-+*/%&|^@<>!:=])=)
    | (?P<assign> =)
    | (?P<help> \?)
    | (?P<space> [ \t\f]+)
    | (?P<other> [^'"\#\\\n(\[{)\]}*/><+%&|^@!:=?\ \t\f-]+ | .)
    """,
    re.VERBOSE | re.DOTALL,
)


@set_once(frozen=True, slots=True)
class Logical:
    """One logical line of a text, by offsets."""

    end: int
    """Where its last physical line ends, newline left out."""
    assign: int = -1
    """Offset after the first `=` outside brackets; -1 where there is none."""
    asks: bool = False
    """Whether its last token is `?`."""


def logical_line(text: str, start: int) -> Logical:
    """Read the logical line that begins at `start`."""
    depth, assign, last = 0, -1, ""
    end = len(text) - text.endswith("\n", start)
    for token in _TOKEN.finditer(text, start):
        kind = token.lastgroup or ""
        if kind == "newline" and depth == 0:
            end = token.start()
            break
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "assign" and depth == 0 and assign < 0:
            assign = token.end()
        if kind not in ("space", "joint", "newline"):
            last = kind
    return Logical(end, assign, last == "help")


def continued_line(text: str, start: int) -> int:
    """Where the physical line at `start` ends, with those that backslashes join to it."""
    end = text.find("\n", start)
    while end > start and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return end if end >= 0 else len(text)
