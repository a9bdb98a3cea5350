"""Printed lines are aligned and compared."""

from __future__ import annotations

import pytest

from nbprod.verify.lines import akin, compared, likeness_of, own_lines, unstable_lines
from nbprod.verify.observed import Line
from nbprod.verify.verdict import Likeness, Tolerance

SAME, CLOSE, DIFFERENT = Likeness.SAME, Likeness.CLOSE, Likeness.DIFFERENT


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(number, text) for number, text in enumerate(texts))


def findings(left: list[str], right: list[str], again: list[str] | None = None,
             shown: set[str] = frozenset()) -> list[tuple[int, Likeness, str]]:  # type: ignore[assignment] # fmt: skip
    one = lines(*left)
    unstable = frozenset(unstable_lines(one, lines(*(again or left)), Tolerance()))
    found = compared(
        one,
        lines(*right),
        varying=unstable,
        loose=unstable,
        shown=shown,
        tolerance=Tolerance(),
    )
    return [(line.cell, likeness, detail) for line, likeness, detail in found]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("loss 0.5", "loss 0.5", SAME),
        ("loss 0.5000000000001", "loss 0.5000000000002", CLOSE),
        ("loss 0.5", "loss 0.6", DIFFERENT),
        ("loss 0.5", "cost 0.5", DIFFERENT),
        ("rows 1000000000001", "rows 1000000000002", DIFFERENT),
        ("a 1.0000000000001 b", "a 1.0000000000002 c", DIFFERENT),
        ("x   1.0000000000001", "x 1.0000000000002", CLOSE),
    ],
)
def test_text_must_be_equal_and_numbers_near(left: str, right: str, expected: Likeness) -> None:
    assert likeness_of(left, right, Tolerance()) is expected


def test_same_lines_are_the_same() -> None:
    assert {likeness for _, likeness, _ in findings(["a", "b 1"], ["a", "b 1"])} == {SAME}


@pytest.mark.parametrize("right", ["a   b 1.5", "a b 1.5 ", "a b 1.50"])
def test_changed_format_is_a_difference(right: str) -> None:
    assert [likeness for _, likeness, _ in findings(["a b 1.5"], [right])] == [DIFFERENT]


def test_what_a_longer_number_moved_is_close() -> None:
    found = findings(["  price", "0.5"], ["                price", "0.5000000000000001"])

    assert [likeness for _, likeness, _ in found] == [CLOSE, CLOSE]


def test_empty_line_on_top_is_a_difference() -> None:
    found = findings(["a"], ["a", ""])

    assert found[-1] == (0, DIFFERENT, "the package prints 1 line more after it, such as ''")


def test_changed_line_is_named() -> None:
    assert findings(["a", "b"], ["a", "c"])[1] == (1, DIFFERENT, "'b' != 'c'")


def test_lost_line_is_missing_and_the_rest_is_not() -> None:
    found = findings(["a", "b", "c"], ["a", "c"])

    assert [likeness for _, likeness, _ in found] == [SAME, Likeness.MISSING, SAME]


def test_line_on_top_is_a_difference() -> None:
    found = findings(["a", "b"], ["a", "a", "b"])

    assert DIFFERENT in {likeness for _, likeness, _ in found}
    assert "prints 1 line more" in " ".join(detail for *_, detail in found)


def test_swapped_lines_are_a_difference() -> None:
    assert DIFFERENT in {l for _, l, _ in findings(["x 1", "x 2"], ["x 2", "x 1"])}  # noqa: E741
    found = {likeness for _, likeness, _ in findings(["first", "second"], ["second", "first"])}
    assert found & {DIFFERENT, Likeness.MISSING}


def test_line_that_changes_from_run_to_run_says_nothing() -> None:
    found = findings(["took 1.5 s", "done"], ["took 9.5 s", "done"], again=["took 2.5 s", "done"])

    assert [likeness for _, likeness, _ in found] == [Likeness.UNSTABLE, SAME]


def test_display_that_the_package_prints_is_no_line_on_top() -> None:
    assert findings(["a"], ["a", "   x  y"], shown={"x  y", "   x  y"}) == [(0, SAME, "")]


def test_timings_and_addresses_are_no_lines_of_the_notebook() -> None:
    printed = lines(
        "CPU times: user 1 ms, sys: 2 ms, total: 3 ms",
        "1.2 µs ± 3 ns per loop (mean ± std. dev. of 7 runs, 10 loops each)",
        "<A at 0x7f00aabbccdd>",
    )

    assert [line.text for line in own_lines(printed)] == ["<A at 0x>"]


def test_a_package_that_prints_although_the_notebook_does_not_differs() -> None:
    assert [likeness for _, likeness, _ in findings([], ["noise"])] == [DIFFERENT]


def test_many_lines_are_compared_by_number() -> None:
    many = [f"line {n}" for n in range(30_000)]
    found = findings(many, [*many[:-1], "other"])

    assert [likeness for _, likeness, _ in found if likeness is not SAME] == [DIFFERENT]


def test_line_that_a_loop_of_draws_printed_alike_by_chance_is_as_unstable_as_its_like() -> None:
    cell = ["draw 1", "draw 0", "draw 1", "rows 20"]
    here = (*(Line(0, text) for text in cell), Line(1, "draw 7"))

    assert akin(here, {0, 2}) == {0, 1, 2}
    assert akin(here, {0}) == set()
