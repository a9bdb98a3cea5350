"""Rows of cells and the lanes between them, with few crossings (after Sugiyama, 1981).

1. `rows` gives each cell a row below all that it takes from; givers come down to their first
   taker, and a row that is too long hands cells that nobody takes from to the next one.
2. `lanes` lets what a cell gives run past the rows between it and its takers. All that one cell
   gives shares a lane, so that lines to many takers part late instead of crossing everything.
3. `ordered` sorts each row by the barycentre of its neighbours, up and down, and keeps the best.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt

from nbprod.flow.graph import generations

Item = tuple[int, int]
"""A cell's number and -1, or the number of a giver and the row that its lane runs past."""

Links = dict[Item, dict[Item, None]]

SWEEPS = 12
"""Passes over all rows; the order settles long before."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Items by row, from left to right, and which of them are linked to the next row."""

    rows: tuple[tuple[Item, ...], ...]
    down: Links
    up: Links


def layered(cells: Collection[int], edges: Collection[tuple[int, int]]) -> Layers:
    """Lay out the cells of a graph without cycles in rows."""
    row = rows(cells, edges)
    down = lanes(row, edges)
    up: Links = {}
    for item, others in down.items():
        for other in others:
            up.setdefault(other, {})[item] = None
    height = max(row.values()) + 1
    start: list[list[Item]] = [[] for _ in range(height)]
    for item in sorted(dict.fromkeys((*((c, -1) for c in cells), *down, *up))):
        start[item[1] if item[1] >= 0 else row[item[0]]].append(item)
    return Layers(ordered(start, down, up), down, up)


def rows(cells: Collection[int], edges: Collection[tuple[int, int]]) -> dict[int, int]:
    """The row of each cell, from 0."""
    takers: dict[int, list[int]] = {}
    takes = set()
    for giver, taker in edges:
        takers.setdefault(giver, []).append(taker)
        takes.add(taker)
    generation = enumerate(generations(cells, edges))
    row = {cell: number for number, layer in generation for cell in layer}
    for cell in sorted(takers, reverse=True):
        if cell not in takes:
            row[cell] = min(row[taker] for taker in takers[cell]) - 1
    return _narrowed(row, takers.keys(), max(4, isqrt(len(cells)) + 1))


def _narrowed(row: dict[int, int], givers: Collection[int], limit: int) -> dict[int, int]:
    """Push cells that give nothing down, from rows that hold more than `limit`."""
    free = sorted((row[cell], cell) for cell in row if cell not in givers)
    taken: dict[int, int] = {}
    for cell in row:
        if cell in givers:
            taken[row[cell]] = taken.get(row[cell], 0) + 1
    row = dict(row)
    for at, cell in free:
        while taken.get(at, 0) >= limit:
            at += 1
        taken[at] = taken.get(at, 0) + 1
        row[cell] = at
    return row


def lanes(row: Mapping[int, int], edges: Iterable[tuple[int, int]]) -> Links:
    """Links from each row to the next, through the lanes of the givers."""
    down: Links = {}
    for giver, taker in edges:
        here: Item = (giver, -1)
        for between in range(row[giver] + 1, row[taker]):
            lane = (giver, between)
            down.setdefault(here, {})[lane] = None
            here = lane
        down.setdefault(here, {})[taker, -1] = None
    return down


def ordered(start: list[list[Item]], down: Links, up: Links) -> tuple[tuple[Item, ...], ...]:
    """Sort the rows by their neighbours; of all passes, the one with the fewest crossings."""
    best = [list(row) for row in start]
    fewest = crossings(best, down)
    current = [list(row) for row in start]
    for sweep in range(SWEEPS):
        if not fewest:
            break
        links, numbers = (up, range(len(current))) if sweep % 2 == 0 else (down, _back(current))
        for number in numbers:
            beside = number - 1 if sweep % 2 == 0 else number + 1
            if 0 <= beside < len(current):
                current[number] = _sorted(current[number], current[beside], links)
        found = crossings(current, down)
        if found < fewest:
            best, fewest = [list(row) for row in current], found
    return tuple(tuple(row) for row in best)


def _back(rows: Collection[object]) -> range:
    return range(len(rows) - 1, -1, -1)


def _sorted(row: list[Item], beside: list[Item], links: Links) -> list[Item]:
    """A row by barycentre; items without neighbours there keep their place."""
    at = {item: number for number, item in enumerate(beside)}
    stretch = max(1, len(beside)) / max(1, len(row))
    centre = {
        item: (
            sum(at[other] for other in links[item]) / len(links[item])
            if links.get(item)
            else number * stretch
        )
        for number, item in enumerate(row)
    }
    return sorted(row, key=centre.__getitem__)


def crossings(rows: list[list[Item]], down: Links) -> int:
    """How often links cross between rows."""
    total = 0
    for row, below in pairwise(rows):
        at = {item: number for number, item in enumerate(below)}
        passed: list[int] = []
        for item in row:
            ends = sorted(at[other] for other in down.get(item, ()))
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total
