"""Where one stage ends and the next begins.

Borders fall between cells. Each candidate has a price: cheap at a heading and where few values
cross, dear inside a thought; stages that are very short or very long cost as well. The cheapest
set of borders is found by dynamic programming, so that no local choice spoils the whole.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nbprod.extract.asking import Work, binds_function
from nbprod.extract.pieces import Piece
from nbprod.place import CellRef

LONGEST = 120
MOST = 12
WHOLE = 40
"""Lines that read best as one function: a pipeline of two such stages is more frame than picture."""
SHORTEST = 20
"""Lines below which a stage asks to be joined with its neighbour."""


@dataclass(slots=True)
class Part:
    """A cell with work in it, as cutting sees it."""

    cell: CellRef
    pieces: list[Piece]
    lines: int
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
    if not parts:
        return []
    best: list[list[Part]] = []
    for penalty in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0):
        best = _cheapest(parts, penalty)
        if len(best) <= MOST:
            break
    while len(best) < at_least and (finer := _halved(best)):
        best = finer
    return best


def _halved(groups: list[list[Part]]) -> list[list[Part]]:
    """One border more, at a cheap place that leaves two like halves; nothing where none is free."""
    places = [
        (_border(part) + abs(_lines(group[:at]) - _lines(group[at:])) / 4, number, at)
        for number, group in enumerate(groups)
        for at, part in enumerate(group)
        if at and not part.tied
    ]
    if not places:
        return []
    _, number, at = min(places)
    group = groups[number]
    return [*groups[:number], group[:at], group[at:], *groups[number + 1 :]]


def _lines(parts: Sequence[Part]) -> int:
    return sum(part.lines for part in parts)


def _cheapest(parts: Sequence[Part], penalty: float) -> list[list[Part]]:
    total = sum(part.lines for part in parts)
    target = float(total) if total <= WHOLE else max(SHORTEST, total / 9)
    border = [_border(part) + penalty for part in parts]
    cost = [0.0] + [float("inf")] * len(parts)
    came = [0] * (len(parts) + 1)
    for end in range(1, len(parts) + 1):
        lines = 0
        for start in range(end - 1, -1, -1):
            lines += parts[start].lines
            if any(part.asked for part in parts[start + 1 : start + 2]) and start + 1 < end:
                break
            alone = end - start == 1
            if lines > 3 * LONGEST and not alone and not parts[start + 1].tied:
                break
            if not _may_begin(parts, start):
                continue
            price = cost[start] + border[start] + _size(lines, target, alone)
            if price < cost[end]:
                cost[end], came[end] = price, start
    found: list[list[Part]] = []
    end = len(parts)
    while end > 0:
        found.append(list(parts[came[end] : end]))
        end = came[end]
    return found[::-1]


def _may_begin(parts: Sequence[Part], start: int) -> bool:
    return start == 0 or not parts[start].tied


def _border(part: Part) -> float:
    bonus = {0: -1.0, 1: 2.5, 2: 2.5, 3: 1.6, 4: 1.0, 5: 0.6, 6: 0.6}[part.heading]
    changes = 0.8 if part.activity and not part.heading else 0.0
    return 2.5 + 0.35 * max(0, part.crossing - 3) - bonus - changes


def _size(lines: int, target: float, alone: bool) -> float:
    if lines > target:
        far = (lines - target) / target
        return 2.5 * far * far + (0 if alone or lines <= LONGEST else 50.0 + lines)
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
