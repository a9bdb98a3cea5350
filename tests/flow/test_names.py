"""Aliases, types and texts, followed over cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis

Build = Callable[..., Analysis]


def callees(analysis: Analysis) -> list[str]:
    return [analysis.names.callee(call) for record in analysis.records for call in record.calls]


def text_of_last(analysis: Analysis) -> str | None:
    call = analysis.records[-1].calls[-1]
    return analysis.names.text(call.node.args[0])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["import pandas as pd", "pd.read_csv('a')"], "pandas.read_csv"),
        (["from pandas import read_csv as rc", "rc('a')"], "pandas.read_csv"),
        (["import pandas as pd\nread = pd.read_csv", "read('a')"], "pandas.read_csv"),
        (["import os.path", "os.path.join('a')"], "os.path.join"),
        (["open('a')"], "builtins.open"),
        (["import pandas as pd\ndf = pd.read_csv('a')", "df.dropna()"], "pandas.DataFrame.dropna"),
        (["import pandas as pd\nd = pd.to_datetime(rows['day'])", "d.max()"], "pandas.Series.max"),
        (["import pandas as pd\nd = pd.to_datetime(['2026-01-01'])", "d.max()"], ".max"),
        (["unknown.fit(1)"], ".fit"),
        (["def f():\n    pass", "f()"], ""),
        (["def f():\n    np.zeros(1)", "import numpy as np"], "numpy.zeros"),
        (["from numpy import *", "zeros(1)"], "numpy.zeros"),
    ],
    ids=[
        "an alias of another cell is followed",
        "a renamed function is followed",
        "a variable that holds a function is followed",
        "a submodule is followed",
        "a builtin is known",
        "a method is known by the type of its receiver",
        "dates of a column are a column",
        "dates of a list are none",
        "an unknown receiver keeps the method's name",
        "the notebook's own function is no library call",
        "a function sees imports below it",
        "a star import of a known module is followed",
    ],
)
def test_callees(notebook: Build, cells: list[str], expected: str) -> None:
    assert callees(notebook(*cells))[-1] == expected


def test_a_shadowed_builtin_is_not_the_builtin(notebook: Build) -> None:
    assert callees(notebook("def open(path):\n    return path", "open('a')")) == [""]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["print('a' + 'b')"], "ab"),
        (["base = 'data'", "print(f'{base}/x.csv')"], "data/x.csv"),
        (["import os", "print(os.path.join('data', 'x.csv'))"], "data/x.csv"),
        (["from pathlib import Path", "print(Path('data') / 'x.csv')"], "data/x.csv"),
        (["print('%s.csv' % day)"], "{...}.csv"),
        (["print(f'{day}.csv')"], "{day}.csv"),
        (["print(3)"], None),
        (["a = b\nb = a", "print(a + '.csv')"], "{a}.csv"),
    ],
)
def test_texts_are_folded(notebook: Build, cells: list[str], expected: str | None) -> None:
    assert text_of_last(notebook(*cells)) == expected


MAKES = "import matplotlib.pyplot as plt\ndef made(x):\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    f, ax = plt.subplots()\n    return f", "matplotlib.figure.Figure"),
        (
            "    if x:\n        return plt.figure()\n    return plt.figure()",
            "matplotlib.figure.Figure",
        ),
        ("    if x:\n        return plt.figure()", ""),
        ("    if x:\n        return\n    return plt.figure()", ""),
        ("    if x:\n        return 1\n    return plt.figure()", ""),
        ("    yield 1\n    return plt.figure()", ""),
        ("    return made(x)", ""),
        (
            "    try:\n        return plt.figure()\n    except E:\n        raise",
            "matplotlib.figure.Figure",
        ),
        ("    try:\n        return plt.figure()\n    except E:\n        pass", ""),
    ],
    ids=[
        "what its return gives",
        "on every way",
        "it may end without",
        "a bare return gives None",
        "ways that differ",
        "a generator",
        "itself",
        "a way that raises gives nothing",
        "a way that is caught ends without",
    ],
)
def test_the_type_of_what_an_own_function_gives(notebook: Build, body: str, expected: str) -> None:
    analysis = notebook(MAKES + body, "made(1)")
    assert analysis.names.type_of(analysis.records[-1].calls[-1].node) == expected


def test_what_an_own_function_gives_is_known_by_its_parts(notebook: Build) -> None:
    body = "    f, ax = plt.subplots()\n    return f, ax"
    analysis = notebook(MAKES + body, "g, axes = made(1)\nprint(g)")
    assert analysis.names.type_of(analysis.records[-1].calls[-1].node.args[0]) == (
        "matplotlib.figure.Figure"
    )
