"""The notebook, played: who hands what to whom, and what nothing gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.analysis import Analysis
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef
from programs import statements

Build = Callable[..., Analysis]


def edges(analysis: Analysis) -> set[tuple[str, int, int]]:
    """Name, giver and taker of what one cell hands another."""
    return {
        (d.giver.name, d.giver.cell.number, d.taker.number)
        for d in analysis.flow.dependencies
        if d.giver.cell != d.taker
    }


def missing(analysis: Analysis) -> list[str]:
    return [m.name for m in analysis.flow.missing]


def test_the_closest_version_is_taken(notebook: Build) -> None:
    assert edges(notebook("x = 1", "x = 2", "print(x)")) == {("x", 1, 2)}


def test_a_change_through_an_alias_is_seen(notebook: Build) -> None:
    found = edges(notebook("a = [1]\nb = a", "b.append(2)", "print(a)"))

    assert ("a", 1, 2) in found


def test_a_change_through_a_list_and_a_loop_is_seen(notebook: Build) -> None:
    found = edges(
        notebook(
            "import pandas as pd\ntrain = pd.DataFrame()\ntest = pd.DataFrame()",
            "for frame in [train, test]:\n    frame['a'] = 1",
            "print(train)",
        )
    )

    assert ("train", 1, 2) in found


def test_a_function_reads_globals_when_it_is_called(notebook: Build) -> None:
    found = edges(notebook("rate = 1\ndef f():\n    return rate", "rate = 5", "print(f())"))

    assert ("rate", 1, 2) in found
    assert ("rate", 0, 2) not in found


def test_a_function_may_bind_a_global(notebook: Build) -> None:
    found = edges(notebook("def f():\n    global n\n    n = 1", "f()", "print(n)"))

    assert ("n", 1, 2) in found


def test_a_function_that_changes_its_argument_changes_the_caller_s(notebook: Build) -> None:
    found = edges(notebook("def add(d):\n    d['a'] = 1\nd = {}", "add(d)", "print(d)"))

    assert ("d", 1, 2) in found


def test_a_used_result_changes_nothing(notebook: Build) -> None:
    found = edges(notebook("res = fit()", "more = res.append(1)", "print(res)"))

    assert ("res", 0, 2) in found
    assert ("res", 1, 2) not in found


def test_a_draw_comes_after_the_seed(notebook: Build) -> None:
    found = edges(notebook("import numpy as np\nnp.random.seed(0)", "x = np.random.rand()"))

    assert ("@random:numpy", 0, 1) in found


def test_a_file_is_handed_on(notebook: Build) -> None:
    found = edges(
        notebook(
            "import pandas as pd\ndf = pd.DataFrame()\ndf.to_csv('a.csv')",
            "back = pd.read_csv('a.csv')",
        )
    )

    assert ("@file:a.csv", 0, 1) in found


def test_names_in_a_query_are_read(notebook: Build) -> None:
    found = edges(
        notebook("import pandas as pd\ndf = pd.DataFrame()", "limit = 1", "df.query('a > @limit')")
    )

    assert ("limit", 1, 2) in found


@pytest.mark.parametrize(
    "cells",
    [
        ["try:\n    import torch\nexcept ImportError:\n    torch = None", "print(torch)"],
        ["for i in range(3):\n    last = i", "print(last)"],
        ["if 'x' not in globals():\n    x = 1", "print(x)"],
        ["if 'x' in globals():\n    print(x)"],
        ["try:\n    x\nexcept NameError:\n    x = 1"],
        ["def f():\n    return later", "later = 1", "f()"],
        ["from somewhere import *", "print(thing)"],
        ["%time x = 1", "print(x)"],
        ["%%capture out\nprint(1)", "print(out)"],
        ["files = !ls", "print(files)"],
        ["print(_, Out, In)"],
        ["class A:\n    b = 1\n    c = b"],
        ["x = [i for i in range(3)]", "print(x)"],
        ["with open('a') as f:\n    pass", "print(f)"],
        ["import sys\n!{sys.executable} -m pip list"],
    ],
    ids=lambda cells: cells[0][:30],
)
def test_nothing_is_missing(notebook: Build, cells: list[str]) -> None:
    assert missing(notebook(*cells)) == []


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (["print(x)", "x = 1"], "x"),
        (["def f():\n    return later", "f()", "later = 1"], "later"),
        (["x = 1", "del x", "print(x)"], "x"),
        (["try:\n    1\nexcept ValueError as e:\n    pass", "print(e)"], "e"),
        (["[i for i in range(3)]", "print(i)"], "i"),
        (["def f():\n    return nowhere"], "nowhere"),
        (["x = 1\ndef f():\n    x = x + 1\n    return x", "f()"], "x"),
        (["!echo {gone}"], "gone"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0][:30],
)
def test_something_is_missing(notebook: Build, cells: list[str], name: str) -> None:
    assert missing(notebook(*cells)) == [name]


@given(st.lists(statements(), max_size=5))
def test_playing_never_fails_and_takes_only_what_was_given(cells: list[str]) -> None:
    analysis = Analysis(
        Notebook("n", tuple(Cell(CellRef(n), "code", text) for n, text in enumerate(cells)))
    )

    given_ = set(analysis.flow.versions)
    assert all(d.giver in given_ for d in analysis.flow.dependencies)
    assert all(d.giver.cell.number <= d.taker.number for d in analysis.flow.dependencies)
