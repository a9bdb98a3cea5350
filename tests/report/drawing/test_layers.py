from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.report.drawing.layers import crossings, layered, rows

EDGES = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), min_size=1, max_size=70).map(
    lambda pairs: sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
)


@given(EDGES)
def test_every_cell_stands_below_all_it_takes_from(edges: list[tuple[int, int]]) -> None:
    row = rows(range(25), edges)

    assert all(row[giver] < row[taker] for giver, taker in edges)


def test_a_giver_comes_down_to_its_first_taker() -> None:
    row = rows(range(5), [(0, 1), (1, 2), (2, 3), (4, 3)])

    assert row[4] == 2


def test_many_takers_of_one_cell_fill_several_rows() -> None:
    row = rows(range(31), [(0, taker) for taker in range(1, 31)])
    widest = max(list(row.values()).count(number) for number in set(row.values()))

    assert widest <= 6


@given(EDGES)
def test_a_link_leads_to_the_next_row_only(edges: list[tuple[int, int]]) -> None:
    layers = layered(range(25), edges)
    row = {item: number for number, items in enumerate(layers.rows) for item in items}

    assert all(row[b] == row[a] + 1 for a, others in layers.down.items() for b in others)
    assert len(row) == sum(len(items) for items in layers.rows)


def test_an_order_without_crossings_is_found() -> None:
    ladder = [(0, 5), (1, 4), (2, 3)]
    layers = layered(range(6), ladder)

    assert crossings([list(items) for items in layers.rows], layers.down) == 0


def test_all_that_a_cell_gives_shares_a_lane() -> None:
    layers = layered(range(4), [(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])

    assert [item for items in layers.rows for item in items if item[1] >= 0] == [(0, 1), (0, 2)]
