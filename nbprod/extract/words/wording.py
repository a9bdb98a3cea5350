"""Words of a notebook made safe to stand in emitted files: they come from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable


def line(text: str) -> str:
    """A text as one line of printable characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split())).strip()


def comment(text: str, limit: int = 90) -> str:
    """A text to stand behind `#`, shortened at a word."""
    said = line(text)
    return said if len(said) <= limit else said[: limit - 3].rsplit(" ", 1)[0] + " ..."


def middle(text: str, limit: int = 90) -> str:
    """An address without its middle, which tells less than how it begins and what it ends with."""
    said = line(text)
    half = limit // 2 - 3
    return said if len(said) <= limit else f"{said[:half]} ... {said[-half:]}"


def docstring(text: str) -> str:
    """A text to stand between three quotes on one line."""
    return line(text).replace("\\", "").replace('"', "'").rstrip()


def cell(text: str, limit: int = 100) -> str:
    """A text to stand in a cell of a Markdown table: no HTML, no links, no further cells.

    What stands between backticks shows every sign as it is, a mark of escape too.
    """
    said = comment(text, limit).replace("|", "\\|")
    links = bool(_LINK.search(said))
    parts = enumerate(_CODE.split(said))
    return "".join(part if at % 2 else _escaped(part, links=links) for at, part in parts)


_CODE = re.compile(r"(`[^`]+`)")
_LINK = re.compile(r"\][(\[:]")
"""What makes a link of a text in brackets, which by themselves are none."""


def _escaped(text: str, *, links: bool) -> str:
    plain = re.sub(r"\\(?!\|)", r"\\\\", text).replace("<", "&lt;")
    return plain.replace("[", r"\[") if links else plain


def code(text: str, limit: int = 90) -> str:
    """A text to stand between backticks, in a table too."""
    said = comment(text, limit).replace("|", "\\|")
    return f"`` {said} ``" if "`" in said else f"`{said}`"


def sentence(text: str) -> str:
    """A text that ends with a mark."""
    said = line(text)
    return said if not said or said[-1] in ".!?:" else f"{said}."


def words(names: Iterable[str], last: str = "and") -> str:
    """Names in a sentence: `a`, `b` and `c`."""
    listed = [f"`{name}`" for name in names]
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"
