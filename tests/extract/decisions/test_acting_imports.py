"""Imports that nobody reads, and imports that no other may overtake."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.packaging import package
from nbprod.extract.plan import Plan
from stories import emitted, notebook, only_stage, planned


def top(found: Plan) -> list[str]:
    """What the top of the package does."""
    text = package(found).files[f"src/{found.package}/__init__.py"]
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np",
        "import matplotlib.pyplot as plt",
        "from sklearn.svm import SVC",
        "import json, os.path",
        "import google.colab",
        "from .helpers import rain",
        "from IPython.core import display",
    ],
)
def test_an_ordinary_import_that_nobody_reads_is_dropped(line: str) -> None:
    assert planned(line, "print(1)").early == ()


@pytest.mark.parametrize(
    "line",
    [
        "import hvplot.pandas",
        "import scienceplots",
        "import swifter",
        "import pandas_profiling as pp",
        "import tensorflow_text",
        "import readline",
        "import openpyxl",
        "from sklearn.experimental import enable_iterative_imputer",
        "from mpl_toolkits.mplot3d import Axes3D",
        "import plotly.io",
        "import our_patches",
    ],
)
def test_an_import_that_acts_stays_at_the_top_of_the_package(line: str) -> None:
    plan = planned(f"{line}\nimport pandas as pd", "pd.DataFrame().plot()")

    assert plan.early == (line,)
    assert plan.left_out == ()


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("from our_rain import wet, dry", "wet"),
        ("import torch, torch.nn", "torch.nn"),
        ("import our_rain\nimport our_rain.gauges as g", "g"),
        ("from unsloth import FastModel, is_bfloat16_supported", "FastModel"),
    ],
)
def test_nothing_more_is_imported_of_a_module_that_somebody_reads(lines: str, read: str) -> None:
    assert planned(lines, f"print({read})").early == ()


def test_a_submodule_that_is_read_by_another_name_of_its_library_is_imported() -> None:
    assert planned("import scipy as sp\nimport scipy.stats", "print(sp.stats)").early == (
        "import scipy.stats",
    )


def test_a_block_that_tries_an_import_that_acts_stays_where_it_stands() -> None:
    block = "try:\n    import swifter\nexcept ImportError:\n    pass"

    assert "        import swifter\n" in emitted(block, "print(1)")["pipeline.py"]


def test_an_import_that_acts_below_a_change_of_the_path_stays_below_it() -> None:
    text = emitted("import sys\nsys.path.append('..')\nimport our_patches\nprint(1)")["pipeline.py"]

    assert "    sys.path.append('..')\n    import our_patches\n" in text


def test_a_library_that_is_gone_with_its_import_is_said_to_be_left_out() -> None:
    plan = planned(
        "import seaborn as sns, json\nfrom IPython.display import HTML\nfrom sklearn.svm import SVC\nfrom sklearn import cluster",
        "print(cluster)",
    )

    assert [(left.what, left.why) for left in plan.left_out] == [
        ("import seaborn as sns", "an import that nothing reads")
    ]


def test_the_import_of_a_look_that_was_left_out_needs_no_word_of_its_own() -> None:
    plan = planned("import missingno", "missingno.matrix", "print(1)")

    assert [left.why for left in plan.left_out] == ["a look at data"]


def test_what_changes_other_libraries_is_imported_before_them() -> None:
    found = planned(
        "import os\nos.environ['RAIN'] = '1'",
        "from unsloth import FastModel\nfrom trl import SFTTrainer\nimport transformers",
        "print(FastModel, SFTTrainer, transformers)",
    )

    assert top(found) == [
        "import os",
        'os.environ["RAIN"] = "1"',
        "import unsloth  # before transformers, trl  # isort: skip",
    ]


def test_what_changes_nothing_that_the_notebook_has_needs_no_order() -> None:
    plan = planned("from unsloth import FastModel\nimport torch", "print(FastModel, torch)")

    assert plan.early == ()
    assert plan.doubts == ()


def test_what_came_too_late_to_change_a_library_is_not_moved_and_said() -> None:
    plan = planned("import trl\nimport unsloth", "print(trl, unsloth)")

    (doubt,) = plan.doubts
    assert plan.early == ()
    assert doubt.what.startswith("`unsloth` is imported after `trl`, which it changes")


def test_what_came_too_late_for_one_library_and_in_time_for_another_comes_first_and_is_said() -> (
    None
):
    plan = planned("import transformers, unsloth, trl", "print(trl, unsloth, transformers)")

    (doubt,) = plan.doubts
    assert plan.early == ("import unsloth  # before trl  # isort: skip",)
    assert doubt.what.endswith("after `transformers`, which it changes; here it comes first")


@pytest.mark.parametrize(
    "cells",
    [
        ("from gevent import monkey", "monkey.patch_all()\nprint(monkey)"),
        ("import requests\nfrom sklearnex import patch_sklearn as patch", "patch()\nimport numpy"),
        ("from sklearnex import patch_sklearn", "patch_sklearn(input())\nimport sklearn"),
    ],
)
def test_a_call_that_changes_nothing_imported_below_it_or_asks_first_stays(
    cells: tuple[str, ...],
) -> None:
    assert planned(*cells, "print(1)").early == ()


def test_a_call_that_changes_libraries_runs_before_they_are_imported() -> None:
    cells = ("from gevent import monkey\nmonkey.patch_all(thread=False)\nimport requests",)

    found = planned(*cells, "print(requests)")

    assert top(found) == [
        "from gevent import monkey  # isort: skip",
        "monkey.patch_all(thread=False)",
    ]
    assert "patch_all" not in only_stage(package(found).files)


def test_modules_beside_the_notebook_are_imported_in_its_order() -> None:
    cells = ("import zebra\nfrom apes import chimp\nimport numpy", "print(chimp, numpy)")

    found = plan(Analysis(notebook(*cells)), "story", {"zebra", "apes"})

    assert top(found) == ["import zebra  # isort: skip", "import apes  # isort: skip"]


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("print(1)", True),
        ("import numpy as np\nnp.random.seed(1)", True),
        ("open('mm.csv', 'w').write('mm')", True),
        ("import numpy as np\nmm = np.zeros(3)", False),
        ("def show():\n    print(1)", False),
    ],
)
def test_a_module_beside_the_notebook_that_is_imported_below_work_is_a_doubt(
    above: str, told: bool
) -> None:
    cells = (above, "import zebra\nfrom zebra import stripe", "print(zebra, stripe)")

    found = plan(Analysis(notebook(*cells)), "story", {"zebra"})

    doubts = [doubt for doubt in found.doubts if "`zebra` lies beside the notebook" in doubt.what]
    assert [doubt.cell.number for doubt in doubts] == [1] * told


def test_one_module_beside_the_notebook_has_no_order() -> None:
    found = plan(Analysis(notebook("import zebra", "print(zebra)")), "story", {"zebra", "apes"})

    assert found.early == ()
