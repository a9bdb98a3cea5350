"""One Markdown page: the head that lint needs, and the whole that people and tests read.

A page is an H1 title, one `toml` fence, an introduction, and the sections of `SECTIONS` in that
order. At lint time only the text up to the end of the fence is looked at. What a page may say is
explained in `rules/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbprod.errors import RulePageError
from nbprod.lint.example import Example, examples
from nbprod.lint.head import read_head, shown, split_head
from nbprod.lint.rule import Rule

SECTIONS = {
    "Why": True,
    "Bad": True,
    "Becomes": False,
    "Good": True,
    "Allow it when": True,
    "Options": False,
    "References": False,
}
"""Headings in the order they must have; True where a page cannot do without."""

_HEADING = re.compile(r"^## +(.+?) *$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, read whole."""

    rule: Rule
    intro: str
    sections: dict[str, str]
    """Markdown by heading."""
    bad: tuple[Example, ...]
    becomes: tuple[Example, ...]
    good: tuple[Example, ...]

    @property
    def has_fix(self) -> bool:
        """Whether the page shows a fix."""
        return bool(self.becomes)


def read_page(path: Path, family: str) -> Page:
    """Read a page whole; a retired one needs no more than a head.

    Raises RulePageError where it breaks a law of its form.
    """
    text = path.read_text("utf-8")
    rule = read_head(path, family, text)
    end = split_head(path, text).end
    parts = dict(_parts(text, end, path))
    intro = parts.pop("", (0, ""))[1].strip()
    if not rule.retired:
        _demand(parts, intro, path)
    found = {
        name: examples(body, line, path)
        for name, (line, body) in parts.items()
        if name in ("Bad", "Becomes", "Good")
    }
    return Page(
        rule,
        intro,
        {name: body.strip() for name, (_, body) in parts.items()},
        found.get("Bad", ()),
        found.get("Becomes", ()),
        found.get("Good", ()),
    )


def _parts(text: str, start: int, path: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    """Cut what follows the head at its `##` headings: name, then first line and body."""
    name, first, body, fence = "", start + 1, list[str](), ""
    order = list(SECTIONS)
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if mark := re.match(r"(`{3,})", line):
            if not fence:
                fence = mark[1]
            elif line.strip() == fence:
                fence = ""
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            body.append(line)
            continue
        yield name, (first, "\n".join(body))
        name, first, body = heading[1], number + 1, []
        if name not in order:
            known = ", ".join(SECTIONS)
            raise RulePageError(
                f"{shown(path)}:{number}: heading '## {name}' is unknown, given twice or out of order; "
                f"the headings of a page are, in this order: {known}"
            )
        order = order[order.index(name) + 1 :]
    if fence:
        raise RulePageError(f"{shown(path)}:{first}: a fence in this section is never closed")
    yield name, (first, "\n".join(body))


def _demand(parts: dict[str, tuple[int, str]], intro: str, path: Path) -> None:
    if not intro:
        raise RulePageError(f"{shown(path)}: say in a sentence below the toml fence what is found")
    for name, needed in SECTIONS.items():
        if needed and not parts.get(name, (0, ""))[1].strip():
            raise RulePageError(f"{shown(path)}: section '## {name}' is missing or empty")
