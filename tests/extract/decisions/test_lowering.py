"""How statements read inside the functions and modules that they go to."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from stories import emitted, notebook, only_stage

SETTING = "import pandas as pd\nPATH = 'rain.csv'\nrain = pd.read_csv(PATH)"


def called(*cells: str) -> str:
    return plan(Analysis(notebook(SETTING, *cells))).config


@pytest.mark.parametrize("cell", ["x = rain.config", "print('config')", "fit(config=rain)"])
def test_the_configuration_keeps_its_name_where_no_scope_has_one_like_it(cell: str) -> None:
    assert called(cell) == "config"


@pytest.mark.parametrize(
    "cell",
    [
        "config = 3",
        "def read(config):\n    return PATH + config",
        "paths = [PATH + config for config in rain]",
        "class Read:\n    config = {}\n    path = PATH",
        "read = lambda config: PATH + config",
        "try:\n    rain.mm\nexcept KeyError as config:\n    print(PATH)",
        "import config",
    ],
)
def test_the_configuration_takes_a_name_that_no_scope_hides(cell: str) -> None:
    assert called(cell) == "settings"
    assert called(cell, "def write(settings):\n    return 1") == "configuration"


def test_a_function_of_the_notebook_that_is_called_like_what_saves_figures_saves_none() -> None:
    files = emitted(
        "import matplotlib.pyplot as plt\ndef save_figures(name):\n    print(name)",
        "plt.plot([1, 2])\nplt.show()\nsave_figures('mine')",
    )

    stage = only_stage(files)
    assert "figures import save_figures as save_shown_figures" in stage
    assert 'save_shown_figures("' in stage
    assert "save_figures('mine')" in stage
