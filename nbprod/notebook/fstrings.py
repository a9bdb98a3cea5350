"""f-strings of Python 3.12 read by Python 3.11.

Since 3.12 an f-string may use its own quotes inside its fields: `f"{row["name"]}"`. Under 3.11 the
inner quotes are exchanged for the other kind, which keeps every column, so that a notebook gives
the same findings whichever Python runs nbprod.
"""

from __future__ import annotations

import re

_START = re.compile(r"#[^\n]*|(?<!\w)([A-Za-z]{0,2})('''|\"\"\"|'|\")")
_OTHER = {"'": '"', '"': "'"}


def exchange_quotes(text: str) -> str:
    """Give inner strings the quotes that their f-string does not use; the same length."""
    new = list(text)
    at = 0
    while found := _START.search(text, at):
        at = found.end()
        if found[2]:
            at = _string(text, new, found)
    return "".join(new)


def _string(text: str, new: list[str], found: re.Match[str]) -> int:
    """Pass over a string; the offset behind it."""
    at, quote, formatted = found.end(), found[2], "f" in found[1].lower()
    while at < len(text):
        if text.startswith(quote, at):
            return at + len(quote)
        if text[at] == "\n" and len(quote) == 1:
            return at
        if text[at] == "\\":
            at += 2
        elif formatted and text[at] == "{" and text[at + 1 : at + 2] != "{":
            at = _field(text, new, at, quote)
        else:
            at += 1 + (formatted and text.startswith("{{", at))
    return at


def _field(text: str, new: list[str], start: int, quote: str) -> int:
    """Pass over a replacement field, exchanging quotes inside; the offset behind it."""
    depth, at = 0, start
    while at < len(text) and (text[at] != "\n" or len(quote) == 3):
        depth += (text[at] in "{[(") - (text[at] in "}])")
        if depth == 0:
            return at + 1
        inner = _START.match(text, at) if text[at] != "#" else None
        if inner:
            end = _string(text, new, inner)
            _exchange(text, new, (inner.start(2), end), quote)
            at = end
        else:
            at += 1
    return at


def _exchange(text: str, new: list[str], where: tuple[int, int], quote: str) -> None:
    """Give the string at `where` the other quotes, if that changes nothing else."""
    start, end = where
    other = _OTHER[quote[0]]
    same = text.startswith(quote, start) and text[end - len(quote) : end] == quote
    if same and len(quote) == 1 and other not in text[start:end] and "\\" not in text[start:end]:
        new[start] = new[end - 1] = other
