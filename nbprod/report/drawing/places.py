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
    """By giver and taker: from the giver, or from where its trunk stops being shared, to the taker."""
    trunks: dict[int, tuple[Point, ...]]
    """By giver: points to run through, where all that it gives runs past rows together."""
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
    return Sheet({cell: (0.0, 0.0)}, {}, {}, *sizes[cell])


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
    drawn = _Lines(layers, middles, sizes)
    lines = {edge: drawn.line(*edge) for edge in edges}
    trunks = {cell: points for cell in cells if (points := drawn.trunk(cell))}
    right = max(x + sizes[cell][0] for cell, (x, _) in cards.items())
    right = max(right, *(x for way in (*lines.values(), *trunks.values()) for x, _ in way))
    return Sheet(cards, lines, trunks, right, tops[-1] + heights[-1])


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


class _Lines:
    """The ways of lines: straight down past rows, in a swing between them."""

    def __init__(self, layers: Layers, middles: Mapping[Item, float], sizes: Sizes) -> None:
        self.layers, self.middles, self.sizes = layers, middles, sizes
        self.tops, self.heights = _tops(layers, sizes)
        self.row = {item: n for n, items in enumerate(layers.rows) for item in items}

    def line(self, giver: int, taker: int) -> tuple[Point, ...]:
        """The last swing of a line; what goes before is the giver's trunk."""
        last = self.row[taker, -1]
        lane: Item = (giver, last - 1)
        source: Item = (giver, -1) if self.row[giver, -1] == last - 1 else lane
        start = self._foot(giver, (taker, -1)) if source[1] < 0 else self._end(lane)
        return start, (self._port((taker, -1), source, self.layers.up), self.tops[last])

    def trunk(self, giver: int) -> tuple[Point, ...]:
        """From the giver down its lane to where the last taker leaves it; empty without a lane."""
        row = self.row[giver, -1] + 1
        if (giver, row) not in self.middles:
            return ()
        points = [self._foot(giver, (giver, row))]
        while (lane := (giver, row)) in self.middles:
            points += [(self.middles[lane], self.tops[row]), self._end(lane)]
            row += 1
        return tuple(points)

    def _end(self, lane: Item) -> Point:
        return self.middles[lane], self.tops[lane[1]] + self.heights[lane[1]]

    def _foot(self, giver: int, to: Item) -> Point:
        y = self.tops[self.row[giver, -1]] + self.sizes[giver][1]
        return self._port((giver, -1), to, self.layers.down), y

    def _port(self, card: Item, other: Item, links: Mapping[Item, Mapping[Item, None]]) -> float:
        """Where a line leaves or reaches a card: spread in the order of their other ends."""
        ends = sorted(links[card], key=lambda item: (self.middles[item], item))
        step = min(22.0, self.sizes[card[0]][0] * 0.7 / len(ends))
        return self.middles[card] + (ends.index(other) - (len(ends) - 1) / 2) * step


def _packed(sheets: Sequence[Sheet], width: float, gap: float) -> Sheet:
    """Sheets side by side in shelves, in their order."""
    cards: dict[int, Point] = {}
    lines: dict[tuple[int, int], tuple[Point, ...]] = {}
    trunks: dict[int, tuple[Point, ...]] = {}
    x = y = tall = right = 0.0
    for sheet in sheets:
        if x and x + sheet.width > width:
            x, y, tall = 0.0, y + tall + gap, 0.0
        cards |= {cell: (a + x, b + y) for cell, (a, b) in sheet.cards.items()}
        lines |= {edge: _moved(way, x, y) for edge, way in sheet.lines.items()}
        trunks |= {cell: _moved(way, x, y) for cell, way in sheet.trunks.items()}
        right, tall = max(right, x + sheet.width), max(tall, sheet.height)
        x += sheet.width + gap
    return Sheet(cards, lines, trunks, right, y + tall)


def _moved(way: tuple[Point, ...], x: float, y: float) -> tuple[Point, ...]:
    return tuple((a + x, b + y) for a, b in way)


def _below(sheet: Sheet, single: Sheet) -> Sheet:
    """Single cells below the parts."""
    if not single.cards or not sheet.cards:
        return single if single.cards else sheet
    y = sheet.height + PART_GAP
    cards = sheet.cards | {cell: (a, b + y) for cell, (a, b) in single.cards.items()}
    width, height = max(sheet.width, single.width), y + single.height
    return Sheet(cards, sheet.lines, sheet.trunks, width, height, alone=y)
