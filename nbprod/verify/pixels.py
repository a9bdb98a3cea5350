"""Figures, pixel by pixel."""

from __future__ import annotations

import zlib

from nbprod.verify.harness.shape import Column
from nbprod.verify.verdict import Likeness, Tolerance


def pixels(blobs: bytes, column: Column) -> bytes:
    """The plain pixels of a figure, empty where they were too many to keep."""
    if column.offset < 0:
        return b""
    return zlib.decompress(blobs[column.offset : column.offset + column.size])


def likeness_of_pixels(
    left: bytes, right: bytes, *, dims: tuple[list[int], list[int]], tolerance: Tolerance
) -> tuple[Likeness, str]:
    """How alike two figures are whose digests differ, and how many of their pixels do."""
    (height, width, _), (other_height, other_width, _) = dims
    if dims[0] != dims[1]:
        size = f"{width} x {height} pixels != {other_width} x {other_height}"
        return Likeness.DIFFERENT, size
    if not left or not right:
        return Likeness.DIFFERENT, "differ somewhere; they were too large to keep"
    if left == right:
        return Likeness.SAME, ""
    count, furthest, first = _pixel_differences(left, right)
    text = f"{count:,} of {width * height:,} pixels differ, first at x={first % width} y={first // width}"
    near = furthest <= tolerance.levels and count <= tolerance.pixels * width * height
    return (Likeness.CLOSE if near else Likeness.DIFFERENT), text


def share_of_pixels(left: bytes, right: bytes) -> float:
    """How large a part of two figures of one size differs; all of it where they were not kept."""
    if not left or len(left) != len(right):
        return 1.0
    return _pixel_differences(left, right)[0] * 4 / len(left)


def _pixel_differences(left: bytes, right: bytes) -> tuple[int, int, int]:
    """How many pixels differ, by how much at most, and the number of the first."""
    count, furthest, first = 0, 0, -1
    for start in range(0, len(left), 4_096):
        one, other = left[start : start + 4_096], right[start : start + 4_096]
        if one == other:
            continue
        for at in range(0, len(one), 4):
            here, there = one[at : at + 4], other[at : at + 4]
            if here != there:
                count += 1
                first = first if first >= 0 else (start + at) // 4
                furthest = max(furthest, *(abs(a - b) for a, b in zip(here, there, strict=True)))
    return count, furthest, first
