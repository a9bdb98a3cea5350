"""What draws, so that a figure is saved below it."""

from __future__ import annotations

import pytest

from stories import emitted

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
        ("import rainlib", "rainlib.tools.visualize_rain(rain)"),
        ("import rainlib.tools as tools", "tools.decorate(rain)"),
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


@pytest.mark.parametrize("statement", ["flat = list(axes)", "flat = np.ravel(axes)"])
def test_who_only_keeps_something_to_draw_on_draws_nothing(statement: str) -> None:
    come = "import matplotlib.pyplot as plt"

    assert not saves_below(statement, come, "fig, axes = plt.subplots(1, 2)\nplt.show()")


def saves_below(statement: str, *cells: str) -> bool:
    """Whether the figures are saved somewhere below a statement."""
    texts = emitted(RAIN, *cells, statement, "print(rain)\nprint(locals())").values()
    return any("save_figures(" in text.partition(statement)[2] for text in texts)
