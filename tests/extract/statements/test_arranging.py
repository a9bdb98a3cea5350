"""Statements that arrange a notebook's page."""

from __future__ import annotations

import pytest

from stories import emitted, only_stage, planned

BELOW = "rain = [3, 4]\nprint(sum(rain))"


@pytest.mark.parametrize(
    "code",
    [
        "import matplotlib\nmatplotlib.use('nbagg')",
        "import matplotlib.pyplot as plt\nplt.switch_backend('module://ipympl.backend_nbagg')",
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.ast_node_interactivity = 'all'",
        "get_ipython().ast_node_interactivity = 'all'",
        "from bokeh.io import output_notebook\noutput_notebook()",
        "import plotly.io as pio\npio.renderers.default = 'colab'",
        "import shap\nshap.initjs()",
        "COLAB = False\nif COLAB:\n    from google.colab import output\n"
        "    output.enable_custom_widget_manager()",
    ],
)
def test_what_arranges_the_page_is_left_out_with_its_import(code: str) -> None:
    plan = planned(code, BELOW)

    assert [left.why for left in plan.left_out] == ["notebook configuration"]
    assert "import" not in only_stage(emitted(code, BELOW))


@pytest.mark.parametrize(
    "code",
    [
        "import matplotlib\nmatplotlib.use('agg')",
        "import matplotlib\nbackend = open('backend').read()\nmatplotlib.use(backend)",
        "import plotly.io as pio\npio.templates.default = 'plotly_dark'",
        "import altair as alt\nalt.data_transformers.disable_max_rows()",
        "import shap\nif print('asked'):\n    shap.initjs()",
        "class View: pass\nview = View()\nview.ast_node_interactivity = 'none'",
        "if 'rain'[0] == 'r':\n    import shap\n    import json as rain\n    shap.initjs()",
        "#tag keep\nimport shap\nshap.initjs()",
    ],
)
def test_what_does_more_is_kept(code: str) -> None:
    left_out = planned(code, BELOW).left_out

    assert "notebook configuration" not in [left.why for left in left_out]
