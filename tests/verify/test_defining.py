"""What makes a value what it is beside its contents: no two that differ in it are the same."""

from __future__ import annotations

import array
import collections
import ctypes
import datetime
import decimal
import enum
import functools
import io
import itertools
import multiprocessing
import os
import pathlib
import random
import re
import socket
import threading
import types
import weakref
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.verify.harness.shape import OF_THE_PROCESS
from nbprod.verify.likeness import Pair
from nbprod.verify.verdict import Likeness, Tolerance

Compare = Callable[..., Any]
LookAt = Callable[..., Any]
OWN = (__name__,)


class Date(datetime.date):
    """A date with a note."""


class Amount(decimal.Decimal):
    """A number that spells itself in one way only."""

    def __repr__(self) -> str:
        return "an amount"


class Phase(complex):
    """A complex number of its own kind."""


class Text(io.StringIO):
    """A text in memory with an attribute."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.note = 1


class Chance(random.Random):
    """A generator with an attribute."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.note = 1


class Row(list):  # type: ignore[type-arg]
    """A list with a slot."""

    __slots__ = ("note",)


class Call(functools.partial):  # type: ignore[type-arg]
    """A bound call with a note."""


class Zone(datetime.tzinfo):
    def __init__(self, hours: int) -> None:
        self.hours = hours

    def utcoffset(self, _: Any) -> datetime.timedelta:
        return datetime.timedelta(hours=self.hours)


class Key:
    def __init__(self, value: int) -> None:
        self.value = value


def noted(value: Any, note: Any) -> Any:
    value.note = note
    return value


def member(value: int) -> Any:
    return enum.Enum("Colour", {"RED": value}, module=__name__).RED  # type: ignore[attr-defined]


def caused(by: Exception) -> ValueError:
    error = ValueError("a")
    error.__cause__ = by
    return error


def one(_: Any) -> int:
    return 1


def two(_: Any) -> int:
    return 2


NOON = datetime.datetime(2024, 1, 2, 12)
LONG = "a" * 300

PAIRS: list[tuple[str, Any, Any]] = [
    ("the bound of a deque", collections.deque([1], 3), collections.deque([1], 5)),
    ("the default of a dictionary", collections.defaultdict(list), collections.defaultdict(int)),
    ("no default", collections.defaultdict(None), collections.defaultdict(int)),
    ("an ordered dictionary", collections.OrderedDict(a=1), {"a": 1}),
    ("the order of keys", collections.OrderedDict(a=1, b=2), collections.OrderedDict(b=2, a=1)),
    ("a counter", collections.Counter("a"), {"a": 1}),
    ("the maps of a chain", collections.ChainMap({}, {"a": 1}), collections.ChainMap({"a": 1}, {})),
    ("the type of an array", array.array("i", [1]), array.array("l", [1])),
    ("the format of memory", memoryview(b"a"), memoryview(b"a").cast("b")),
    ("memory that may be written", memoryview(b"a"), memoryview(bytearray(b"a"))),
    ("a slot of a subclass", noted(Row([1]), 1), noted(Row([1]), 2)),
    ("an attribute of a date", noted(Date(2024, 1, 2), 1), noted(Date(2024, 1, 2), 2)),
    ("a number that hides itself", Amount(1), Amount(2)),
    ("a complex number's subclass", Phase(1), Phase(2)),
    ("what a compiled base keeps", Text("a"), Text("b")),
    ("the state below an attribute", Chance(1), Chance(2)),
    ("a time zone", NOON.replace(tzinfo=datetime.UTC), NOON),
    ("a zone's name", NOON.replace(tzinfo=zoneinfo.ZoneInfo("UTC")),
     NOON.replace(tzinfo=datetime.UTC)),
    ("a zone of the user's", NOON.replace(tzinfo=Zone(1)), NOON.replace(tzinfo=Zone(2))),
    ("a fold", NOON, NOON.replace(fold=1)),
    ("the value of a member", member(1), member(2)),
    ("flags", re.compile("a"), re.compile("a", re.IGNORECASE)),
    ("the end of a long pattern", re.compile(LONG + "b"), re.compile(LONG + "c")),
    ("a slice", slice(Key(1)), slice(Key(2))),
    ("a range", range(3), range(0, 3, 2)),
    ("a keyword", functools.partial(int, base=2), functools.partial(int, base=3)),
    ("an attribute of a call", noted(Call(int), 1), noted(Call(int), 2)),
    ("the owner of a method", [1].append, [2].append),
    ("the owner of a library's method", random.Random(1).gauss, random.Random(2).gauss),
    ("a path that is none of this system", pathlib.PureWindowsPath("a"), pathlib.Path("a")),
    ("a path without a disk", pathlib.PurePosixPath("a"), pathlib.Path("a")),
    ("the parts of a type", list[int], list[str]),
    ("a union", int | str, int | bytes),
    ("the file of an error", OSError(1, "a", "b"), OSError(1, "a", "c")),
    ("the name of an error", AttributeError("a", name="b"), AttributeError("a", name="c")),
    ("the cause of an error", caused(KeyError(1)), caused(KeyError(2))),
    ("what is referred to", weakref.ref(Key), weakref.ref(Zone)),
    ("a weak value", weakref.WeakValueDictionary(a=Key), weakref.WeakValueDictionary(a=Zone)),
    ("a set of functions", {one}, {two}),
    ("functions as keys", {one: 1, two: 2}, {two: 1, one: 2}),
    ("objects as keys", {Key(1): 1, Key(1): 2}, {Key(1): 1, Key(1): 3}),
    ("a number of C", ctypes.c_int(1), ctypes.c_int(2)),
    ("a count", itertools.count(1), itertools.count(2)),
    ("a view of a dictionary", types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 2})),
    ("a decimal's digits", decimal.Context(prec=3), decimal.Context(prec=4)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS]
)
def test_values_that_differ_are_never_the_same(compare: Compare, left: Any, right: Any) -> None:
    assert compare(left, right, own=OWN)


@pytest.mark.parametrize("value", [row[1] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_a_value_is_not_different_from_itself(compare: Compare, value: Any) -> None:
    found = compare(value, value, own=OWN)

    assert {one.likeness for one in found} <= {Likeness.NOT_COMPARABLE}


@given(st.lists(st.integers()), st.none() | st.integers(0, 5), st.none() | st.integers(0, 5))
def test_deques_are_the_same_exactly_when_they_will_keep_the_same(
    look: LookAt, parts: list[int], bound: int | None, other: int | None
) -> None:
    deques = collections.deque(parts, bound), collections.deque(parts, other)
    (left, here), (right, there) = map(look, deques)
    found = list(Pair(here, there, Tolerance()).differences("x", left, right))

    assert (not found) == (deques[0] == deques[1] and bound == other)


def connection() -> Any:
    return multiprocessing.Pipe()[0]


@pytest.mark.skipif(os.name != "posix", reason="where descriptors are whole numbers")
@pytest.mark.parametrize(
    "make",
    [connection, socket.socket, multiprocessing.Queue, multiprocessing.Event,
     lambda: multiprocessing.Value("i", 3), lambda: multiprocessing.Process(target=one)],
    ids=["a connection", "a socket", "a queue", "an event", "a value", "a process"],
)  # fmt: skip
def test_what_belongs_to_a_process_is_neither_the_same_nor_different(
    look: LookAt, make: Callable[[], Any]
) -> None:
    value = make()
    shape, blobs = look(value)
    found = list(Pair(blobs, blobs, Tolerance()).differences("x", shape, shape))

    assert {one.likeness for one in found} == {Likeness.NOT_COMPARABLE}
    assert any(one.text.endswith(OF_THE_PROCESS) for one in found)


def test_descriptors_with_other_numbers_are_not_different(compare: Compare) -> None:
    first, second = (connection() for _ in range(2))

    assert first.fileno() != second.fileno()
    assert {one.likeness for one in compare(first, second)} == {Likeness.NOT_COMPARABLE}


def test_locks_that_a_library_works_with_are_no_part_of_its_values(compare: Compare) -> None:
    assert compare(threading.Event(), threading.Event()) == []
