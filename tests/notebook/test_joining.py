from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.joining import join
from nbprod.place import CellRef

SOURCES = st.lists(st.text("ab\n"), min_size=1, max_size=5)


@given(SOURCES)
def test_each_line_of_the_whole_is_a_line_of_its_cell(sources: list[str]) -> None:
    cells = [(CellRef(number), source) for number, source in enumerate(sources)]
    joined = join(cells)
    for number, line in enumerate(joined.text.split("\n")[:-1], 1):
        cell, inside = joined.cell_at(number)
        assert (sources[cell.number] + "\n").split("\n")[inside - 1] == line
        assert joined.line_of(cell, inside) == number


def test_no_cells_are_no_text() -> None:
    assert join([]).text == ""
