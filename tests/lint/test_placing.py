"""Where matches are shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Find = Callable[..., list[Finding]]


def shown(finding: Finding, source: str) -> str:
    span = finding.place.span
    assert span.line == span.end_line
    return source.split("\n")[span.line - 1][span.column : span.end_column]


PLACES = {
    "a call on one line is shown whole": ("x = rows.to(1) + 1", "rows.to(1)"),
    "a call over lines is shown up to its name": ("x = rows.to(\n    1,\n)", "rows.to"),
    "a chain is shown at the method's own line": ("(rows\n  .a()\n  .to(1)\n  .b())", "to(1)"),
    "columns count characters, not bytes": ("'äöü'; rows.to(1)", "rows.to(1)"),
}


@pytest.mark.parametrize(("source", "text"), PLACES.values(), ids=PLACES.keys())
def test_place(find: Find, source: str, text: str) -> None:
    (found,) = find('[[match]]\nmethod = "to"', source)

    assert shown(found, source) == text


def test_a_string_over_lines_is_shown_at_its_first(find: Find) -> None:
    source = "x = '''/content\n/more'''"

    (found,) = find("[[match]]\nstring = '^/content'", source)

    assert shown(found, source) == "'''/content"
