"""One report that shows everything a format can meet."""

from __future__ import annotations

import pytest

from nbprod.finding import Edit, Finding, Fix, Related, Severity
from nbprod.place import CellRef, Place, Span
from nbprod.run.outcome import Crashed, Excerpt, Linted, Report, Skipped


def place(cell: int, line: int, start: int, end: int, path: str = "notebooks/churn.ipynb") -> Place:
    return Place(path, CellRef(cell, f"id-{cell}"), Span(line, start, line, end))


READ = place(3, 2, 6, 8)
BOUND = place(5, 1, 0, 2)
SPLIT = place(5, 2, 14, 35)
KEY = place(7, 1, 0, 21)
SCRIPT = place(1, 1, 0, 9, "jobs/daily.py")

LINTED = Linted(
    "notebooks/churn.ipynb",
    (
        Finding(
            "use-before-definition",
            "NBP103",
            "hidden-state",
            Severity.ERROR,
            "`df` is read here, but cell 6 is the first to bind it",
            READ,
            related=(Related(BOUND, "`df` is bound here"),),
            help="move cell 6 above this one",
        ),
        Finding(
            "unseeded-split",
            "NBP501",
            "nondeterminism",
            Severity.WARNING,
            "`train_test_split` shuffles rows, but `random_state` is not set",
            SPLIT,
            certain=False,
            fix=Fix(
                "Set `random_state`",
                (Edit(CellRef(5, "id-5"), Span(2, 34, 2, 34), ", random_state=7"),),
                safe=False,
            ),
        ),
        Finding(
            "hardcoded-secret",
            "NBP900",
            "secret",
            Severity.ERROR,
            "a key is written here: `hun*****`",
            KEY,
        ),
    ),
    {
        READ: Excerpt(1, ("# Größe 漢字", "print(df)  # \x1b[31mred\u202e"), Span(42, 12, 42, 14)),
        BOUND: Excerpt(
            1, ("df = load()", "train, test = train_test_split(df, 5)"), Span(61, 4, 61, 6)
        ),
        SPLIT: Excerpt(
            1, ("df = load()", "train, test = train_test_split(df, 5)"), Span(62, 18, 62, 39)
        ),
        KEY: Excerpt(1, ('key = "***************"',), Span(80, 4, 80, 29)),
    },
)
CLEAN = Linted("notebooks/clean & <simple>.ipynb", known=2)
TEXTUAL = Linted(
    "jobs/daily.py",
    (
        Finding(
            "star-import",
            "NBP701",
            "import",
            Severity.INFO,
            "names come from nowhere, 100%: sure",
            SCRIPT,
        ),
    ),
    {SCRIPT: Excerpt(1, ("from x import *",), Span(17, 8, 17, 17))},
)
BROKEN = Skipped("notebooks/broken.ipynb", "this is not valid JSON: Expecting value", 3)
CRASH = Crashed("notebooks/odd.ipynb", 'Traceback:\n  File "x.py", line 1\nKeyError: <0>\n')


@pytest.fixture
def showcase() -> Report:
    return Report((LINTED, CLEAN, TEXTUAL, BROKEN, CRASH))
