"""What a second run of a cell changes, and what only looks as if it did."""

from __future__ import annotations

from collections.abc import Callable

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


def test_the_own_name_of_a_comprehension_is_no_earlier_value(put: Put) -> None:
    made = "sizes = [2, 3]"

    assert put("rerun-changes-result", made, "sizes = [sizes + 1 for sizes in load()]") == ()
    assert put("rerun-changes-result", made, "sizes = sum(s for _, s in load() for s in s)") == ()


def test_what_a_comprehension_goes_through_is_the_earlier_value(put: Put) -> None:
    again = put("rerun-changes-result", "sizes = [2, 3]", "sizes = list(s for s in sizes) + [4]")

    assert len(again) == 1


def test_taking_out_what_may_be_gone_is_repeatable(put: Put) -> None:
    made = "limits = {'depth': 3}"

    assert put("rerun-changes-result", made, "limits.pop('depth', None)") == ()
    assert len(put("rerun-changes-result", made, "limits.pop('depth')")) == 1
