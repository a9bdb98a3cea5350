"""Arrays and columns, element by element; nbprod itself needs no numpy for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nbprod.verify.difference import Difference, different
from nbprod.verify.harness.shape import Column
from nbprod.verify.verdict import Likeness

if TYPE_CHECKING:
    from nbprod.verify.likeness import Pair

CHUNK = 4_096


def column_differences(
    path: str, left: Column, right: Column, *, pair: Pair
) -> Iterator[Difference]:
    """The first different element, or the first close one; none where all are the same."""
    if left.dims != right.dims:
        yield different(path, _size(left.dims), _size(right.dims))
    elif left.code != right.code:
        yield different(path, "values of one type", "values of another")
    elif left.digest != right.digest:
        yield from _unequal(path, left, right, pair=pair)


def _unequal(path: str, left: Column, right: Column, *, pair: Pair) -> Iterator[Difference]:
    if left.offset < 0 or right.offset < 0:
        text = f"differs somewhere; {_size(left.dims)} were too large to keep"
        yield Difference(path, Likeness.DIFFERENT, text)
        return
    here, there = _values(pair.left, left), _values(pair.right, right)
    first: dict[Likeness, int] = {}
    count = 0
    for number, likeness in _pairs(here, there, pair):
        first.setdefault(likeness, number)
        count += likeness is Likeness.DIFFERENT
    for likeness in (Likeness.DIFFERENT, Likeness.CLOSE):
        if likeness in first:
            number = first[likeness]
            more = f" ({count:,} of {len(here):,} differ)" if count > 1 else ""
            text = f"{_spelled(here[number])} != {_spelled(there[number])}{more}"
            yield Difference(path + _step(left, number), likeness, text)
            return


def _values(blobs: bytes, column: Column) -> Sequence[Any]:
    raw = memoryview(blobs)[column.offset : column.offset + column.size]
    if column.code == "j":
        values: Sequence[Any] = json.loads(bytes(raw).decode("utf-8", "surrogatepass"))
        return values
    return raw.cast(column.code)  # type: ignore[call-overload, no-any-return]


def _pairs(here: Any, there: Any, pair: Pair) -> Iterator[tuple[int, Likeness]]:
    """The elements that are not equal, with how alike they are; equal stretches are skipped."""
    if len(here) != len(there):
        yield min(len(here), len(there)) - 1, Likeness.DIFFERENT
        return
    for start in range(0, len(here), CHUNK):
        one, other = here[start : start + CHUNK], there[start : start + CHUNK]
        if _same_bytes(one, other):
            continue
        for number, (left, right) in enumerate(zip(one, other, strict=True), start):
            likeness = _likeness(left, right, pair)
            if likeness is not Likeness.SAME:
                yield number, likeness


def _same_bytes(one: Any, other: Any) -> bool:
    """Whether two stretches of numbers are the same to the byte, NaN included."""
    return isinstance(one, memoryview) and one.tobytes() == other.tobytes()


def _likeness(left: Any, right: Any, pair: Pair) -> Likeness:
    if type(left) is not type(right):
        return Likeness.DIFFERENT
    if left == right or (left != left and right != right):
        return Likeness.SAME
    return pair.likeness(left, right) if isinstance(left, float) else Likeness.DIFFERENT


def _step(column: Column, number: int) -> str:
    """The way to an element: `[0][3]` in an array, `.iloc[3]` in a frame's column."""
    if column.kind == "column":
        return f".iloc[{number}]"
    steps = []
    for size in reversed(column.dims):
        number, place = divmod(number, size)
        steps.append(f"[{place}]")
    return "".join(reversed(steps))


def _size(dims: Sequence[int]) -> str:
    return f"{' x '.join(map(str, dims)) or '1'} values"


def _spelled(value: Any) -> str:
    return repr(value)[:80]
