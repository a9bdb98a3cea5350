"""Where one stage ends and the next begins.

Borders fall between cells. Each candidate has a price: cheap at a heading and where few values
cross, dear inside a thought; stages that are very short or very long cost as well. The cheapest
set of borders is found by dynamic programming, so that no local choice spoils the whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nbprod.extract.asking import Work, binds_function
from nbprod.extract.pieces import Piece
from nbprod.place import CellRef

LONGEST = 90
"""Lines in one stage, comments and gaps between cells included; formatted, they stay within 120."""
MOST = 12
WHOLE = 40
"""Lines that read best as one function: a pipeline of two such stages is more frame than picture."""
SHORTEST = 20
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
    tied: bool = False
    """Whether it must stay with the part before."""


def cut(parts: Sequence[Part], at_least: int = 1) -> list[list[Part]]:
    """Group parts into stages: as many as `at_least` where so many parts are free to part."""
    prices = tuple(_prices(parts))
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


def _prices(parts: Sequence[Part]) -> Iterator[Price]:
    """What each possible stage costs: where it begins, where it ends."""
    total = sum(part.lines for part in parts)
    target = float(total) if total <= WHOLE else max(SHORTEST, total / 9)
    border = [_border(part) for part in parts]
    for end in range(1, len(parts) + 1):
        lines = height = 0
        for start in range(end - 1, -1, -1):
            lines += parts[start].lines
            height += parts[start].height
            alone = end - start == 1
            if not alone and (parts[start + 1].asked or _is_far(height, parts[start + 1])):
                break
            if _may_begin(parts, start):
                over = 50.0 + height if height > LONGEST and not alone else 0.0
                yield start, end, border[start] + _size(lines, target) + over


def _is_far(height: int, second: Part) -> bool:
    """Whether a stage is too long to be thought of, and free to begin later."""
    return height > 3 * LONGEST and not second.tied


def _may_begin(parts: Sequence[Part], start: int) -> bool:
    return start == 0 or not parts[start].tied


def _border(part: Part) -> float:
    bonus = {0: -1.0, 1: 2.5, 2: 2.5, 3: 1.6, 4: 1.0, 5: 0.6, 6: 0.6}[part.heading]
    changes = 0.8 if part.activity and not part.heading else 0.0
    return 2.5 + 0.3 * max(0, part.crossing - 4) - bonus - changes


def _size(lines: int, target: float) -> float:
    if lines > target:
        far = (lines - target) / target
        return 3.5 * far * far
    short = (target - lines) / target
    return 2.0 * short * short


# -- what ties cells together


def ties(work: Work) -> set[int]:
    """Positions in `work.pieces` that must stand in one stage with the statement before."""
    found: set[int] = set()
    at = {piece: index for index, piece in enumerate(work.pieces)}
    bound, read = _places(work)
    for piece, start in at.items():
        asks = work.asks[piece]
        if asks.shared:
            end = _last_use(piece, start, read, work)
            found.update(range(start + 1, end + 1))
        late = [n for n in asks.late if any(b > start for b in bound.get(n, ()))]
        if not late or not _escapes(piece):
            continue
        end = _last_use(piece, start, read, work)
        again = [b for n in late for b in bound[n] if start < b]
        if again and min(again) <= end:
            found.update(range(start + 1, end + 1))
    return found


def _places(work: Work) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Where each value is bound (or deleted), and where it is read."""
    bound: dict[str, list[int]] = {}
    read: dict[str, list[int]] = {}
    for index, piece in enumerate(work.pieces):
        asks = work.asks[piece]
        for name in dict.fromkeys((*asks.may, *asks.deleted)):
            bound.setdefault(name, []).append(index)
        for name in dict.fromkeys((*asks.reads, *asks.late)):
            read.setdefault(name, []).append(index)
    return bound, read


def _last_use(piece: Piece, start: int, read: dict[str, list[int]], work: Work) -> int:
    """The last statement that may run a function that `piece` makes, through what holds it."""
    last, seen, todo = start, {start}, [start]
    while todo:
        maker = work.pieces[todo.pop()]
        keeps = binds_function(maker) or maker is piece or _hands_on(maker)
        for name in work.asks[maker].may if keeps else ():
            for use in read.get(name, ()):
                last = max(last, use) if use > start else last
                if use not in seen and use > start:
                    seen.add(use)
                    todo.append(use)
    return last


def _hands_on(piece: Piece) -> bool:
    """Whether a statement may keep a function that it reads in what it binds."""
    node = piece.node
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(
        node.value, ast.Name | ast.List | ast.Dict | ast.Tuple
    )


def _escapes(piece: Piece) -> bool:
    """Whether a function made here may run after the statement."""
    if isinstance(piece.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    immediate = {
        id(value)
        for call in piece.uses.calls
        if _runs_at_once(call)
        for value in (*call.args, *(k.value for k in call.keywords))
    }
    return any(
        isinstance(part, ast.Lambda | ast.GeneratorExp) and id(part) not in immediate
        for part in ast.walk(piece.node)
    )


def _runs_at_once(call: ast.Call) -> bool:
    """Whether a call is done with the functions it was given when it returns."""
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return bool(name) and not name[0].isupper() and name not in _LAZY


_LAZY = frozenset(
    ("map", "filter", "partial", "defaultdict", "chain", "starmap", "register", "iter")
)
