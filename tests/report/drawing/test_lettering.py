from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.report.drawing.lettering import cut, extent, wrapped


@given(st.text(max_size=80), st.floats(30, 300))
def test_no_line_is_wider_than_its_room(text: str, room: float) -> None:
    lines = wrapped(text, room, 13.0)

    assert len(lines) <= 2
    assert all(extent(line, 13.0) <= room for line in lines)


def test_a_text_that_fits_stays_whole() -> None:
    assert cut("rows", 200.0, 13.0) == "rows"


def test_a_text_breaks_between_words() -> None:
    assert wrapped("Load the contracts of last year", 150.0, 13.0)[0] == "Load the contracts"
