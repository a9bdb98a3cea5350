"""Messages: values in place, and nothing that a terminal could take for a command."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.errors import RulePageError
from nbprod.lint.rule import Rule
from nbprod.lint.wording import LONGEST, plain, word

MATCH = '[[match]]\ncall = "a.b"'


def test_braces_in_values_are_text(make_rule: Callable[..., Rule]) -> None:
    rule = make_rule(MATCH, message="`{name}` and {{braces}}")

    assert word(rule, {"name": "{other} {0}"})[0] == "`{other} {0}` and {braces}"


def test_help_names_the_same_values(make_rule: Callable[..., Rule]) -> None:
    rule = make_rule(MATCH, help="look for {name}")

    assert word(rule, {"name": "x"})[1] == "look for x"


def test_a_value_that_is_missing_names_the_page(make_rule: Callable[..., Rule]) -> None:
    rule = make_rule(MATCH, message="`{nmae}`")

    with pytest.raises(
        RulePageError, match=r"some-rule.md: message cannot be written.*values are name"
    ):
        word(rule, {"name": "x"})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("two\nlines", "two\\nlines"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\udc80", "\\udc80"),
        (["a", 1], "a, 1"),
        (ast.parse("f( x )").body[0], "f(x)"),
        ("naïve Ω 数", "naïve Ω 数"),
    ],
)
def test_a_value_is_plain_text(value: object, said: str) -> None:
    assert plain(value) == said


def test_a_long_value_is_cut() -> None:
    assert plain("x" * 500) == "x" * (LONGEST - 1) + "…"


@given(st.text())
def test_no_value_holds_control_characters(text: str) -> None:
    assert plain(text).isprintable() or any(c.isspace() or ord(c) > 0x9F for c in plain(text))
    assert not any(ord(c) < 32 or 0x7F <= ord(c) <= 0x9F for c in plain(text))
