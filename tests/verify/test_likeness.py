"""Values become shapes, and shapes are compared."""

from __future__ import annotations

import collections
import csv
import dataclasses
import datetime
import decimal
import enum
import functools
import io
import logging
import math
import pathlib
import random
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.verify.harness import looking
from nbprod.verify.harness.shape import Leaf, Loop, Opaque
from nbprod.verify.likeness import Pair
from nbprod.verify.verdict import Likeness, Tolerance

LookAt = Callable[..., Any]
Compare = Callable[..., Any]


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Point:
    x: float
    y: float


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value


class Bag(dict):  # type: ignore[type-arg]
    """A subclass of a container, with an attribute."""


class Money(float):
    """A subclass of a number."""


class Name(str):
    """A subclass of a text, which spells itself in its own way."""

    def __str__(self) -> str:
        return "a name"


def bag(note: str) -> Bag:
    made = Bag(a=1)
    made.note = note  # type: ignore[attr-defined]
    return made


def advanced(iterator: Any) -> Any:
    next(iterator)
    return iterator


PAIRS: list[tuple[str, Any, Any, str]] = [
    ("whole numbers", 3, 4, "x: 3 != 4"),
    ("very long numbers", 10**5000, 10**5000 + 1, "x: "),
    ("texts", "abc", "abd", "x: 'abc' != 'abd'"),
    ("booleans", True, False, "x: True != False"),
    ("a truth and a number", True, 1, "x: True != 1"),
    ("a number and its float", 1, 1.0, "x: 1 != 1.0"),
    ("floats", 1.25, 1.26, "x: 1.25 != 1.26"),
    ("complex numbers", 1 + 2j, 1 + 3j, "x.imag: 2.0 != 3.0"),
    ("bytes", b"a", b"b", "x: bytes 61 != bytes 62"),
    ("nothing and something", None, 0, "x: None != 0"),
    ("lists of another length", [1, 2], [1], "x: 2 items != 1 item"),
    ("a part of a list", [1, [2, 3]], [1, [2, 4]], "x[1][1]: 3 != 4"),
    ("a list and a tuple", [1], (1,), "x: list of 1 item != tuple of 1 item"),
    ("a part of a dictionary", {"a": {1: 2}}, {"a": {1: 3}}, "x['a'][1]: 2 != 3"),
    ("a key too few", {"a": 1, "b": 2}, {"a": 1}, "x['b']: 2 != nothing"),
    ("a key too many", {"a": 1}, {"a": 1, "b": 2}, "x['b']: nothing != 2"),
    ("sets", {1, 2}, {1, 3}, "x: a set with 2 != a set with 3"),
    ("enumerations", Colour.RED, Colour.BLUE, "x: Colour RED != Colour BLUE"),
    ("dates", datetime.date(2024, 1, 2), datetime.date(2024, 1, 3), "x: "),
    ("decimals", decimal.Decimal("1.10"), decimal.Decimal("1.1"), "x: "),
    ("dataclasses", Point(1, 2), Point(1, 3), "x.y: 2 != 3"),
    ("slots", Slotted(1), Slotted(2), "x.value: 1 != 2"),
    ("attributes of a subclass", bag("a"), bag("b"), "x.note: 'a' != 'b'"),
    ("numbers of a subclass", Money(1), Money(2), "x: 1.0 != 2.0"),
    ("texts of a subclass", Name("a"), Name("b"), "x: 'a' != 'b'"),
    ("the order of keys", {"a": 1, "b": 2}, {"b": 2, "a": 1}, "x.keys()[0]: 'a' != 'b'"),
    ("the order of a great many keys", dict.fromkeys(map(str, range(3000)), "a"),
     dict.fromkeys(map(str, reversed(range(3000))), "a"), "x.keys()[0]: '0' != '2999'"),
    ("iterators", iter([1, 2]), iter([1, 3]), "x.from[0][1]: 2 != 3"),
    ("iterators at another place", advanced(enumerate("ab")), enumerate("ab"), "x.from[0]"),
    ("errors", ValueError("a"), ValueError("b"), "x.args[0]: 'a' != 'b'"),
    ("matches", re.match("a", "ab"), re.match("ab", "ab"), "x.re: "),
    ("texts in memory", io.StringIO("a"), io.StringIO("b"), "x.__getstate__()[0]: 'a' != 'b'"),
    ("counters", collections.Counter("aab"), collections.Counter("ab"), "x['a']: 2 != 1"),
    ("states of a generator", random.Random(1), random.Random(2), "x"),
    ("an element of many", [0.5] * 99, [0.5] * 98 + [0.75], "x[98]: 0.5 != 0.75"),
    ("a text among many", ["a"] * 99, ["a"] * 98 + ["b"], "x[98]: 'a' != 'b'"),
    ("a type among many", [1] * 99, [1] * 98 + [True], "x[98]: 1 != True"),
    ("one of a great many", [[n] for n in range(9999)], [[n] for n in range(9998)] + [[0]],
     "x[9000:10000]: "),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "text"), [row[1:] for row in PAIRS],
                         ids=[row[0] for row in PAIRS])  # fmt: skip
def test_first_difference_is_named(compare: Compare, left: Any, right: Any, text: str) -> None:
    found = compare(left, right, own=(__name__,))

    assert found[0].likeness is Likeness.DIFFERENT
    assert str(found[0]).startswith(text)


@pytest.mark.parametrize("value", [row[1] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_value_is_the_same_as_itself(compare: Compare, value: Any) -> None:
    assert compare(value, value, own=(__name__,)) == []


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts) | st.tuples(parts, parts),
    max_leaves=20,
)


@given(plain, plain)
def test_values_are_the_same_exactly_when_python_says_so(
    look: LookAt, left: Any, right: Any
) -> None:
    (one, here), (other, there) = look(left), look(right)
    exact = Pair(here, there, Tolerance(0, 0))
    found = list(exact.differences("x", one, other))

    assert (not found) == (spelled(left) == spelled(right))


def spelled(value: Any) -> str:
    """A value as text: `repr` tells `True` from `1`, and calls nan what it is."""
    if isinstance(value, dict):
        return str([(repr(key), spelled(part)) for key, part in value.items()])
    if isinstance(value, (list, tuple)):
        return type(value).__name__ + str([spelled(part) for part in value])
    return repr(value + 0.0) if isinstance(value, float) else repr(value)


def test_near_floats_are_close_and_not_the_same(compare: Compare) -> None:
    (found,) = compare({"a": [1.0]}, {"a": [1.0 + 1e-12]})

    assert found.likeness is Likeness.CLOSE
    assert found.path == "x['a'][0]"


def test_near_floats_among_many_are_close(compare: Compare) -> None:
    (found,) = compare([0.1] * 5000, [0.1] * 4999 + [0.1 + 1e-15])

    assert found.likeness is Likeness.CLOSE
    assert found.path == "x[4999]"


def test_tolerance_is_the_callers(compare: Compare) -> None:
    assert compare(1.0, 1.01, rtol=0.1)[0].likeness is Likeness.CLOSE
    assert compare(1.0, 1.01, rtol=0.001)[0].likeness is Likeness.DIFFERENT


def test_not_a_number_is_the_same_as_another(compare: Compare) -> None:
    assert compare([math.nan] * 50, [float("-nan")] * 50) == []


def test_looking_uses_no_iterator_up(look: LookAt) -> None:
    iterator = map(str, [1, 2])
    look(iterator)

    assert list(iterator) == ["1", "2"]


def test_a_path_held_as_text_is_close(compare: Compare) -> None:
    (found,) = compare("data/x.csv", pathlib.Path("data/x.csv"))

    assert found.likeness is Likeness.CLOSE


def test_the_folder_of_the_run_is_no_difference(look: LookAt) -> None:
    assert look("/home/of/the/run/x.csv")[0] == Leaf("str", "<folder>/x.csv")


def test_classes_moved_to_a_package_are_the_same_class(look: LookAt) -> None:
    here = type("Model", (), {"__module__": "__main__"})
    there = type("Model", (), {"__module__": "churn.models"})
    one, other = (look(kind(), ("__main__", "churn"))[0] for kind in (here, there))

    assert one == other


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (lambda: 1, "function"),
        (Point, "class"),
        ((n for n in "ab"), "generator"),
        (csv.reader(["a"]), "_csv.reader"),
        (threading.Lock(), "_thread.lock"),
    ],
    ids=["a function", "a class", "a generator", "an iterator", "a lock"],
)
def test_what_cannot_be_compared_is_never_the_same(look: LookAt, value: Any, kind: str) -> None:
    shape, blobs = look(value, (__name__,))
    (found,) = Pair(blobs, blobs, Tolerance()).differences("x", shape, shape)

    assert isinstance(shape, Opaque)
    assert shape.kind == kind
    assert found.likeness is Likeness.NOT_COMPARABLE


def test_a_part_that_cannot_be_compared_is_named(compare: Compare) -> None:
    (found,) = compare({"f": test_a_part_that_cannot_be_compared_is_named, "n": 1},
                       {"f": test_a_part_that_cannot_be_compared_is_named, "n": 1},
                       own=(__name__,))  # fmt: skip

    assert (found.path, found.likeness) == ("x['f']", Likeness.NOT_COMPARABLE)


def test_functions_of_libraries_are_known_by_name(compare: Compare) -> None:
    assert compare(math.sin, math.sin) == []
    assert compare(functools.partial(pow, 2), functools.partial(pow, 3)) != []
    assert compare(math.sin, math.cos)[0].likeness is Likeness.DIFFERENT


def test_cycles_come_to_an_end(look: LookAt, compare: Compare) -> None:
    one: list[Any] = [1]
    one.append(one)
    other: list[Any] = [2]
    other.append(other)

    assert compare(one, one) == []
    assert str(compare(one, other)[0]) == "x[0]: 1 != 2"
    assert look(one)[0].items[1] == Loop("loop", 1)  # type: ignore[union-attr]


def test_depth_comes_to_an_end(look: LookAt) -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]

    assert "levels deep" in str(look(value)[0])


def test_breadth_comes_to_an_end(look: LookAt) -> None:
    value: Any = 1
    for _ in range(40):
        value = (value, value)

    shape = look(value)[0]

    assert isinstance(shape, Opaque)
    assert "parts" in shape.reason


def test_many_parts_in_rows_are_compared(compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PARTS", 8_000)
    pairs = {(n, (n, n)): [n, n, n] for n in range(2_500)}
    changed = {**pairs, (7, (7, 7)): [7, 7, 8]}

    assert compare(pairs, dict(pairs)) == []
    assert compare(set(pairs), set(pairs)) == []
    assert compare(pairs, changed)[0].likeness is Likeness.DIFFERENT
    assert compare(set(pairs), {*pairs, (0, (0, 1))} - {(0, (0, 0))}) != []


class Caching:
    """As libraries do, it keeps what was once looked at."""

    def __init__(self) -> None:
        self.data = [1, 2]
        self._cache: dict[str, int] = {}

    @functools.cached_property
    def total(self) -> int:
        return sum(self.data)


def test_a_cache_is_no_part_of_a_value(compare: Compare) -> None:
    fresh, looked = Caching(), Caching()
    assert looked.total == 3
    looked._cache["a"] = 1

    assert compare(fresh, looked) == []


def test_a_value_that_cannot_be_looked_at_says_why(look: LookAt) -> None:
    class Odd:
        def __getattribute__(self, name: str) -> Any:
            raise ValueError("keep out")

    shape = look(Odd())[0]

    assert isinstance(shape, Opaque)
    assert "keep out" in shape.reason


def test_contents_above_the_limit_differ_without_a_place() -> None:
    import io

    from nbprod.verify.harness.blobs import Blobs
    from nbprod.verify.harness.looking import Look

    look = Look(Blobs(io.BytesIO(), 100), "/x", ())
    one, other = look.value([0.5] * 50), look.value([0.25] * 50)
    (found,) = Pair(b"", b"", Tolerance()).differences("x", one, other)

    assert found.likeness is Likeness.DIFFERENT
    assert "too large to keep" in found.text


def test_loggers_are_compared_by_name_and_level_and_not_by_what_else_logs(compare: Compare) -> None:
    one, other = logging.getLogger("one"), logging.getLogger("other")
    here, there = logging.getLogger(__name__), logging.getLogger(f"{__name__}.stages")

    assert compare(one, one) == []
    assert [str(found) for found in compare(one, other)] == ["x.name: 'one' != 'other'"]
    assert compare(here, there, own=(__name__.partition(".")[0], __name__)) == []
