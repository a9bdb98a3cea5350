"""Printed lines, aligned: what the notebook printed and what the package printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from difflib import SequenceMatcher

from nbprod.verify.observed import Line
from nbprod.verify.verdict import SEEDED, Likeness, Tolerance

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
CHATTER = re.compile(
    r"(CPU times|Wall time|Compiler\s*(time)?|Parser\s*(time)?)\s*:\s.*\d.*"
    r"|Error in callback <function .* \(for post_\w+\).*"
    r"|.*\bper loop \(mean ± std\. dev\..*"
)
"""What `%time`, `%timeit` and IPython itself print: no line of the notebook's own."""
ALIGN = 20_000
"""Lines that are aligned; of longer outputs, those at the same number are compared."""

Block = tuple[str, int, int, int, int]
Finding = tuple[Line, Likeness, str]


def own_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that the notebook itself prints, memory addresses made alike."""
    plain = (Line(line.cell, ADDRESS.sub("0x", line.text)) for line in lines)
    return tuple(line for line in plain if not CHATTER.fullmatch(line.text))


def unstable_lines(one: Sequence[Line], two: Sequence[Line], tolerance: Tolerance) -> set[int]:
    """The numbers of the lines that a second run of the notebook printed otherwise."""
    found: set[int] = set()
    for tag, start, end, other, other_end in _blocks(one, two):
        if tag != "equal":
            found.update(range(start, end))
            continue
        likenesses = _likenesses(one[start:end], two[other:other_end], tolerance)
        found.update(n for n, likeness in enumerate(likenesses, start)
                     if likeness is Likeness.DIFFERENT)  # fmt: skip
    return found


def akin(lines: Sequence[Line], numbers: Set[int]) -> set[int]:
    """The numbers of the lines that read like several of their cell's that are unstable.

    A loop that draws prints a few lines alike in both runs by chance: a coin shows heads twice.
    """
    counts = Counter(_reading(lines[number]) for number in numbers)
    return {n for n, line in enumerate(lines) if counts[_reading(line)] > 1}


def _reading(line: Line) -> tuple[int, str]:
    return line.cell, frame(line.text)


def compared(
    left: Sequence[Line], right: Sequence[Line], *, shown: set[str], tolerance: Tolerance,
    varying: frozenset[int] = frozenset(), loose: frozenset[int] = frozenset(),
) -> Iterator[Finding]:  # fmt: skip
    """Each line of the notebook's with how alike the package's is, and lines it has no part in.

    `shown` are lines of values that the notebook displayed: the package may print those.
    `varying` are the numbers of lines that change from run to run, `loose` of those about which
    nothing can be said.
    """
    for tag, start, end, other, other_end in _blocks(left, right):
        if tag == "equal":
            likenesses = _likenesses(left[start:end], right[other:other_end], tolerance)
            for number, there, likeness in zip(
                range(start, end), right[other:other_end], likenesses, strict=True
            ):
                yield left[number], *_said(left[number].text, there.text, likeness=likeness,
                                           varies=number in varying, is_loose=number in loose)  # fmt: skip
            continue
        yield from ((left[n], Likeness.UNSTABLE, "") for n in range(start, end) if n in loose)
        lost = [left[n] for n in range(start, end) if n not in loose]
        more = [line.text for line in right[other:other_end] if line.text not in shown]
        spare = (end - start) - len(lost)
        before = left[max(0, start - 1)] if left else Line(-1, "")
        yield from _unmatched(lost, more if lost else more[spare:], before=before)


def _said(
    left: str, right: str, *, likeness: Likeness, varies: bool, is_loose: bool
) -> tuple[Likeness, str]:
    """How alike two lines are, and what is said about it."""
    if likeness is Likeness.SAME:
        return (Likeness.UNSTABLE, SEEDED) if varies else (likeness, "")
    return (Likeness.UNSTABLE, "") if is_loose else (likeness, _versus(left, right))


def _unmatched(lost: list[Line], more: list[str], *, before: Line) -> Iterator[Finding]:
    """Lines that only one side printed: other ones in their place, none, or some on top."""
    for number, line in enumerate(lost):
        if number < len(more):
            yield line, Likeness.DIFFERENT, _versus(line.text, more[number])
        else:
            yield line, Likeness.MISSING, f"{line.text[:80]!r} is not printed"
    rest = list(more[len(lost) :])
    if rest:
        count = f"{len(rest)} line" + ("s" if len(rest) != 1 else "")
        first = next((text for text in rest if text.strip()), "")
        detail = f"the package prints {count} more after it, such as {first[:80]!r}"
        yield before, Likeness.DIFFERENT, detail


def _likenesses(
    left: Sequence[Line], right: Sequence[Line], tolerance: Tolerance
) -> list[Likeness]:
    """How alike lines are that stand together.

    A number that is spelled longer moves the columns of a whole table and may lengthen its
    neighbours, so beside one spelling plays no part. Where all numbers are equal, nothing but
    somebody's change of the format can have moved anything.
    """
    pairs = [(one.text, other.text) for one, other in zip(left, right, strict=True)]
    if all(_numbers(one) == _numbers(other) for one, other in pairs):
        return [Likeness.SAME if one == other else Likeness.DIFFERENT for one, other in pairs]
    return [likeness_of(one, other, tolerance) for one, other in pairs]


def _numbers(text: str) -> list[str]:
    """The numbers of a line, each spelled in one way, -0.0 apart from 0.0."""
    return [repr(float(number)) for number in NUMBER.findall(text)]


def likeness_of(left: str, right: str, tolerance: Tolerance) -> Likeness:
    """How alike two lines are: the text between numbers must be equal, the numbers close."""
    if left == right:
        return Likeness.SAME
    if frame(left) != frame(right):
        return Likeness.DIFFERENT
    pairs = zip(NUMBER.findall(left), NUMBER.findall(right), strict=True)
    unequal = [(one, other) for one, other in pairs if one != other]
    exact = any(
        one.lstrip("+-").isdigit() and other.lstrip("+-").isdigit() for one, other in unequal
    )
    near = not exact and all(tolerance.allows(float(a), float(b)) for a, b in unequal)
    return Likeness.CLOSE if near else Likeness.DIFFERENT


def frame(text: str) -> str:
    """A line without its numbers and without the spaces that align them."""
    return " ".join(NUMBER.sub("#", text).split())


def _versus(left: str, right: str) -> str:
    return f"{left[:80]!r} != {right[:80]!r}"


def _blocks(left: Sequence[Line], right: Sequence[Line]) -> Iterator[Block]:
    """Stretches of lines that read alike but for their numbers, and what lies between."""
    here, there = [frame(line.text) for line in left], [frame(line.text) for line in right]
    if max(len(here), len(there)) > ALIGN:
        return _by_number(here, there)
    return iter(SequenceMatcher(None, here, there, autojunk=False).get_opcodes())


def _by_number(here: list[str], there: list[str]) -> Iterator[Block]:
    both = min(len(here), len(there))
    for number in range(both):
        tag = "equal" if here[number] == there[number] else "replace"
        yield tag, number, number + 1, number, number + 1
    if len(here) != len(there):
        yield "replace", both, len(here), both, len(there)
