"""Calls that are handed something to draw on."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.flow.canvases import draws_on
from stories import notebook

GIVEN = (
    "import matplotlib.pyplot as plt\nimport numpy as np\nfrom scipy import stats\n"
    "fig, axes = plt.subplots(2)\nrain = [1, 2]\ndef own(ax):\n    return ax"
)


def draws(call: str) -> bool:
    analysis = Analysis(notebook(GIVEN, call))
    return draws_on(analysis.records[1].calls[-1].node, analysis.names)


@pytest.mark.parametrize(
    "call",
    ["stats.probplot(rain)", "own(axes)", "zip(axes, rain)", "np.ravel(axes)", "rain.append(axes)"],
)
def test_who_is_handed_no_canvas_or_only_keeps_it_draws_nothing(call: str) -> None:
    assert not draws(call)


@pytest.mark.parametrize("canvas", ["plt", "axes[0]", "fig", "plt.gca()", "axes.flat[1]"])
def test_who_is_handed_a_canvas_draws(canvas: str) -> None:
    assert draws(f"stats.probplot(rain, plot={canvas})")
    assert draws(f"rainlib.paint({canvas})")


def test_a_call_that_is_handed_a_canvas_takes_the_figure() -> None:
    flow = Analysis(notebook(GIVEN, "got = stats.probplot(rain, plot=plt)")).flow

    assert "@figure" in {version.name for version in flow.effects[1, 0].makes}
