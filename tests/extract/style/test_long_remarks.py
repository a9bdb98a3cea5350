"""Comments that do not fit beside their line."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.extract.style.long_remarks import with_long_remarks_above

LONG = "# " + "rain and more rain " * 6


@pytest.mark.parametrize(
    "text",
    [
        "f(x)  # short\n",
        f"f(x)  # noqa: F401 {LONG}\n",
        f"f(\n    x,  {LONG}\n)\n",
        f"f(\n    x\n)  {LONG}\n",
        f"if x:\n    pass\nelse:  {LONG}\n    pass\n",
        f"x = '''\na  {LONG}\n'''\n",
        f"{LONG}\nf(x)\n",
    ],
)
def test_other_comments_stay(text: str) -> None:
    assert with_long_remarks_above(text) == text


def test_a_long_one_goes_above_its_statement() -> None:
    text = f"if x:  {LONG}\n    y = '#'  {LONG}\n    z = 1\n"

    remark = LONG.rstrip()
    assert with_long_remarks_above(text) == (
        f"{remark}\nif x:\n    {remark}\n    y = '#'\n    z = 1\n"
    )


STATEMENTS = ("a = 1", "a = [1,\n  2]", "f('''#\n''')", "if a: b = 2", "class A: pass", "a; b")


@given(st.lists(st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(["", f"  {LONG}"]))))
def test_a_program_stays_the_same(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"{code}{said}\n" for code, said in lines)

    assert ast.dump(ast.parse(with_long_remarks_above(text))) == ast.dump(ast.parse(text))
