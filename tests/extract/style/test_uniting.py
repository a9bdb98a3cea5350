"""Texts side by side become one."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.extract.style.uniting import united


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ('x = "of rain " "in May"', 'x = "of rain in May"'),
        ('x = f"{mm} " f"in {town}"', 'x = f"{mm} in {town}"'),
        ('x = "a{b} " f"in {town}"', 'x = f"a{{b}} in {town}"'),
        ('x = f"in {town:>{w}}" "{}"', 'x = f"in {town:>{w}}{{}}"'),
        ('f("a" "b" "c")', 'f("abc")'),
        ('x = r"\\d" r"\\s"', 'x = r"\\d\\s"'),
        ('x = ("a" "b")', 'x = "ab"'),
    ],
)
def test_they_say_the_same_in_one(text: str, one: str) -> None:
    assert united(text + "\n") == one + "\n"


@pytest.mark.parametrize(
    "text",
    [
        'x = (\n    "of rain "\n    "in May"\n)',
        "x = 'it' \"'s\"",
        'x = "\\1" "2"',
        'x = r"\\d" "\\n"',
        'x = "a", "b"',
    ],
)
def test_what_stands_apart_or_is_written_another_way_stays(text: str) -> None:
    assert united(text + "\n") == text + "\n"


TEXTS = st.text("ab{}'\\017 \n", max_size=5).map(lambda text: ascii(text).replace('"', "'"))
PARTS = st.builds(lambda text, f: f"f{text}" if f else text, TEXTS, st.booleans())


@given(st.lists(PARTS, min_size=2, max_size=4))
def test_no_text_changes(parts: list[str]) -> None:
    code = f"x = {' '.join(parts)}\n"
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return
    done = united(code)

    assert ast.dump(ast.parse(done)) == ast.dump(tree)
