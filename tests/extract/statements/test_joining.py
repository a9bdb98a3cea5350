"""Files whose code runs among the notebook's own names stand in the cell that runs them."""

from __future__ import annotations

import pytest

from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.plan import Plan
from nbprod.extract.statements.joining import joined
from nbprod.extract.statements.programs import script
from nbprod.notebook.model import Notebook
from stories import notebook


def whole(*cells: str, **programs: Notebook) -> list[str]:
    files = {file.path: file for file in programs.values()}
    return [cell.source for cell in joined(notebook(*cells), files)[0].cells]


def planned(*cells: str, **programs: Notebook) -> Plan:
    files = {file.path: file for file in programs.values()}
    return decide(notebook(*cells), Wishes("story", programs=files))


OTHER = notebook("#md Rates", "rate = 0.5", "def half(x):\n    return x * rate", path="other.ipynb")


def test_a_notebook_that_runs_itself_comes_to_an_end() -> None:
    made = planned("%run me.ipynb", me=notebook("x = 1\n%run me.ipynb", path="me.ipynb"))

    assert made.package == "story"


@pytest.mark.parametrize(
    ("cell", "file", "why"),
    [
        ("%run gone.ipynb", OTHER, "runs code that is not here"),
        ("if 1:\n    %run other.ipynb", OTHER, "stands inside of something else"),
        ("%run -i a.py", script("a.py", "import sys\nx = sys.argv"), "asks how it was started"),
        ("%run a.ipynb", notebook("%%bash\nls", path="a.ipynb"), "a cell with a magic"),
        ("%run a.ipynb", notebook("x = = 1", path="a.ipynb"), "does not parse"),
    ],
)
def test_what_would_mean_something_else_in_the_cell_is_refused(
    cell: str, file: Notebook, why: str
) -> None:
    made = planned(cell, "print(half)", file=file)

    assert whole(cell, file=file) == [cell]
    assert why in made.refused[0].reason
    assert "never bound but by `%run" in made.refused[1].reason


def test_another_notebooks_cells_stand_where_it_is_run() -> None:
    assert whole("x = 4", "a = 1\n%run other.ipynb\nb = 2", other=OTHER)[1] == (
        "a = 1\nrate = 0.5\ndef half(x):\n    return x * rate\npass\nb = 2"
    )


def test_that_code_is_copied_is_told() -> None:
    made = planned("%run other.ipynb", "print(half(2))", other=OTHER)

    assert made.refused == ()
    assert ["its code is in the package as it is now" in d.what for d in made.doubts] == [True]


def test_i_lets_a_file_see_and_keep_the_notebooks_names() -> None:
    part = script("part.py", "total = base + 1\ndef again():\n    return base\n")

    assert whole("base = 1", "%run -i part.py", part=part)[1] == (
        "total = base + 1\ndef again():\n    return base\npass"
    )
    assert planned("base = 1", "%run -i part.py", "print(again())", part=part).refused == ()


def test_a_notebook_that_runs_another_brings_it_along() -> None:
    first = notebook("%run other.ipynb\ny = half(rate)", path="first.ipynb")

    assert planned("%run first.ipynb", "print(y)", other=OTHER, first=first).refused == ()
