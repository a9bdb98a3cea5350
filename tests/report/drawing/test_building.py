from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.errors import NotebookError
from nbprod.finding import Finding, Severity
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef, Place, Span
from nbprod.report.drawing import Drawing, Wanted, draw

Analyse = Callable[..., Analysis]


def numbers(drawing: Drawing) -> list[int]:
    return [cell.number for cell in drawing.cells]


def edges(drawing: Drawing) -> dict[tuple[int, int], list[str]]:
    return {(e.giver, e.taker): [handed.name for handed in e.names] for e in drawing.shown}


def test_names_between_two_cells_share_an_edge(analyse: Analyse) -> None:
    drawing = draw(analyse("import math\na, b = 1, 2", "print(math.pi, a, b)"), Wanted())

    assert edges(drawing) == {(0, 1): ["a", "b"]}


def test_imports_and_resources_are_drawn_when_wanted(analyse: Analyse) -> None:
    notebook = analyse("import numpy as np", "np.random.seed(1)", "print(np.random.rand())")

    assert edges(draw(notebook, Wanted())) == {}
    assert edges(draw(notebook, Wanted(frozenset({"import"})))) == {(0, 1): ["np"], (0, 2): ["np"]}
    assert edges(draw(notebook, Wanted(frozenset({"resource"})))) == {(1, 2): ["@random:numpy"]}


def test_empty_cells_are_left_out(analyse: Analyse) -> None:
    assert numbers(draw(analyse("a = 1", "  \n", "print(a)"), Wanted())) == [0, 2]


SLICED = ("import math", "a = 1", "b = 2", "c = math.sqrt(a)", "d = c", "print(b)")


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (Wanted(cell=3, descendants=False), [0, 1, 3]),
        (Wanted(cell=3, ancestors=False), [3, 4]),
        (Wanted(cell=3), [0, 1, 3, 4]),
    ],
    ids=["what it needs, imports too", "what needs it", "both"],
)
def test_a_slice_holds_no_other_cell(analyse: Analyse, wanted: Wanted, kept: list[int]) -> None:
    assert numbers(draw(analyse(*SLICED), wanted)) == kept


def test_the_slice_of_a_cell_that_is_none_is_refused_with_its_neighbours(analyse: Analyse) -> None:
    notebook = analyse("a = 1", "## Words", "b = 1")

    with pytest.raises(NotebookError, match=r"cell 2 is no code cell .* are 1, 3"):
        draw(notebook, Wanted(cell=1))


def test_a_notebook_without_python_is_refused() -> None:
    notebook = Analysis(Notebook("n.ipynb", (Cell(CellRef(0), "code", "x <- 1"),), language="R"))

    with pytest.raises(NotebookError, match="written in R"):
        draw(notebook, Wanted())


def test_a_notebook_without_code_is_refused(analyse: Analyse) -> None:
    with pytest.raises(NotebookError, match="has no code"):
        draw(analyse("## Words"), Wanted())


def test_a_name_that_comes_too_late_says_from_where(analyse: Analyse) -> None:
    drawing = draw(analyse("print(limit)", "limit = 1"), Wanted())
    (lack,) = drawing.cells[0].lacks

    assert (lack.name, lack.below) == ("limit", 1)
    assert lack.reason == "only cell 2, further down, gives it"
    assert drawing.lacking == ((0, lack),)


def test_a_deleted_name_says_who_deleted_it(analyse: Analyse) -> None:
    drawing = draw(analyse("limit = 1", "del limit", "print(limit)"), Wanted())

    assert drawing.cells[2].lacks[0].reason == "cell 2 deletes it"


def test_a_name_that_nobody_gives_is_said_to_be_so(analyse: Analyse) -> None:
    drawing = draw(analyse("def f():\n    return limit", "f()"), Wanted())
    (lack,) = drawing.cells[1].lacks

    assert (lack.via, lack.reason) == ("f", "no cell gives it")


def test_a_broken_cell_is_drawn_with_its_reason(analyse: Analyse) -> None:
    broken, whole = draw(analyse("a = (", "b = 1"), Wanted()).cells

    assert broken.unparsed
    assert broken.is_hazardous
    assert not whole.is_hazardous


def finding(rule: str, category: str, cell: int, span: Span) -> Finding:
    place = Place("n.ipynb", CellRef(cell), span)
    return Finding(rule, "NBP999", category, Severity.WARNING, "it is so", place)


def test_findings_about_hidden_state_mark_their_cell(analyse: Analyse) -> None:
    span = Span(1, 0, 1, 1)
    findings = [
        finding("rerun-changes-result", "hidden-state", 1, span),
        finding("star-import", "import", 0, span),
    ]
    first, second = draw(analyse("a = 1", "a += 1"), Wanted(), findings).cells

    assert not first.hazards
    assert [hazard.message for hazard in second.hazards] == ["it is so"]


def test_secrets_are_starred_in_code_and_title(analyse: Analyse) -> None:
    source = 'KEY = "hunter2"'
    secret = finding("hardcoded-secret", "secret", 0, Span(1, 6, 1, 15))
    (cell,) = draw(analyse(source), Wanted(), [secret]).cells

    assert cell.code == cell.title == 'KEY = "*******"'


def test_what_a_cell_gives_comes_in_the_order_in_which_it_makes_it(analyse: Analyse) -> None:
    drawing = draw(analyse("z = 1\na = 2\nidle = 3", "print(a, z)"), Wanted())

    assert drawing.cells[0].leaves == ("z", "a", "idle")
    assert drawing.gives(drawing.cells[0]) == ("z", "a")
