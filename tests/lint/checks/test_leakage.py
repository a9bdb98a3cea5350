"""Which rows an estimator has seen, followed through variables, functions and frames."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]

IMPORTS = """\
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
frame = pd.DataFrame()
"""


@pytest.mark.parametrize(
    "cell",
    [
        "X = StandardScaler().fit_transform(frame)\na, b = train_test_split(X)",
        "s = StandardScaler()\nX = s.fit_transform(frame)\nY = X[:, 1]\na, b = train_test_split(Y)",
        "v = CountVectorizer().fit(frame)\nX = v.transform(frame)\na, b = train_test_split(X)",
        "def f(d):\n    return PCA().fit_transform(d)\na, b = train_test_split(f(frame))",
    ],
)
def test_a_fit_that_reaches_the_split_is_found(put: Put, cell: str) -> None:
    assert len(put("fit-before-split", IMPORTS, cell)) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "a, b = train_test_split(frame)\nX = StandardScaler().fit_transform(a)",
        "X = StandardScaler().fit_transform(frame)\na, b = train_test_split(frame)",
        "y = LabelEncoder().fit_transform(frame)\na, b = train_test_split(y)",
        "a, b = train_test_split(frame)\na = StandardScaler().fit_transform(a)\nc, d = train_test_split(a)",
        "X = StandardScaler().fit_transform(frame)",
    ],
)
def test_a_fit_that_the_test_rows_never_met_is_none(put: Put, cell: str) -> None:
    assert put("fit-before-split", IMPORTS, cell) == ()


def test_a_function_that_made_the_data_is_entered(put: Put) -> None:
    made = "def made():\n    d = pd.read_csv('x')\n    d['a'].fillna(d['a'].mean(), inplace=True)\n    return d"
    (found,) = put("impute-before-split", IMPORTS, made, "a, b = train_test_split(made())")
    assert (found.place.cell.number, found.place.span.line) == (1, 3)


def test_gaps_filled_with_a_constant_are_left_alone(put: Put) -> None:
    cell = "frame['a'] = frame['a'].fillna(0)\na, b = train_test_split(frame)"
    assert put("impute-before-split", IMPORTS, cell) == ()


def test_a_test_set_alone_is_fitted_by_nobody_else(put: Put) -> None:
    assert put("fit-on-test", IMPORTS, "X = StandardScaler().fit_transform(X_test)") == ()
