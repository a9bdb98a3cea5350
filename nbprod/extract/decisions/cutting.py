"""Where one stage ends and the next begins.

Borders fall between cells. Each candidate has a price: cheap at a heading and where few values
cross, dear inside a thought; stages that are very short or very long cost as well. The cheapest
set of borders is found by dynamic programming, so that no local choice spoils the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nbprod.extract.statements.pieces import Piece
from nbprod.place import CellRef

LONGEST = 90
"""Lines in one stage, comments and gaps between cells included; formatted, they stay within 120."""
MOST = 12
WHOLE = 50
"""Lines that read best as one function: a pipeline of two such stages is more frame than picture."""
SHORTEST = 30
"""Lines below which a stage asks to be joined with its neighbour."""


Price = tuple[int, int, float]
"""Where a stage begins and ends, and what it costs."""


@dataclass(slots=True)
class Part:
    """A cell with work in it, as cutting sees it."""

    cell: CellRef
    pieces: list[Piece]
    lines: int
    height: int = 0
    """Its lines as they stand, comments and the gap above included."""
    heading: int = 0
    """Level of the heading that stands above it since the part before; 0 for none."""
    activity: str = ""
    asked: str = ""
    """The stage that the author says begins here."""
    crossing: int = 0
    """How many values stand at the border above it and are read below."""
    held: bool = False
    """Whether a value above it holds another that is changed in it or below."""
    tied: bool = False
    """Whether it must stay with the part before."""
    fetches: bool = False
    """Whether it only brings data from elsewhere."""
    serves: bool = False
    """Whether it does no more than that, or makes room for data, unpacks it, says where it is."""
    alike: frozenset[str] = frozenset()
    """Names bound in it that equal, but for case, one that only other parts bind: `x` beside `X`."""


def cut(parts: Sequence[Part], at_least: int = 1) -> list[list[Part]]:
    """Group parts into stages: as many as `at_least` where so many parts are free to part."""
    prices = tuple(_prices(parts, _target(parts, at_least)))
    best = [0, len(parts)]
    for penalty in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0):
        best = _cheapest(prices, len(parts), penalty)
        if len(best) - 1 <= MOST:
            break
    for count in range(at_least, len(best) - 1, -1):
        if exact := _exactly(prices, len(parts), count):
            best = exact
            break
    return [list(parts[start:end]) for start, end in pairwise(best) if start < end]


def _cheapest(prices: Iterable[Price], parts: int, penalty: float) -> list[int]:
    """Where stages begin, and where the last one ends; each costs `penalty` more than its price."""
    cost = [0.0] + [float("inf")] * parts
    came = [0] * (parts + 1)
    for start, end, price in prices:
        if cost[start] + price + penalty < cost[end]:
            cost[end], came[end] = cost[start] + price + penalty, start
    found = [parts]
    while found[-1]:
        found.append(came[found[-1]])
    return found[::-1]


def _exactly(prices: Sequence[Price], parts: int, count: int) -> list[int]:
    """The same for this many stages; nothing where parts are tied into fewer."""
    reached: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for _ in range(count):
        further: dict[int, tuple[float, list[int]]] = {}
        for start, end, price in prices:
            if start in reached:
                before, cuts = reached[start]
                if end not in further or before + price < further[end][0]:
                    further[end] = before + price, [*cuts, end]
        reached = further
    return reached[parts][1] if parts in reached else []


def _target(parts: Sequence[Part], at_least: int) -> float:
    """How many lines a stage has best."""
    total = sum(part.lines for part in parts)
    if at_least > 1 or total > WHOLE:
        return max(min(SHORTEST, total / at_least), total / 9)
    return total


def _prices(parts: Sequence[Part], target: float) -> Iterator[Price]:
    """What each possible stage costs: where it begins, where it ends."""
    bonus = _bonuses(parts)
    border = [_border(part, bonus[part.heading]) for part in parts]
    opens = [bonus[part.heading] == _CHAPTER for part in parts] + [True]
    first = _opened(parts, opens)
    for end in range(1, len(parts) + 1):
        lines = height = 0
        alike: set[str] = set()
        fetches = works = False
        for start in range(end - 1, -1, -1):
            lines += parts[start].lines
            height += parts[start].height
            alike |= parts[start].alike
            fetches |= parts[start].fetches and not parts[start].asked
            works |= not parts[start].serves
            alone = end - start == 1
            if fetches and works:
                break
            if not alone and (parts[start + 1].asked or _is_far(height, parts[start + 1])):
                break
            if _may_begin(parts, start) and (start == 0 or start != first):
                over = 50.0 + height if height > LONGEST and not alone else 0.0
                same = 0.0 if alone else _ALIKE * (len(alike) - len(set(map(str.lower, alike))))
                whole = alike or (opens[start] and opens[end]) or not any(opens[start + 1 : end])
                torn = 0.0 if whole else _TORN
                yield start, end, border[start] + _size(lines, target) + over + same + torn


def _opened(parts: Sequence[Part], opens: Sequence[bool]) -> int:
    """The first chapter, if so little stands above it that this opens it; 0 where it does not.

    As a line does that silences warnings; downloads and what an author calls a stage stay alone.
    """
    first = opens.index(True)
    if first == len(parts) or sum(part.lines for part in parts[:first]) > _FEW:
        return 0
    beside = any(part.asked or part.serves != parts[0].serves for part in parts[: first + 1])
    return 0 if beside else first


def _is_far(height: int, second: Part) -> bool:
    """Whether a stage is too long to be thought of, and free to begin later."""
    return height > 3 * LONGEST and not second.tied


def _may_begin(parts: Sequence[Part], start: int) -> bool:
    return start == 0 or not parts[start].tied


def _bonuses(parts: Sequence[Part]) -> dict[int, float]:
    """What a heading of each level takes off a border's price, by its place among those in use.

    The highest level that more than one heading has is that of the chapters: of `#` in one notebook,
    of `###` in another. A chapter of ten lines is a stage of its own; a smaller one needs reasons.
    """
    used = Counter(part.heading for part in parts[1:] if part.heading)
    chapter = min((level for level in used if used[level] > 1), default=6)
    lower = sorted(level for level in used if level > chapter)
    bonuses = dict.fromkeys(range(chapter + 1), _CHAPTER) | dict(
        zip(lower, (1.6, 1.0), strict=False)
    )
    return {level: bonuses.get(level, 0.6) for level in range(1, 7)} | {0: -1.0}


def _border(part: Part, bonus: float) -> float:
    changes = 0.8 if part.activity and not part.heading else 0.0
    held = _HELD if part.held else 0.0
    return 2.5 + held + 0.3 * max(0, part.crossing - 4) - bonus - changes


_CHAPTER = 3.4
"""What the heading of a chapter takes off a border's price."""

_FEW = 3
"""Lines that are no stage above the first chapter."""

_TORN = 1.5
"""What it costs to join a part of a chapter with what is of another one, but to tell names apart."""

_HELD = 6.0
"""What it costs to part a value from one that it changes: more than a stage twice as long as others."""

_ALIKE = 4.0
"""What it costs to have a reader tell `x` from `X` in one function."""


def _size(lines: int, target: float) -> float:
    if lines > target:
        far = (lines - target) / target
        return 3.5 * far * far
    short = (target - lines) / target
    return 2.5 * short * short
