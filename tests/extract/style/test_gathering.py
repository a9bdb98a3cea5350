"""Commas that only keep elements on lines of their own."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.extract.style.gathering import gathered

ROWS = (
    "[{},\n]",
    "({},\n)",
    "{{{},\n}}",
    "f({},\n)",
    "'{{}}'.format({},\n)",
    "d[{},\n]",
    "{{1: f({},\n),\n}}",
)


def laid_out(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements on lines of their own, in brackets of any kind."""
    rows = st.lists(inner, min_size=1, max_size=3).map(",\n".join)
    return st.builds(str.format, st.sampled_from(ROWS), rows)


EXPRESSIONS = st.recursive(st.sampled_from(["a", "1", "'#,'", "f'{a,}'", "(a)"]), laid_out)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("f(\n    a,\n    b=1,\n)\n", "f(\n    a,\n    b=1\n)\n"),
        ("x = [\n    1,\n    2,\n]\n", "x = [\n    1,\n    2\n]\n"),
        ("x = (\n    1,\n    2,\n)\n", "x = (\n    1,\n    2\n)\n"),
        ("def f(\n    a,\n    b,\n):\n    pass\n", "def f(\n    a,\n    b\n):\n    pass\n"),
        ("f(a)(\n    b,\n)\n", "f(a)(\n    b\n)\n"),
    ],
)
def test_what_fits_on_a_line_may_stand_on_one(text: str, done: str) -> None:
    assert gathered(text) == done


@pytest.mark.parametrize(
    "text",
    [
        "x = (\n    1,\n)\n",
        "x = d[\n    1,\n]\n",
        "return (\n    x,\n)\n",
        "(x,) = f()\n",
        "match x:\n    case (a,):\n        pass\n",
        "x = {\n    'a': 1,\n    'b': 2,\n}\n",
        "x = [\n    [1, 2],\n    [3, 4],\n]\n",
        "x = [\n    ('a', 2),\n]\n",
        "f(\n    a,  # why\n)\n",
        "from a import (\n    b,\n    c,\n)\n",
        "x = f'{a,}'\n",
    ],
)
def test_rows_and_what_a_comma_makes_stay(text: str) -> None:
    assert gathered(text) == text


STATEMENTS = (
    "x = {}",
    "{}",
    "(a,) = {}",
    "f(1)\n(a,) = {}",
    "for (a,) in {}: pass",
    "with {}: pass",
    "assert {}",
    "match {}:\n    case (a,): pass",
    "lambda: {}",
)


@given(st.sampled_from(STATEMENTS), EXPRESSIONS)
def test_a_program_stays_the_same(statement: str, expression: str) -> None:
    text = statement.format(expression) + "\n"

    assert ast.dump(ast.parse(gathered(text))) == ast.dump(ast.parse(text))
