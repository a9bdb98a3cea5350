"""Functions of the notebook that show what they draw."""

from __future__ import annotations

import json

import pytest

from nbprod.extract.packaging import package
from nbprod.report.plan import as_text
from stories import emitted, only_stage, planned

PLOT = "import matplotlib.pyplot as plt"


def saves_below(*cells: str) -> bool:
    """Whether the stage saves figures after it has called the notebook's own functions."""
    return "save_figures(" in only_stage(emitted(PLOT, *cells))


@pytest.mark.parametrize(
    "body",
    [
        "plt.plot(rows)",
        "plt.show()\n    plt.plot(rows)",
        "plt.plot(rows)\n    if rows:\n        plt.show()",
        "plt.plot(rows)\n    for _ in rows:\n        plt.show()",
        "plt.plot(rows)\n    if not rows:\n        return\n    plt.show()",
        "plt.plot(rows)\n    rows and plt.show()",
        "plt.plot(rows)\n    [plt.show() for _ in rows]",
        "plt.plot(rows)\n    plt.show()\n    return decorate(rows)",
        "plt.plot(rows)\n    try:\n        plt.show()\n    except ValueError:\n        pass",
        "plt.plot(rows)\n    plt.show()\n    inner(rows)",
        "for row in rows:\n        plt.plot(row)\n        if not row:\n            break\n        plt.show()",
        "plt.plot(rows)\n    plt.show()\n    yield rows",
        "plt.plot(rows)\n    if rows:\n        plt.show()\n        draw(rows[1:])",
        "plt.show()\n    if rows:\n        back(rows[1:])",
    ],
)
def test_a_figure_that_a_function_may_leave_open_is_saved_below_its_call(body: str) -> None:
    assert saves_below(
        "from rainlib import decorate\ndef inner(rows):\n    plt.plot(rows)",
        "def back(rows):\n    if rows:\n        draw(rows)\n    else:\n        plt.plot(rows)",
        f"def draw(rows):\n    {body}",
        "draw([1, 2])",
    )


@pytest.mark.parametrize(
    "body",
    [
        "plt.plot(rows)\n    plt.show()",
        "plt.plot(rows)\n    plt.show()\n    print(len(rows))\n    return rows",
        "if not rows:\n        return None\n    plt.plot(rows)\n    plt.show()",
        "for row in rows:\n        plt.plot(row)\n        plt.show()",
        "if rows:\n        plt.plot(rows)\n        plt.show()\n    else:\n        inner(rows)",
        "inner(rows)",
        "plt.plot(rows)\n    plt.show()\n    if rows:\n        draw(rows[1:])",
        "plt.plot(rows)\n    if not rows:\n        raise ValueError(rows)\n    plt.show()",
    ],
)
@pytest.mark.parametrize("call", ["draw([1, 2])", "for rows in ([1], [2]):\n    draw(rows)"])
def test_nothing_is_saved_below_a_function_that_shows_all_that_it_draws(
    body: str, call: str
) -> None:
    assert not saves_below(
        "def inner(rows):\n    plt.plot(rows)\n    plt.show()",
        f"def draw(rows):\n    {body}",
        call,
    )


@pytest.mark.parametrize(("last", "left"), [("plt.show()", False), ("print(rows)", True)])
@pytest.mark.parametrize("other", ["draw([1])", "print(1)"])
def test_a_library_that_calls_a_function_leaves_open_what_the_function_does(
    last: str, left: bool, other: str
) -> None:
    draw = f"def draw(rows):\n    plt.plot(rows)\n    {last}"
    call = f"if plt.rcParams:\n    interact(draw, rows=[1])\nelse:\n    {other}"

    assert saves_below(f"from ipywidgets import interact\n{draw}", call) == left


def test_a_figure_that_was_open_before_the_call_is_saved_below_it() -> None:
    assert saves_below(
        "def draw(rows):\n    if rows:\n        plt.plot(rows)\n        plt.show()",
        "plt.plot([1])\ndraw([])",
    )


def test_a_decorated_function_may_be_another_one() -> None:
    assert saves_below(
        "from rainlib import twice\n@twice\ndef draw(rows):\n    plt.plot(rows)\n    plt.show()",
        "draw([1, 2])",
    )


def test_what_a_function_saves_is_promised_under_its_name() -> None:
    rows = "\n".join(f"row_{n} = {n}" for n in range(60))
    plan = planned(
        "#md # Rain",
        PLOT,
        "def show_rain(rows):\n    plt.plot(rows)\n    plt.show()",
        "#md ## Load the rain",
        f"{rows}\nshow_rain([1])",
        "#md ## Model the rain",
        f"{rows.replace('row', 'rain')}\nshow_rain([2])\nshow_rain([3])\nplt.plot([4])",
    )

    stages = json.loads(package(plan).files["graph.json"])["stages"]
    named = [name for stage in stages for name in stage["figures"]]
    assert named == ["show-rain", "show-rain-2", "show-rain-3", stages[-1]["name"]]


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ("show_rain([1])", "`show-rain`"),
        ("show_rain([1])\nshow_rain([2])", "`show-rain`"),
        ("for rows in ([1], [2]):\n    show_rain(rows)", "`show-rain` (several)"),
        ("for rows in ([1], [2]):\n    show_rain(rows)\nshow_rain([3])", "`show-rain` (several)"),
        ("show_each([1, 2])", "`show-each` (several)"),
        ("show_down(2)", "`show-down` (several)"),
        ("for n in (1, 2):\n    plt.plot([n])\n    plt.show()", "`run-rain` (several)"),
    ],
)
def test_figures_of_a_loop_are_said_to_be_several(drawn: str, shown: str) -> None:
    plan = planned(
        "#md # Rain",
        PLOT,
        "def show_rain(rows):\n    plt.plot(rows)\n    plt.show()",
        "def show_each(rows):\n    for row in rows:\n        plt.plot(row)\n        plt.show()",
        "def show_down(n):\n    plt.plot([n])\n    plt.show()\n    if n:\n        show_down(n - 1)",
        drawn,
    )

    assert f"| {shown} |" in package(plan).files["README.md"]
    assert (" (several)" in as_text(plan, ())) is ("several" in shown)
