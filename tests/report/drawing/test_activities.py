from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.report.drawing.activities import activities

PROLOGUE = (
    "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom sklearn.linear_model import LinearRegression"
    "\nfrom sklearn.metrics import r2_score\nrows = pd.DataFrame()"
)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import json\n%matplotlib inline\nLIMIT = 3", "setup"),
        ("pd.set_option('display.max_rows', 5)", "setup"),
        ("!pip install pandas", "setup"),
        ("def load(): ...", "define"),
        ("rows = pd.read_csv('a.csv')", "load"),
        ("rows = rows.dropna()", "prepare"),
        ("model = LinearRegression()", "model"),
        ("rows.fit(rows)", "model"),
        ("print(r2_score([1], [1]))", "evaluate"),
        ("plt.plot([1, 2])", "plot"),
        ("rows.head()", "look"),
        ("rows.to_csv('b.csv')", "save"),
        ("%%bash\nls", "other"),
        ("this does not parse", "other"),
        ("rows = pd.read_csv('a.csv')\nLinearRegression().fit(rows, rows)", "model"),
    ],
)
def test_a_cell_is_coloured_by_what_it_does(
    analyse: Callable[..., Analysis], source: str, kind: str
) -> None:
    notebook = analyse(PROLOGUE, source)

    assert activities(notebook)[notebook.cells[1].cell.ref].value == kind


def test_a_call_of_an_own_function_does_what_the_function_does(
    analyse: Callable[..., Analysis],
) -> None:
    notebook = analyse(
        PROLOGUE,
        "def read():\n    return inner()\ndef inner():\n    return pd.read_csv('a.csv') or read()",
        "rows = read()",
    )

    assert [kind.value for kind in activities(notebook).values()][1:] == ["define", "load"]
