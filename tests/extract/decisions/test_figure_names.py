"""What figures are called, and how many of a name there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.readme import readme
from nbprod.extract.files.surroundings import Surroundings
from nbprod.notebook.model import Output
from stories import notebook, planned

PLOT = "import matplotlib.pyplot as plt"
FIGURE = Output("display", "", "<Figure size 432x288 with 1 Axes>", ("image/png", "text/plain"))


def names(*cells: str) -> tuple[str, ...]:
    made = planned("#md # Rain", PLOT, *cells)
    return tuple(name for stage in made.stages for name in stage.figures)


TWO = "fig, (a, b) = plt.subplots(2)\na.set_title('Dry days')\nb.set_title('Wet days')\n"


@pytest.mark.parametrize(
    ("drawn", "name"),
    [
        (TWO, "half-years"),
        (f"{TWO}plt.show()", "half-years"),
        (f"{TWO}fig.suptitle('Days')", "days"),
        ("plt.subplot(211)\nplt.title('Dry')\nplt.subplot(212)\nplt.title('Wet')", "half-years"),
        ("plt.plot([1])\nplt.title('Dry')", "dry"),
        (f"plt.plot([1])\nplt.title('Dry')\nplt.show()\n{TWO}", "half-years"),
        ("plt.title('Dry')\nplt.show()\nplt.plot([2])\nplt.title('Wet')", "wet"),
    ],
)
def test_of_several_titles_of_axes_none_names_the_figure(drawn: str, name: str) -> None:
    assert names("print(1)", "#md ## Half years", drawn)[-1] == name


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Histogram: show the distribution of one column", "histogram"),
        ("Line Plot: Show the trend of rain", "line-plot"),
        ("Task: plot the rain of the city", "rain"),
        ("Gauges: rain of the city", "gauges"),
        ("Task 3: plot the rain of the city", "rain"),
    ],
)
def test_what_stands_before_a_colon_is_the_name_where_the_rest_explains_it(
    heading: str, name: str
) -> None:
    assert names("print(1)", f"#md ## {heading}", "plt.plot([1])") == (name,)


def told(cell: str, shown: int) -> str:
    """The figures that a README tells of, of a notebook one of whose cells showed some."""
    whole = notebook("#md # Rain", PLOT, "print(1)", "#md ## Gauges", cell)
    last = replace(whole.cells[-1], outputs=(FIGURE,) * shown)
    made = plan(Analysis(replace(whole, cells=(*whole.cells[:-1], last))), "story")
    (row,) = (
        line for line in readme(made, (), Surroundings()).split("\n") if line.startswith("| `run")
    )
    return row.rpartition("| `")[2].removesuffix(" |")


def test_figures_of_one_name_are_counted_only_where_the_notebook_showed_as_many() -> None:
    cell = "if plt.rcParams:\n    plt.plot([1])\n    plt.show()\nplt.plot([2])\nplt.show()"

    assert told(cell, 1) == "gauges`"
    assert told(cell, 0) == "gauges`"
    assert told(cell, 2) == "gauges` (2)"
