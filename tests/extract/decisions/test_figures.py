"""What draws, so that a figure is saved below it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.building import build
from nbprod.notebook.model import Output
from stories import emitted, notebook, planned

RAIN = "import numpy as np\nrain = np.array([1, 2, 4])"


def saves(*cells: str) -> bool:
    return any("save_figures(" in text for text in emitted(RAIN, *cells).values())


@pytest.mark.parametrize(
    ("come", "statement"),
    [
        ("import numpy as np", "level = np.linalg.norm(rain)"),
        ("import plotly.express as px", "px.scatter(rain)"),
        ("from bokeh.layouts import gridplot", "grid = gridplot([rain])"),
        ("import plotly.offline as po", "po.iplot(rain)"),
        ("from plotly.subplots import make_subplots", "grid = make_subplots(1, 2)"),
        ("from rainlib import get_plot_data", "level = get_plot_data(rain)"),
        ("import rainlib", "level = rainlib.get_plot_data(rain)"),
        ("import rainlib", "rainlib.visualize_page(rain)"),
        ("import pymc as pm, matplotlib", "level = pm.draw(rain, draws=3)"),
        ("import rainlib\nlots = rainlib.open_lots(rain)", "level = lots.draw(rain)"),
    ],
)
def test_what_does_not_draw_on_the_current_figure_saves_none(come: str, statement: str) -> None:
    assert not saves(come, statement, "print(rain)")


@pytest.mark.parametrize(
    ("come", "statement"),
    [
        ("from fbprophet.plot import plot_forecast_component", "f = plot_forecast_component(rain)"),
        ("import pymc3 as pm", "pm.plots.traceplot(rain)"),
        ("import pymc3 as pm", "pm.autocorrplot(rain)"),
        ("from lifetimes.plotting import plot_history_alive", "plot_history_alive(rain)"),
        ("from rainlib import roc_curve_plot", "roc_curve_plot(rain)"),
        ("from rainlib import visualize_rain", "visualize_rain(rain)"),
        ("import rainlib, matplotlib", "rainlib.tools.visualize_rain(rain)"),
        ("import matplotlib, rainlib.tools as tools", "tools.decorate(rain)"),
        ("from empiricaldist import Pmf\nshare = Pmf(rain)", "share.plot()"),
    ],
)
def test_what_draws_by_its_name_does_although_its_library_is_known(
    come: str, statement: str
) -> None:
    assert saves(come, statement, "print(rain)")


@pytest.mark.parametrize(
    "statement",
    [
        "res = stats.probplot(rain, plot=plt)",
        "res = stats.probplot(rain, plot=ax)",
        "paint(rain, plt.gca())",
        "paint(rain, ax=axes[0])",
    ],
)
def test_what_is_handed_something_to_draw_on_draws(statement: str) -> None:
    come = "import matplotlib.pyplot as plt\nfrom scipy import stats\nfrom rainlib import paint"

    assert saves_below(statement, come, "fig, axes = plt.subplots(1, 2)\nax = axes[0]\nplt.show()")


def test_a_figure_that_is_shown_while_it_is_drawn_is_saved_each_time() -> None:
    draw = "for k in range(3):\n    plt.plot([k])\n    display(plt.gcf())"
    text = "\n".join(emitted("import matplotlib.pyplot as plt", draw).values())

    assert ", plt.gcf())" in text
    assert "logger" not in text


@pytest.mark.parametrize("statement", ["flat = list(axes)", "flat = np.ravel(axes)"])
def test_who_only_keeps_something_to_draw_on_draws_nothing(statement: str) -> None:
    come = "import matplotlib.pyplot as plt"

    assert not saves_below(statement, come, "fig, axes = plt.subplots(1, 2)\nplt.show()")


def saves_below(statement: str, *cells: str) -> bool:
    """Whether the figures are saved somewhere below a statement."""
    texts = emitted(RAIN, *cells, statement, "print(rain)\nprint(locals())").values()
    return any("save_figures(" in text.partition(statement)[2] for text in texts)


FIGURE = Output("display", "", "<Figure size 432x288 with 1 Axes>", ("image/png", "text/plain"))
COME = "import rainlib\nfrom rainlib import Gauge\nimport matplotlib.pyplot as plt\nmm = [1, 2, 4]"


def times_saved(record: Output, cell: str) -> int:
    """How often figures are saved where a cell has an output."""
    whole = notebook(COME, cell, "print(mm)")
    cells = tuple(replace(c, outputs=(record,)) if c.source == cell else c for c in whole.cells)
    files = build(plan(Analysis(replace(whole, cells=cells)), "story")).files
    return sum(text.count("save_figures(") for name, text in files.items() if "figures" not in name)


@pytest.mark.parametrize(
    "cell",
    [
        "rainlib.inspect(mm)",
        "gauge = Gauge(mm)\ngauge.reveal()",
        "def look():\n    rainlib.inspect(mm)\nlook()",
        "for each in mm:\n    rainlib.inspect(each)",
    ],
)
@pytest.mark.parametrize("kind", ["<Figure size 64", "<matplotlib.figure.Figure at 0x7>"])
def test_a_cell_that_showed_a_figure_has_it_saved_although_nobody_knows_what_drew(
    cell: str, kind: str
) -> None:
    assert times_saved(replace(FIGURE, text=kind), cell) == 1


@pytest.mark.parametrize(
    "record",
    [
        Output("display", "", "<PIL.Image.Image image mode=RGB>", ("image/png", "text/plain")),
        Output("display", "", "<Figure size 432x288 with 1 Axes>", ("text/plain",)),
        Output("stream", "stdout", "<Figure size 432x288>"),
    ],
)
def test_what_nobody_knows_draws_nothing_where_no_figure_was_shown(record: Output) -> None:
    assert times_saved(record, "rainlib.inspect(mm)") == 0


def test_what_nobody_knows_drew_nothing_where_something_else_did() -> None:
    assert times_saved(FIGURE, "plt.plot(mm)\nplt.show()\nrainlib.inspect(mm)") == 1
    assert times_saved(FIGURE, "mm.append(len(mm))") == 0


STRANGE = "import helpers\nimport numpy as np"
DRAWING = f"{STRANGE}\nimport matplotlib.pyplot as plt"


def times_saved_unrecorded(*cells: str) -> int:
    """How often figures are saved where the outputs of a notebook were cleared."""
    return sum(text.count("save_figures(") for text in emitted(*cells, "print('end')").values())


@pytest.mark.parametrize(
    ("come", "cell"),
    [
        (STRANGE, "helpers.compare(np)"),
        (DRAWING, "found = helpers.compare(np)\nprint(found)"),
        (DRAWING, "helpers.set_seed(1)"),
        (DRAWING, "helpers.decode_predictions(np)"),
        (DRAWING, "helpers.Comparison(np)"),
        (DRAWING, "np.random.shuffle([1, 2])"),
        (DRAWING, "def compare():\n    return helpers.compare(np)"),
    ],
)
def test_what_is_not_called_to_draw_saves_nothing_where_no_output_is_stored(
    come: str, cell: str
) -> None:
    assert times_saved_unrecorded(come, cell) == 0


@pytest.mark.parametrize(
    "cell",
    [
        "helpers.compare(np)",
        "for each in [1, 2]:\n    helpers.compare(each)",
        "def look():\n    helpers.compare(np)\nlook()",
    ],
)
@pytest.mark.parametrize("come", [DRAWING, f"%matplotlib inline\n{STRANGE}"])
def test_what_nobody_knows_may_have_drawn_where_no_output_is_stored(come: str, cell: str) -> None:
    assert times_saved_unrecorded(come, cell) == 1


INTERACT = "from ipywidgets import interact\nimport matplotlib.pyplot as plt"


def stage_holds(text: str, *cells: str) -> bool:
    return any(text in whole for path, whole in emitted(*cells).items() if "pipeline" in path)


@pytest.mark.parametrize("decorator", ["@interact", "@interact(k=(0, 5))"])
def test_a_definition_that_its_decorator_runs_stays_where_it_runs(decorator: str) -> None:
    cells = INTERACT, "print('first')", f"{decorator}\ndef look(k=2):\n    print(k)"

    assert stage_holds("def look(", *cells)
    assert not any("save_figures" in text for text in emitted(*cells).values())


def test_a_definition_that_its_decorator_only_wraps_is_lifted() -> None:
    cache = "from functools import lru_cache\n@lru_cache\ndef look(k=2):\n    return k"

    assert not stage_holds("def look(", cache, "print(look())")


def test_what_a_decorator_runs_is_saved_where_it_draws() -> None:
    draw = "def draw(k):\n    plt.plot([k, k])"
    cells = INTERACT, draw, "@interact\ndef look(k=2):\n    draw(k)", "print('between')"

    assert stage_holds("save_figures", *cells)


LATE = "fig, ax = plt.subplots()\nax.plot([1, 2])"


def saved_apart(magic: str, *cells: str) -> int:
    """How often figures are saved where a notebook asks for a backend."""
    texts = emitted(f"{magic}\nimport matplotlib.pyplot as plt", *cells, "print('end')")
    return sum(text.count("save_figures(") for path, text in texts.items() if "pipeline" in path)


@pytest.mark.parametrize("below", ["plt.title('late')", "ax.set_title('late')", "plt.plot([3, 4])"])
def test_a_figure_that_stays_open_is_saved_once_with_what_the_next_cell_adds(below: str) -> None:
    assert saved_apart("%matplotlib notebook", LATE, below) == 1
    assert saved_apart("%matplotlib widget", LATE, below, "ax.set_xlabel('mm')") == 1
    assert saved_apart("%matplotlib inline", LATE, below) == 2
    assert saved_apart("%matplotlib inline\n%matplotlib notebook", LATE, below) == 2


@pytest.mark.parametrize(
    "below",
    [
        "plt.figure()\nplt.plot([3, 4])",
        "fig, ax = plt.subplots()\nax.plot([3, 4])",
        "plt.close()\nplt.plot([3, 4])",
    ],
)
def test_a_figure_that_stays_open_is_saved_apart_from_one_that_the_next_cell_makes(
    below: str,
) -> None:
    assert saved_apart("%matplotlib notebook", LATE, below) == 2


@pytest.mark.parametrize(
    "below",
    [
        "print(len(ax.lines), plt.rcParams['axes.grid'])\nplt.plot([3, 4])",
        "ax.set_title('late')\nplt.plot([3, 4])\nplt.title('own')",
        "ax.set_title('late')\nax.xaxis.set_major_locator(plt.MaxNLocator(3))",
        "ax.set_title('late')\ncolors = plt.get_cmap('hot')",
        "with plt.style.context('ggplot'):\n    ax.set_title('late')",
        "with plt.rc_context({'lines.linewidth': 5}):\n    ax.plot([3, 4])",
        "ax.set_title('late')\nplt.xlabel('mm')\nfig",
        "ax.set_title('late')\nplt.xlabel('mm')\ndisplay(fig)",
        "print(ax)\nplt.title('own')",
        "low = ax.get_ylim()\nplt.title('own')",
        "ax = {'mm': 1}\nax.pop('mm')\nplt.title('own')",
    ],
)
def test_a_cell_that_starts_a_figure_of_its_own_does_not_go_on_with_the_one_above(
    below: str,
) -> None:
    assert not carried("import matplotlib.pyplot as plt", LATE, below)


def test_a_name_that_a_block_binds_beside_its_figure_is_not_the_figure() -> None:
    block = (
        "for word in ['a', 'b']:\n    fig, ax = plt.subplots()\n    ax.plot([1])\n    said = word"
    )

    assert not carried("import matplotlib.pyplot as plt", block, "paint(said)\nplt.title('own')")


@pytest.mark.parametrize(
    "below",
    [
        "ax.plot([3, 4])\nplt.legend(['a'])",
        "for each in fig.axes:\n    each.plot([3, 4])\nplt.tight_layout()",
        "paint(ax)\nplt.title('late')",
    ],
)
def test_a_cell_that_draws_on_the_figure_above_and_finishes_the_current_one_goes_on(
    below: str,
) -> None:
    assert carried("import matplotlib.pyplot as plt\nfrom rainlib import paint", LATE, below)


def carried(*cells: str) -> bool:
    """Whether a cell is said to go on with the figure of the one above."""
    return any("figure of the cell above" in doubt.what for doubt in planned(*cells).doubts)
