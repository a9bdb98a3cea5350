"""One drawing that shows everything a format can meet."""

from __future__ import annotations

import pytest

from nbprod.report.drawing import (
    Activity,
    Drawing,
    DrawnCell,
    Edge,
    Handed,
    Hazard,
    Lack,
)

NASTY = '</script><script>alert(1)</script> "quoted" \\ [31m & %% ]]> {{data}} \x1b[31m\u202e 漢字'


def cell(number: int, title: str, activity: Activity, **more: object) -> DrawnCell:
    code = str(more.pop("code", title))
    return DrawnCell(number, f"id-{number}", title, "Work", activity, code, **more)  # type: ignore[arg-type]


def edge(giver: int, taker: int, name: str, **how: object) -> Edge:
    about = {"kind": "name", "certain": True, "late": False} | how
    return Edge(giver, taker, (Handed(name, **about),))  # type: ignore[arg-type]


SHOWCASE = Drawing(
    path="notebooks/churn.ipynb",
    title="Churn",
    cells=(
        cell(1, "import pandas", Activity.SETUP, execution_count=4),
        cell(2, "Load", Activity.LOAD, leaves=("df", "idle")),
        cell(4, NASTY, Activity.PREPARE, code=NASTY, leaves=("df",)),
        cell(
            5,
            "Rate",
            Activity.MODEL,
            lacks=(Lack("limit", below=7), Lack("gone", "score", deleted=2)),
            hazards=(Hazard("use-before-definition", "`limit` is read here"),),
        ),
        cell(7, "limit = 3", Activity.SETUP, leaves=("limit",), doubts=("%run other.ipynb",)),
        cell(8, "df = (", Activity.OTHER, unparsed="`(` is never closed"),
    ),
    edges=(
        edge(1, 2, "pd", kind="import"),
        edge(2, 4, "df"),
        edge(2, 5, "@random:numpy", kind="resource"),
        edge(4, 5, "df", certain=False),
        edge(4, 7, "score", late=True),
    ),
    kinds=frozenset({"name", "resource"}),
    focus=4,
)


@pytest.fixture
def showcase() -> Drawing:
    """The drawing."""
    return SHOWCASE
