"""Doubts that a cell raises several times."""

from __future__ import annotations

from nbprod.extract.decisions.gathering import gathered
from nbprod.extract.plan import Doubt
from nbprod.place import CellRef

FIRST, SECOND = CellRef(0, "a"), CellRef(1, "b")


def told(*doubts: Doubt) -> list[str]:
    return [doubt.what for doubt in gathered(doubts)]


def test_what_differs_by_its_code_alone_is_told_once() -> None:
    names = [Doubt(FIRST, f"`{name}` may be None") for name in "abc"]

    assert told(*names) == ["`a` may be None; likewise `b`, `c`"]


def test_other_cells_and_other_doubts_are_told_by_themselves() -> None:
    doubts = (
        Doubt(FIRST, "`a` may be None"),
        Doubt(FIRST, "`a` is drawn"),
        Doubt(SECOND, "`b` may be None"),
        Doubt(SECOND, "nobody knows"),
    )

    assert told(*doubts) == [doubt.what for doubt in doubts]


def test_of_many_and_of_long_code_some_are_listed() -> None:
    many = [Doubt(FIRST, f"`n{n}` may be None") for n in range(12)]
    long = [Doubt(FIRST, f"`{'x' * 40}{n}` may be None") for n in range(5)]

    assert told(*many)[0].endswith("`n8` and 3 more")
    assert told(*long)[0].endswith("2` and 2 more")
