"""Values are frozen to the type checker and quick to make."""

from __future__ import annotations

import pickle

import pytest

from nbprod.place import CellRef, Span
from nbprod.values import set_once


def test_a_value_must_be_declared_frozen() -> None:
    with pytest.raises(AssertionError, match="never changes"):
        set_once(frozen=False, slots=True)


def test_a_value_compared_by_identity_is_hashed_by_it() -> None:
    @set_once(frozen=True, slots=True, eq=False)
    class Event:
        name: str

    one, other = Event("a"), Event("a")
    assert one != other and len({one, other}) == 2


def test_equal_values_are_one_key_and_sort_by_their_fields() -> None:
    assert {Span(1, 0, 1, 2), Span(1, 0, 1, 2)} == {Span(1, 0, 1, 2)}
    assert sorted([CellRef(2), CellRef(1, "b")]) == [CellRef(1, "b"), CellRef(2)]


def test_a_value_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(CellRef(1, "a"))) == CellRef(1, "a")
