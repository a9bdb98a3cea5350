"""How alike two shapes are, and where the first difference lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.verify.columns import column_differences
from nbprod.verify.difference import Difference, different
from nbprod.verify.harness.shape import (
    OF_THE_PROCESS,
    Bag,
    Column,
    Fields,
    Items,
    Leaf,
    Loop,
    Number,
    Opaque,
    Shape,
)
from nbprod.verify.verdict import Likeness, Tolerance

KEYS = ".keys()"
"""The step that leads to the order of a mapping's keys."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs whose values are set side by side: the notebook's left, the package's right."""

    left: bytes
    """The contents of the left run's columns."""
    right: bytes
    tolerance: Tolerance

    def differences(self, path: str, left: Shape, right: Shape) -> Iterator[Difference]:
        """Each difference between two values, in the order of their parts; none means same."""
        if isinstance(left, Opaque) or isinstance(right, Opaque):
            yield _opaque(path, left if isinstance(left, Opaque) else right)
        elif isinstance(left, Leaf) and isinstance(right, Leaf):
            yield from _leaves(path, left, right)
        elif type(left) is not type(right) or left.kind != right.kind:
            yield different(path, _named(left), _named(right))
        else:
            yield from self._parts(path, left, right)

    def _parts(self, path: str, left: Shape, right: Shape) -> Iterator[Difference]:
        match left, right:
            case Number(), Number():
                yield from self._numbers(path, left.value, right.value)
            case Items(), Items():
                yield from self._items(path, left, right)
            case Fields(), Fields():
                yield from self._fields(path, left, right)
            case Bag(), Bag():
                yield from self._bags(path, left, right)
            case Column(), Column():
                yield from column_differences(path, left, right, pair=self)
            case Loop(), Loop() if left.up != right.up:
                yield different(path, "a part that contains itself", "another part")

    def _numbers(self, path: str, left: float, right: float) -> Iterator[Difference]:
        if left != right and not (left != left and right != right):
            yield Difference(path, self.likeness(left, right), f"{left!r} != {right!r}")

    def likeness(self, left: float, right: float) -> Likeness:
        """Whether two unequal numbers are close or different."""
        return Likeness.CLOSE if self.tolerance.allows(left, right) else Likeness.DIFFERENT

    def _items(self, path: str, left: Items, right: Items) -> Iterator[Difference]:
        if len(left.items) != len(right.items):
            yield different(path, _many(left.items), _many(right.items))
            return
        for number, (one, other) in enumerate(zip(left.items, right.items, strict=True)):
            step = f".iloc[{number}]" if left.kind == "column" else f"[{number}]"
            yield from self.differences(path + step, one, other)

    def _fields(self, path: str, left: Fields, right: Fields) -> Iterator[Difference]:
        there = dict(right.fields)
        for step, part in left.fields:
            if step in there:
                found = self.differences(path + step, part, there.pop(step))
                yield from _told(found) if _is_inner(left, step) else found
            elif not _is_inner(left, step):
                yield different(path + step, _named(part), "nothing")
        for step, part in there.items():
            if not _is_inner(right, step):
                yield different(path + step, "nothing", _named(part))
        yield from _order(path, left, right)

    def _bags(self, path: str, left: Bag, right: Bag) -> Iterator[Difference]:
        """Sets of floats pair up in sorted order; any other part is in both or it is not.

        Of parts that cannot be compared it is not known whether they are in both.
        """
        here, there = list(left.items), list(right.items)
        untold = next(filter(_untold, here + there), None)
        if untold is not None:
            yield from self.differences(f"{path}{{...}}", untold, untold)
        for part in left.items:
            if part in there:
                here.remove(part)
                there.remove(part)
        pairs = list(zip(here, there, strict=False))
        if len(here) == len(there) and all(isinstance(p, Number) for pair in pairs for p in pair):
            for one, other in pairs:
                yield from self.differences(f"{path}{{...}}", one, other)
        elif here or there:
            only = [", ".join(map(_named, parts[:3])) or "nothing" for parts in (here, there)]
            yield different(path, f"a set with {only[0]}", f"a set with {only[1]}")


def _untold(shape: Shape) -> bool:
    """Whether a part, or a part of it, cannot be compared."""
    match shape:
        case Items(_, parts) | Bag(_, parts):
            return any(map(_untold, parts))
        case Fields(_, fields):
            return any(_untold(part) for _, part in fields)
    return isinstance(shape, Opaque)


def _order(path: str, left: Fields, right: Fields) -> Iterator[Difference]:
    """The first key that stands elsewhere: what loops over the keys would meet another."""
    here, there = ([step for step, _ in fields.fields] for fields in (left, right))
    if here == there:
        return
    both = set(here) & set(there)
    pairs = zip((s for s in here if s in both), (s for s in there if s in both), strict=True)
    for number, (one, other) in enumerate(pairs):
        if one != other:
            yield different(f"{path}{KEYS}[{number}]", one[1:-1], other[1:-1])
            return


def _opaque(path: str, part: Shape) -> Difference:
    assert isinstance(part, Opaque)
    return Difference(path, Likeness.NOT_COMPARABLE, f"{part.kind}: {part.reason}")


def _leaves(path: str, left: Leaf, right: Leaf) -> Iterator[Difference]:
    """Texts; one that the package keeps as a path is the same place, spelled as another type."""
    if left == right:
        return
    if {left.kind, right.kind} == {"str", "path"} and left.text.rstrip("/") == right.text:
        yield Difference(path, Likeness.CLOSE, "the same path, held as another type")
    elif left.kind == right.kind == "str":
        yield different(path, *_excerpts(left.text, right.text))
    else:
        yield different(path, _named(left), _named(right))


def _excerpts(left: str, right: str, width: int = 60) -> tuple[str, str]:
    """Two texts, cut to where they part."""
    same = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
                min(len(left), len(right)))  # fmt: skip
    start = max(0, same - 20)
    lead = f"at character {same}: " if start else ""
    return lead + repr(left[start : start + width]), repr(right[start : start + width])


def _told(found: Iterator[Difference]) -> Iterator[Difference]:
    """Differences inside a library's private parts, handles of compiled code left aside.

    What is open in another process may be what the value is all about, as the pipe of a queue is.
    """
    return (
        one for one in found
        if one.likeness is not Likeness.NOT_COMPARABLE or one.text.endswith(OF_THE_PROCESS)
    )  # fmt: skip


def _is_inner(fields: Fields, step: str) -> bool:
    """A private attribute of a library's object: made on demand, so it may be on one side only."""
    return step.startswith("._") and "." in fields.kind


def _many(items: list[Shape]) -> str:
    return f"{len(items)} item" + ("s" if len(items) != 1 else "")


def _named(shape: Shape) -> str:
    """A value in a few words."""
    match shape:
        case Leaf("str", text):
            return repr(text[:80])
        case Leaf("NoneType" | "bool" | "int" | "name" | "tuple" | "dtype", text):
            return text[:80]
        case Leaf(kind, text):
            return text[:80] if text.startswith(kind.rpartition(".")[2]) else f"{kind} {text[:80]}"
        case Number(kind, value):
            return repr(value) if kind == "float" else f"{kind} {value!r}"
        case Column(kind, dims):
            return f"{kind} of {' x '.join(map(str, dims))}"
        case Items(kind, items):
            return f"{kind} of {_many(items)}"
        case _:
            return shape.kind
