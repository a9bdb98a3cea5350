"""Fixes, applied."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from nbprod.config import Config
from nbprod.finding import Edit, Finding, Fix, Severity
from nbprod.lint.fixing import apply, choose, edited, fix
from nbprod.lint.rulebook import Library
from nbprod.lint.rulebook import choose as choose_rules
from nbprod.notebook.model import Notebook
from nbprod.place import CellRef, Place, Span

Build = Callable[..., Notebook]


def finding(*edits: tuple[int, int, int, str], cell: int = 0) -> Finding:
    """A finding whose fix puts texts at columns of lines."""
    made = tuple(
        Edit(CellRef(cell), Span(line, start, line, end), text) for line, start, end, text in edits
    )
    place = Place("nb.ipynb", CellRef(cell), made[0].span)
    return Finding("r", "ACME001", "acme", Severity.INFO, "m", place, fix=Fix("f", made, True))


def test_fixes_that_overlap_are_not_applied_together(notebook: Build) -> None:
    first, second = finding((1, 0, 3, "x")), finding((1, 2, 5, "y"))

    assert choose(notebook("abcdef"), [first, second]) == ((first,), ())


def test_fixes_side_by_side_are_applied_together(notebook: Build) -> None:
    both = [finding((1, 0, 3, "xy")), finding((1, 3, 6, "z"))]

    taken, _ = choose(notebook("abcdef"), both)

    assert edited(notebook("abcdef"), (f.fix for f in taken if f.fix)).cells[0].source == "xyz"


def test_the_same_edit_of_two_fixes_is_made_once(notebook: Build) -> None:
    both = [finding((1, 0, 0, "import a\n")), finding((1, 0, 0, "import a\n"))]

    taken, _ = choose(notebook("b"), both)

    assert taken == tuple(both)
    assert edited(notebook("b"), (f.fix for f in taken if f.fix)).cells[0].source == "import a\nb"


def test_two_texts_at_one_point_wait_for_each_other(notebook: Build) -> None:
    first, second = finding((1, 0, 0, "a\n")), finding((1, 0, 0, "b\n"))

    assert choose(notebook("c"), [first, second]) == ((first,), ())


def test_a_fix_that_breaks_a_cell_is_dropped_and_named(notebook: Build) -> None:
    good, bad = finding((1, 0, 1, "x")), finding((1, 4, 5, "("))

    assert choose(notebook("a + b"), [good, bad]) == ((good,), (bad,))


def test_a_fix_over_two_cells_is_made_whole_or_not_at_all(notebook: Build) -> None:
    edits = (
        Edit(CellRef(0), Span(1, 0, 1, 1), "x"),
        Edit(CellRef(1), Span(1, 0, 1, 1), "("),
    )
    place = Place("nb.ipynb", CellRef(0), edits[0].span)
    one = Finding("r", "A1", "acme", Severity.INFO, "m", place, fix=Fix("f", edits, True))

    assert choose(notebook("a", "b"), [one]) == ((), (one,))


def test_unsafe_fixes_are_applied_when_asked_for(notebook: Build, library: Library) -> None:
    book = choose_rules(library, Config(select=("unseeded-split",)))
    source = "from sklearn.model_selection import train_test_split as s\ns(rows)"

    assert fix(notebook(source), book).applied == ()
    assert (
        fix(notebook(source), book, unsafe=True)
        .notebook.cells[0]
        .source.endswith("s(rows, random_state=0)")
    )


def test_fixes_that_wait_are_applied_in_a_later_round(notebook: Build, library: Library) -> None:
    source = "a = 1  # nbprod: allow[star-import, hidden-state, NBP7, nosuch]"

    fixed = fix(notebook(source), choose_rules(library, Config()))

    assert fixed.notebook.cells[0].source == "a = 1"
    assert fixed.left == ()


@given(st.text(alphabet="ab\näπ"), st.data())
def test_an_edit_changes_its_span_alone(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))

    def at(offset: int) -> tuple[int, int]:
        before = source[:offset]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)

    edit = Edit(CellRef(0), Span(*at(start), *at(end)), "X")

    assert apply(source, [edit]) == source[:start] + "X" + source[end:]
