"""What a drawing costs grows with the notebook, and no faster."""

from __future__ import annotations

import time

import pytest

from nbprod.analysis import Analysis
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef
from nbprod.report import graphs
from nbprod.report.drawing import Wanted, draw

pytestmark = pytest.mark.slow

SMALL, LARGE = 250, 1_000
TOLERANCE = 2.0
"""How much more a cell of the large notebook may cost; a square law would cost 4 times as much."""


def steps(cells: int) -> Analysis:
    """A table goes from step to step, each step is looked at, and all read the parameters."""
    sources = ["limit = 3\nrows = list(range(9))"]
    for number in range(1, cells):
        step = (
            f"rows = rows + [{number}]",
            f"x{number} = len(rows) > limit",
            f"print(x{number - 1})",
        )
        sources.append(step[number % 3])
    made = (Cell(CellRef(number), "code", source) for number, source in enumerate(sources))
    return Analysis(Notebook("n.ipynb", tuple(made)))


def seconds(name: str, cells: int) -> float:
    """Processor time of a drawing in one format, the flow known; the best of three."""
    notebook = steps(cells)
    assert notebook.flow.dependencies
    taken = []
    for _ in range(3):
        start = time.process_time()
        graphs.load(name).render(draw(notebook, Wanted()))
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("name", graphs.names())
def test_a_cell_costs_as_much_in_a_large_notebook(name: str) -> None:
    small, large = seconds(name, SMALL) / SMALL, seconds(name, LARGE) / LARGE

    assert large < small * TOLERANCE + 0.0005
