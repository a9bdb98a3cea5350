from __future__ import annotations

import pytest

from nbprod.finding import Finding, Severity
from nbprod.place import CellRef, Place, Span
from nbprod.run.secrecy import Secrecy


def over(span: Span, category: str = "secret") -> Secrecy:
    place = Place("nb.ipynb", CellRef(2), span)
    return Secrecy.over([Finding("r", "c", category, Severity.ERROR, "m", place)])


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ('key = "hunter2"', 6, 15, 'key = "*******"'),
        ('key = "hunter2"', 0, 15, 'key = "*******"'),
        ("f('a', key='hunter2')", 7, 20, "f('a', key='*******')"),
        ("%env KEY=hunter2 x", 5, 16, "%env *********** x"),
        ('key = """hunter2', 6, 16, "key = **********"),
    ],
)
def test_a_secret_is_starred_and_columns_stay(text: str, start: int, end: int, shown: str) -> None:
    assert over(Span(1, start, 1, end)).line(2, 1, text) == shown


def test_a_secret_over_several_lines_is_starred_on_each() -> None:
    secrecy = over(Span(1, 4, 3, 3))

    lines = [secrecy.line(2, n, text) for n, text in enumerate(('x = """ab', "cd ef", '"""'), 1)]
    assert lines == ["x = *****", "** **", "***"]


def test_other_cells_lines_and_families_are_shown() -> None:
    text = 'key = "hunter2"'

    assert over(Span(1, 6, 1, 15)).line(1, 1, text) == text
    assert over(Span(1, 6, 1, 15)).line(2, 2, text) == text
    assert over(Span(1, 6, 1, 15), "errors").line(2, 1, text) == text
