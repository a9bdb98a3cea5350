"""Places for cards and lines on a sheet.

Each part of the graph is laid out by itself: rows from top to bottom, and in a row every item as
near to its neighbours as the order lets it (least squares under the gaps, by pooling adjacent
violators). Parts are then put side by side and below each other; single cells fill the last rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nbprod.flow.graph import components
from nbprod.report.drawing.layers import Item, Layers, layered

GAP, ROW_GAP, PART_GAP = 26.0, 40.0, 56.0
LANE = 6.0
"""Width that a line needs on its way past a row."""
PASSES = 24
INSISTENCE = (1.0, 0.3, 16.0)
"""How much a link insists on being straight, by how many of its ends are lanes: lanes run straight,
and a card stands below a card rather than below a line that passes."""

Point = tuple[float, float]
Sizes = Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where everything goes."""

    cards: dict[int, Point]
    """The upper left corner of each card."""
    lines: dict[tuple[int, int], tuple[Point, ...]]
    """By giver and taker: points to run through, each pair of them the ends of a stretch."""
    width: float
    height: float
    alone: float | None = None
    """Where the cells begin that nothing connects; None where there are none."""


def placed(sizes: Sizes, edges: Collection[tuple[int, int]], width: float) -> Sheet:
    """Place cards of given sizes; parts and single cells wrap at `width`, or at the widest part."""
    parts = components(sizes, edges)
    of = {cell: number for number, part in enumerate(parts) for cell in part}
    own: dict[int, list[tuple[int, int]]] = {}
    for edge in edges:
        own.setdefault(of[edge[0]], []).append(edge)
    sheets = [_part(part, own[n], sizes) for n, part in enumerate(parts) if n in own]
    sheet = _packed(sheets, max([width, *(sheet.width for sheet in sheets)]), PART_GAP)
    single = [_single(part[0], sizes) for n, part in enumerate(parts) if n not in own]
    return _below(sheet, _packed(single, max(width, sheet.width), GAP))


def _single(cell: int, sizes: Sizes) -> Sheet:
    return Sheet({cell: (0.0, 0.0)}, {}, *sizes[cell])


def _part(cells: Collection[int], edges: Collection[tuple[int, int]], sizes: Sizes) -> Sheet:
    layers = layered(cells, edges)
    middles = _middles(layers, sizes)
    tops, heights = _tops(layers, sizes)
    cards = {
        item[0]: (middles[item] - sizes[item[0]][0] / 2, tops[number])
        for number, row in enumerate(layers.rows)
        for item in row
        if item[1] < 0
    }
    row = {item: number for number, items in enumerate(layers.rows) for item in items}
    ports = _Ports(layers, middles, sizes)
    lines = {}
    for giver, taker in edges:
        first, last = row[giver, -1], row[taker, -1]
        way: list[Item] = [(giver, between) for between in range(first + 1, last)]
        start, end = ([*way, (taker, -1)])[0], ([(giver, -1), *way])[-1]
        points = [(ports.below(giver, start), tops[first] + sizes[giver][1])]
        for lane in way:
            y = tops[lane[1]]
            points += [(middles[lane], y), (middles[lane], y + heights[lane[1]])]
        points.append((ports.above(taker, end), tops[last]))
        lines[giver, taker] = tuple(points)
    width = max(x + sizes[cell][0] for cell, (x, _) in cards.items())
    return Sheet(cards, lines, max(width, *map(_right, lines.values())), tops[-1] + heights[-1])


def _right(points: tuple[Point, ...]) -> float:
    return max(x for x, _ in points)


def _tops(layers: Layers, sizes: Sizes) -> tuple[list[float], list[float]]:
    """The upper edge and the height of each row; crowded gaps are wider."""
    tops, heights, y = [], [], 0.0
    for row in layers.rows:
        heights.append(max((sizes[item[0]][1] for item in row if item[1] < 0), default=0.0))
        tops.append(y)
        links = sum(len(layers.down.get(item, ())) for item in row)
        y += heights[-1] + ROW_GAP + min(40.0, 2.0 * max(0, links - 6))
    return tops, heights


def _middles(layers: Layers, sizes: Sizes) -> dict[Item, float]:
    """The middle of each item, moved towards its neighbours from above and below in turn."""
    wide = {
        item: LANE if item[1] >= 0 else sizes[item[0]][0] for row in layers.rows for item in row
    }
    middles: dict[Item, float] = {}
    for row in layers.rows:
        x = 0.0
        for item in row:
            middles[item] = x + wide[item] / 2
            x += wide[item] + GAP
    for number in range(PASSES):
        for row in layers.rows if number % 2 == 0 else reversed(layers.rows):
            _settle(row, middles, wide, layers)
    left = min(middles[item] - wide[item] / 2 for item in middles)
    return {item: x - left for item, x in middles.items()}


def _settle(
    row: Sequence[Item], middles: dict[Item, float], wide: Mapping[Item, float], layers: Layers
) -> None:
    """Move a row's items as near to their neighbours as their order and widths let them."""
    blocks: list[tuple[float, float, int]] = []
    offset, offsets, before = 0.0, [], None
    for item in row:
        if before is not None:
            gap = GAP if before[1] < 0 or item[1] < 0 else GAP / 2
            offset += (wide[before] + wide[item]) / 2 + gap
        offsets.append(offset)
        wish, weight = _wish(item, middles, layers)
        blocks.append((wish - offset, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, aw, an), (b, bw, bn) = blocks[-2:]
            blocks[-2:] = [((a * aw + b * bw) / (aw + bw), aw + bw, an + bn)]
        before = item
    found = (value for value, _, count in blocks for _ in range(count))
    for item, value, shift in zip(row, found, offsets, strict=True):
        middles[item] = value + shift


def _wish(item: Item, middles: Mapping[Item, float], layers: Layers) -> tuple[float, float]:
    """Where an item would like to stand, and how much it insists."""
    total = weight = 0.0
    for other in (*layers.up.get(item, ()), *layers.down.get(item, ())):
        counts = INSISTENCE[(other[1] >= 0) + (item[1] >= 0)]
        total += counts * middles[other]
        weight += counts
    return (total / weight, weight) if weight else (middles[item], 0.1)


class _Ports:
    """Where lines leave and reach a card: spread in the order of what lies at their other ends."""

    def __init__(self, layers: Layers, middles: Mapping[Item, float], sizes: Sizes) -> None:
        self.layers, self.middles, self.sizes = layers, middles, sizes

    def below(self, cell: int, to: Item) -> float:
        return self._port(cell, to, self.layers.down)

    def above(self, cell: int, source: Item) -> float:
        return self._port(cell, source, self.layers.up)

    def _port(self, cell: int, other: Item, links: Mapping[Item, Mapping[Item, None]]) -> float:
        ends = sorted(links[cell, -1], key=lambda item: (self.middles[item], item))
        step = min(22.0, self.sizes[cell][0] * 0.7 / len(ends))
        return self.middles[cell, -1] + (ends.index(other) - (len(ends) - 1) / 2) * step


def _packed(sheets: Sequence[Sheet], width: float, gap: float) -> Sheet:
    """Sheets side by side in shelves, in their order."""
    cards: dict[int, Point] = {}
    lines: dict[tuple[int, int], tuple[Point, ...]] = {}
    x = y = tall = right = 0.0
    for sheet in sheets:
        if x and x + sheet.width > width:
            x, y, tall = 0.0, y + tall + gap, 0.0
        cards |= {cell: (a + x, b + y) for cell, (a, b) in sheet.cards.items()}
        lines |= {e: tuple((a + x, b + y) for a, b in way) for e, way in sheet.lines.items()}
        right, tall = max(right, x + sheet.width), max(tall, sheet.height)
        x += sheet.width + gap
    return Sheet(cards, lines, right, y + tall)


def _below(sheet: Sheet, single: Sheet) -> Sheet:
    """Single cells below the parts."""
    if not single.cards or not sheet.cards:
        return single if single.cards else sheet
    y = sheet.height + PART_GAP
    cards = sheet.cards | {cell: (a, b + y) for cell, (a, b) in single.cards.items()}
    width, height = max(sheet.width, single.width), y + single.height
    return Sheet(cards, sheet.lines, width, height, alone=y)
