"""What a value looks like, written down so that another process can compare it.

A shape is a tree. It keeps enough of the value to name the first difference and its path, such
as `model.coef_[0][3]`; the numbers of arrays and frames lie beside it, in one binary file.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias


class Leaf(NamedTuple):
    """A value that is the same or is not: text, an integer, a date."""

    kind: str
    text: str


class Number(NamedTuple):
    """A floating-point number, which may also be close."""

    kind: str
    value: float


class Items(NamedTuple):
    """Parts in an order: a list, a tuple."""

    kind: str
    items: list[Shape]


class Bag(NamedTuple):
    """Parts in no order, here sorted: a set."""

    kind: str
    items: list[Shape]


class Fields(NamedTuple):
    """Parts with names; a name is the step that leads to the part, such as `.coef_` or `['a']`."""

    kind: str
    fields: list[tuple[str, Shape]]


class Column(NamedTuple):
    """Many plain values of one kind, kept in the blob file.

    `code` says how: `d` floats, `q` and `Q` integers, `B` booleans, as in `array`; `j` JSON.
    `offset` is -1 where only the digest was kept.
    """

    kind: str
    dims: list[int]
    digest: str
    code: str
    offset: int
    size: int


class Opaque(NamedTuple):
    """A part that cannot be compared, with the reason."""

    kind: str
    reason: str


OF_THE_PROCESS = "belongs to the process that made it"
"""The reason for file descriptors, numbers of processes and threads, and what hangs on them."""


class Loop(NamedTuple):
    """A part that contains itself, so many levels up."""

    kind: str
    up: int


Shape: TypeAlias = Leaf | Number | Items | Bag | Fields | Column | Opaque | Loop

TAGS: dict[str, Any] = {
    kind.__name__: kind for kind in (Leaf, Number, Items, Bag, Fields, Column, Opaque, Loop)
}


def packed(shape: Shape) -> list[Any]:
    """Turn a shape into what JSON can hold."""
    tag = type(shape).__name__
    if isinstance(shape, (Items, Bag)):
        return [tag, shape.kind, [packed(item) for item in shape.items]]
    if isinstance(shape, Fields):
        return [tag, shape.kind, [[step, packed(part)] for step, part in shape.fields]]
    return [tag, *shape]


def unpacked(data: list[Any]) -> Shape:
    """Turn it back."""
    tag, kind, *rest = data
    if tag in ("Items", "Bag"):
        rest = [[unpacked(item) for item in rest[0]]]
    elif tag == "Fields":
        rest = [[(step, unpacked(part)) for step, part in rest[0]]]
    shape: Shape = TAGS[tag](kind, *rest)
    return shape
