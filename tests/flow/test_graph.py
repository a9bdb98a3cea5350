from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.analysis import Analysis
from nbprod.flow.graph import ancestors, components, descendants, generations, graph
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef


def drawn(*sources: str) -> nx.MultiDiGraph[CellRef]:
    cells = tuple(Cell(CellRef(n), "code", source) for n, source in enumerate(sources))
    notebook = Analysis(Notebook("n.ipynb", cells))
    return graph(notebook.flow, (cell.ref for cell in cells))


def edges(whole: nx.MultiDiGraph[CellRef]) -> set[tuple[int, int, str]]:
    return {(giver.number, taker.number, name) for giver, taker, name in whole.edges(keys=True)}


def numbers(cells: frozenset[CellRef]) -> list[int]:
    return sorted(cell.number for cell in cells)


def test_a_cell_takes_a_name_from_the_last_cell_that_left_it() -> None:
    whole = drawn("rows = [1]", "rows = rows + [2]", "print(rows)")

    assert edges(whole) == {(0, 1, "rows"), (1, 2, "rows")}


def test_cells_that_hand_on_nothing_are_there_too() -> None:
    assert len(drawn("1 + 1", "2 + 2")) == 2


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import json", "import"),
        ("from json import dumps as json", "import"),
        ("try:\n    import ujson as json\nexcept ImportError:\n    import json", "import"),
        ("json = 1", "name"),
        ("if input():\n    import json\nelse:\n    json = None", "name"),
    ],
    ids=["module", "from a module", "one of two modules", "value", "module or value"],
)
def test_an_edge_knows_what_it_hands_on(source: str, kind: str) -> None:
    whole = drawn(source, "print(json)")
    (about,) = (about for _, _, about in whole.edges(data=True))

    assert about["kind"] == kind


def test_things_of_the_world_are_resources() -> None:
    whole = drawn(
        "import numpy as np", "np.random.seed(1)", "draws = np.random.rand(3)", "print(draws)"
    )
    kinds = {name: about["kind"] for _, _, name, about in whole.edges(keys=True, data=True)}

    assert kinds["@random:numpy"] == "resource"
    assert kinds["draws"] == "name"


def test_a_name_that_may_not_be_there_is_not_certain() -> None:
    whole = drawn("import random", "if random.random() > 0.5:\n    rate = 1", "print(rate)")
    certain = {name: about["certain"] for *_, name, about in whole.edges(keys=True, data=True)}

    assert certain == {"random": True, "rate": False}


def test_a_name_that_a_called_function_reads_comes_late() -> None:
    whole = drawn("def area():\n    return side ** 2", "side = 3", "print(area())")
    late = {name: about["late"] for _, taker, name, about in whole.edges(keys=True, data=True)}

    assert late == {"area": False, "side": True}


def test_a_slice_follows_the_kinds_it_is_asked_for() -> None:
    whole = drawn("import math", "side = 2", "area = math.sqrt(side)", "print(area)")
    last = CellRef(3)

    assert numbers(ancestors(whole, last)) == [0, 1, 2, 3]
    assert numbers(ancestors(whole, last, {"name"})) == [1, 2, 3]
    assert numbers(descendants(whole, CellRef(1))) == [1, 2, 3]


LINKS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60).map(
    lambda pairs: [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
)


@given(LINKS)
def test_generations_hold_every_node_below_all_it_takes_from(links: list[tuple[int, int]]) -> None:
    layers = generations(range(31), links)
    row = {node: number for number, layer in enumerate(layers) for node in layer}

    assert sorted(row) == list(range(31))
    assert all(row[giver] < row[taker] for giver, taker in links)


@given(LINKS)
def test_components_share_no_link(links: list[tuple[int, int]]) -> None:
    parts = components(range(31), links)
    of = {node: number for number, part in enumerate(parts) for node in part}

    assert sorted(of) == list(range(31))
    assert all(of[giver] == of[taker] for giver, taker in links)
    assert [part[0] for part in parts] == sorted(part[0] for part in parts)
