"""Calls that check are work; calls that answer are looks."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from stories import notebook


def left_out(*cells: str) -> list[str]:
    return [left.what for left in plan(Analysis(notebook(*cells))).left_out]


DOUBLE = "def double(n):\n    return 2 * n"


@pytest.mark.parametrize(
    "body",
    [
        "assert double(2) == 4\n    return True",
        "for n in range(3):\n        assert double(n) == n + n\n    return f'{n} tests pass'",
        "if double(2) != 4:\n        raise ValueError('double')",
    ],
)
def test_a_call_of_a_function_that_checks_is_kept(body: str) -> None:
    assert left_out(DOUBLE, f"def test():\n    {body}", "test()") == []
    assert left_out(DOUBLE, f"def test():\n    {body}", "def every():\n    test()", "every()") == []


def test_a_function_that_answers_may_check_what_it_is_given() -> None:
    half = "def half(n):\n    assert n % 2 == 0\n    return n // 2"

    assert left_out(half, "half(4)") == ["half(4)"]


def test_a_function_that_calls_itself_checks_nothing_by_that() -> None:
    assert left_out("def wait(n):\n    return wait(n - 1) if n else True", "wait(3)") == ["wait(3)"]
    assert left_out("def wait(n):\n    if n: wait(n - 1)", "wait(3)") == ["wait(3)"]
