"""What stages give that no later stage takes."""

from __future__ import annotations

import pytest

from stories import planned

FITTED = "from sklearn.linear_model import Ridge\nx, y = [[1], [2], [4]], [1, 2, 4]\n"


@pytest.mark.parametrize(
    "bound",
    [
        "mean = 3",
        "mean = -3.5, 'low'",
        "mean = [3, 4]",
        "mean = sum(table)\nmean = 3",
        "with open('a', 'w') as mean:\n    pass",
        "import boto3\nmean = boto3.client('s3')",
        "import matplotlib.pyplot as plt\nmean = plt.figure()",
    ],
)
def test_what_was_known_before_or_lives_in_one_process_is_no_result(bound: str) -> None:
    assert _given(bound) == ("table",)


@pytest.mark.parametrize(
    ("bound", "given"),
    [
        ("mean = sum(table)", "mean"),
        ("mean = sum(table)\nrows = max(table)", "mean"),
        ("mean = table[0]", "mean"),
        ("mean = [3, *table]", "mean"),
    ],
)
def test_what_is_computed_and_read_by_nobody_is_a_result(bound: str, given: str) -> None:
    assert _given(bound) == ("table", given)


def _given(bound: str) -> tuple[str, ...]:
    """What a stage gives, the next of which takes `table` and binds `rows` anew."""
    plan = planned(
        f"#tag stage: load\ntable = [1]\ntable.append(2)\n{bound}",
        "#tag stage: sum up\nrows = len(table)\nprint(rows)",
    )
    return plan.stages[0].gives


@pytest.mark.parametrize(
    "code",
    [
        "model = Ridge()\nmodel.fit(x, y)\nprint(model.score(x, y))",
        "model = Ridge().fit(x, y)\nprint(model.score(x, y))",
        "model = Ridge()\nif x:\n    model.fit(x, y)\nprint(model)",
        "with open('a') as log:\n    model = Ridge()\n    model.fit(x, y)\nprint(model)",
        "model = Ridge()\nmodel = model.fit(X=x, y=y)\nprint(model.score(x, y))",
        "model = Ridge()\ntold = model.fit_transform(x)\nprint(told)",
        "import statsmodels.api as sm\nols = sm.OLS(y, x)\nmodel = ols.fit()\nprint(model.params)",
        "import lightning\nmodel = Net()\nlightning.Trainer().fit(model, x)\nprint(model)",
    ],
)
def test_a_fitted_model_is_a_result_though_it_is_read(code: str) -> None:
    plan = planned(FITTED + "def Net(): return [1]\n" + code)

    assert plan.stages[-1].gives == ("model",)


@pytest.mark.parametrize(
    "code",
    [
        "model = Ridge()\nprint(model)",
        "model = Ridge()\nmodel.fit(x, y)\nprint(model)\nmodel = None\nprint(model)",
        "model = Ridge()\nmodel.fit(x, y)\nprint(model)\ndel model",
        "model = [1]\nmodel.append(x)\nprint(model)",
        "if x:\n    model = Ridge()\n    model.fit(x, y)\n    print(model)",
        "def make():\n    model = Ridge()\n    model.fit(x, y)\nmake()",
        "_model = Ridge()\n_model.fit(x, y)\nprint(_model)",
    ],
)
def test_a_model_that_is_not_fitted_or_gone_is_no_result(code: str) -> None:
    assert planned(FITTED + code).stages[-1].gives == ()


def test_a_model_is_given_by_the_stage_that_fits_it_last() -> None:
    plan = planned(
        "#tag stage: make\n" + FITTED + "model = Ridge()\nmodel.fit(x, y)\nprint(model)",
        "#tag stage: refit\nmodel = Ridge(alpha=2)\nmodel.fit(x, y)\nprint(model)",
    )

    assert [stage.gives for stage in plan.stages] == [("x", "y"), ("model",)]
