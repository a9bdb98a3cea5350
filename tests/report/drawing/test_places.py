from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from nbprod.report.drawing.places import placed

SIZES = {number: (200.0, 60.0 + 10 * (number % 3)) for number in range(20)}
EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=50).map(
    lambda pairs: sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
)


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_cards_neither_overlap_nor_leave_the_sheet(edges: list[tuple[int, int]]) -> None:
    sheet = placed(SIZES, edges, 900.0)
    boxes = [(*sheet.cards[cell], *SIZES[cell]) for cell in SIZES]

    for (x, y, width, height), (a, b, wide, tall) in combinations(boxes, 2):
        apart = x + width <= a + 0.01 or a + wide <= x + 0.01 or y + height <= b or b + tall <= y
        assert apart
    assert all(x >= -0.01 and x + width <= sheet.width + 0.01 for x, _, width, _ in boxes)
    assert all(y + height <= sheet.height for _, y, _, height in boxes)


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_a_line_runs_down_from_its_giver_or_its_trunk(edges: list[tuple[int, int]]) -> None:
    sheet = placed(SIZES, edges, 900.0)

    assert set(sheet.lines) == set(edges)
    for (giver, taker), (start, end) in sheet.lines.items():
        foot = sheet.cards[giver][1] + SIZES[giver][1]
        assert start[1] < end[1]
        assert start[1] == foot or start in sheet.trunks[giver]
        assert end[1] == sheet.cards[taker][1]


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_a_trunk_runs_down_from_its_giver(edges: list[tuple[int, int]]) -> None:
    sheet = placed(SIZES, edges, 900.0)

    for giver, points in sheet.trunks.items():
        heights = [y for _, y in points]
        assert heights == sorted(heights)
        assert heights[0] == sheet.cards[giver][1] + SIZES[giver][1]


def test_a_trunk_hides_behind_no_card() -> None:
    sheet = placed(SIZES, [(0, 1), (1, 2), (2, 3), (0, 3)], 900.0)
    trunk = sheet.trunks[0]
    stretches = list(zip(trunk[1::2], trunk[2::2], strict=True))

    assert len(stretches) == 2
    for ((x, top), (_, bottom)), cell in zip(stretches, (1, 2), strict=True):
        left, y = sheet.cards[cell]
        assert not left < x < left + SIZES[cell][0]
        assert top <= y < bottom


def test_single_cells_stand_below_the_rest() -> None:
    sheet = placed(SIZES, [(0, 1)], 900.0)

    assert sheet.alone is not None
    assert all(y >= sheet.alone for cell, (_, y) in sheet.cards.items() if cell > 1)


def test_the_same_graph_gets_the_same_sheet() -> None:
    edges = [(0, 3), (1, 3), (2, 5), (3, 5), (0, 7)]

    assert placed(SIZES, edges, 900.0) == placed(SIZES, edges, 900.0)
