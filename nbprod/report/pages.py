"""A rule's page for people and for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nbprod.lint.page import Page
from nbprod.lint.rule import Rule

BOLD, DIM, CODE = "1", "2", "36"


def as_text(page: Page, *, colour: bool = False) -> str:
    """A page for a terminal: its words as they stand, fences set in."""
    return "\n".join(_lines(page, _paint if colour else _plain)) + "\n"


def as_data(page: Page) -> dict[str, Any]:
    """A page as JSON can hold it."""
    return {**of_rule(page.rule), "fixable": page.has_fix, "intro": page.intro} | {
        "sections": page.sections
    }


def of_rule(rule: Rule) -> dict[str, Any]:
    """What is known of a rule without reading its page to the end."""
    return {
        "rule": rule.name,
        "code": rule.code,
        "category": rule.family,
        "severity": rule.severity.value,
        "title": rule.title,
        "message": rule.message,
        "since": rule.since,
        "default": rule.default,
        "extraction": rule.extraction or None,
        "retired": rule.retired or None,
    }


def _lines(page: Page, paint: Any) -> Iterator[str]:
    rule = page.rule
    yield paint(f"{rule.title}", BOLD)
    facts = [rule.code, rule.name, rule.family, rule.severity.value, f"since {rule.since}"]
    if page.has_fix:
        facts.append("fixable")
    if not rule.default:
        facts.append("off by default")
    if rule.retired:
        facts.append(f"retired in {rule.retired}")
    yield paint(" · ".join(facts), DIM)
    if page.intro:
        yield ""
        yield page.intro
    for name, body in page.sections.items():
        yield ""
        yield paint(name, BOLD)
        yield ""
        yield from _body(body, paint)


def _body(body: str, paint: Any) -> Iterator[str]:
    """Markdown lines; code is set in instead of fenced."""
    inside = ""
    for line in body.splitlines():
        if not inside and (fence := re.match(r"`{3,}", line)):
            inside = fence[0]
        elif inside and line.strip() == inside:
            inside = ""
        else:
            yield paint(f"    {line}", CODE) if inside and line.strip() else line


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _plain(text: str, colour: str) -> str:
    return text
