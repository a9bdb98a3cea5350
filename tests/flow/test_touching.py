"""What a statement may change through others, beyond the changes that flow believes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis

Build = Callable[..., Analysis]


def touched(analysis: Analysis) -> set[tuple[str, str]]:
    """What the last cell may change, each after the name through which it does."""
    last = max(cell.ref.number for cell in analysis.notebook.cells)
    return {pair for (cell, _), found in analysis.touches.items() for pair in found if cell == last}


@pytest.mark.parametrize(
    "reading",
    [
        "more = frame.copy()",
        "more = frame.assign(b=1)",
        "print(frame, len(frame))",
        "more = np.sqrt(frame)",
        "said = f'{frame}'",
        "frame = frame.dropna()",
    ],
)
def test_what_only_reads_changes_nothing(notebook: Build, reading: str) -> None:
    cells = ("import numpy as np\nimport pandas as pd\nframe = pd.DataFrame({'a': [1]})", reading)

    assert touched(notebook(*cells)) == set()


@pytest.mark.parametrize(
    "value",
    ["torch.device('cuda')", "pd.Timestamp('2026-01-01')", "len('abc')", "pathlib.Path('a')"],
)
def test_what_nobody_can_change_is_not_changed_by_who_is_given_it(
    notebook: Build, value: str
) -> None:
    given = f"import pathlib, torch\nimport pandas as pd\nfrom gauges import Net\nnet = Net()\nx = {value}"

    assert ("x", "net") not in touched(notebook(given, "net.fit(x)\nnet"))
    assert "x" not in {name for name, _ in touched(notebook(given, "net.fit(x)\nnet"))}


def test_a_part_that_is_set_leaves_alone_what_the_whole_holds(notebook: Build) -> None:
    found = touched(notebook("model = {}\nmodels = [model]", "models[0:] = []"))

    assert ("models", "model") not in found


def test_a_method_changes_what_its_object_was_given(notebook: Build) -> None:
    cells = ("from somewhere import Trainer\nmodel = {}", "trainer = Trainer(model=model)")

    found = touched(notebook(*cells, "said = trainer.train()"))

    assert {("trainer", "trainer"), ("trainer", "model")} <= found


def test_what_a_pipeline_was_given_in_a_list_is_fitted_with_it(notebook: Build) -> None:
    found = touched(
        notebook(
            "from sklearn.pipeline import Pipeline\nfrom sklearn.svm import SVC\nmodel = SVC()",
            "steps = Pipeline([('model', model)])",
            "steps.fit(x, y)",
        )
    )

    assert ("steps", "model") in found


def test_one_of_several_arguments_is_not_changed_through_another(notebook: Build) -> None:
    found = touched(notebook("from somewhere import go\na, b = [], []", "go(a, b)"))

    assert found == {("a", "a"), ("b", "b")}


def test_that_an_argument_changes_is_a_guess_where_the_result_is_used(notebook: Build) -> None:
    found = touched(notebook("from somewhere import go\na = []", "b = go(a)"))

    assert found == {("", "a")}


def test_a_list_without_a_name_changes_what_it_holds_by_its_name(notebook: Build) -> None:
    found = touched(notebook("from somewhere import go\na = []\nb = {'a': a}", "go([a])"))

    assert {("a", "a"), ("a", "b")} <= found


def test_a_name_that_was_bound_anew_is_not_changed(notebook: Build) -> None:
    cells = ("from somewhere import Trainer\nmodel = {}\ntrainer = Trainer(model)", "model = 3")

    assert ("trainer", "model") not in touched(notebook(*cells, "trainer.train()"))
