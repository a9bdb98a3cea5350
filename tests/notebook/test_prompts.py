from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.prompts import margin, strip_prompts


@pytest.mark.parametrize(
    ("source", "stripped"),
    [
        (">>> x\n... y", "    x\n    y"),
        ("# c\n>>> x", "# c\n    x"),
        (">>> x\n\n>>> y", "    x\n\n    y"),
        (">>> x\ny", "0;  x\ny"),
        (">>> x\n >>> y", "0;  x\n0;   y"),
        ("In [1]: x\n   ...: y", "        x\n        y"),
        ("'''\n>>> x\n'''", "'''\n>>> x\n'''"),
        ("x >>> y", "x >>> y"),
        ("...", "..."),
        (">>>", "   "),
    ],
)
def test_prompts_become_spaces(source: str, stripped: str) -> None:
    assert strip_prompts(source) == stripped


@given(st.text(" \t\nx"))
def test_the_margin_is_what_dedent_takes_away(source: str) -> None:
    first = next((line for line in source.split("\n") if line.strip()), "")
    dedented = next((line for line in textwrap.dedent(source).split("\n") if line.strip()), "")
    assert margin(source) == len(first) - len(dedented)
