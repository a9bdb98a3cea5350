from __future__ import annotations

import ast

import pytest

from nbprod.notebook.model import Cell, CellKind
from nbprod.place import CellRef
from nbprod.report.drawing.titles import headings, title


def cells(*given: tuple[CellKind, str]) -> list[Cell]:
    return [Cell(CellRef(number), kind, source) for number, (kind, source) in enumerate(given)]


def of(source: str, heading: str = "") -> str:
    return title(source, heading, ast.parse(source))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("# Load the rows\nrows = 1", "Load the rows"),
        ("\n#\n## Load the rows ##\nrows = 1", "Load the rows"),
        ('#@title Load the rows { display-mode: "form" }\nrows = 1', "Load the rows"),
        ("# noqa\nrows = 1", "rows = 1"),
        ("# rows.head()\nrows = 1", "rows = 1"),
        ("# ---------\nrows = 1", "rows = 1"),
        ("rows = 1\n# Load the rows", "rows = 1"),
        ("import json, os.path\nfrom math import pi", "import json, os, math"),
        ("def load(): ...\nclass Rows: ...", "load(), Rows"),
        ("# rows.head()", "# rows.head()"),
    ],
    ids=[
        "opening comment",
        "ruled comment",
        "form of Colab",
        "directive",
        "sleeping code",
        "ruler",
        "later comment",
        "imports",
        "definitions",
        "nothing but sleeping code",
    ],
)
def test_a_cell_is_called_what_its_author_calls_it(source: str, said: str) -> None:
    assert of(source) == said


def test_the_heading_above_speaks_for_a_cell_that_says_nothing_itself() -> None:
    assert of("rows = 1", "Load") == "Load"
    assert of("# Read them\nrows = 1", "Load") == "Read them"


def test_a_long_title_is_cut() -> None:
    said = of("# " + "word " * 60 + "\n1")

    assert len(said) <= 90
    assert said.endswith("…")


def test_a_heading_belongs_to_the_first_cell_below_it() -> None:
    found = headings(
        cells(
            ("markdown", "# Churn\nwords"),
            ("code", "1"),
            ("markdown", "## *Load* the [rows](http://x) `now`"),
            ("code", ""),
            ("code", "2"),
            ("code", "3"),
        )
    )

    assert found.notebook == "Churn"
    assert found.above == {4: "Load the rows now"}
    assert found.sections == {1: "", 4: "Load the rows now", 5: "Load the rows now"}


def test_headings_are_not_looked_for_in_fenced_code() -> None:
    found = headings(
        cells(("markdown", "```\n# not a heading\n```\n<h2>A heading</h2>"), ("code", "1"))
    )

    assert found.above == {1: "A heading"}
    assert found.notebook == ""
