from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nbprod.notebook.magics import (
    AUTOMAGIC,
    UNEXPANDED,
    bound_names,
    handed_names,
    options_end,
)

BOUND = [
    ("capture", "out", "", ("out",)),
    ("capture", "--no-stderr out", "", ("out",)),
    ("capture", "", "", ()),
    ("bash", "--out lines --err errors", "", ("lines", "errors")),
    ("bash", "-s x", "", ()),
    ("bigquery", "rows --project p", "", ("rows",)),
    ("bigquery", "--project p", "", ()),
    ("sql", "rows << select 1", "", ("rows",)),
    ("sql", "select 1", "", ()),
    ("R", "-o fit,more", "", ("fit", "more")),
    ("store", "-r rows more", "", ("rows", "more")),
    ("cython", "", "cpdef int f(int x):\n    y = 1\nclass A:", ("f", "A")),
    ("matplotlib", "inline", "", ()),
]


@pytest.mark.parametrize(("name", "arguments", "body", "names"), BOUND)
def test_names_that_magics_bind(
    name: str, arguments: str, body: str, names: tuple[str, ...]
) -> None:
    assert bound_names(name, arguments, body) == names


def test_pylab_binds_what_everybody_uses_of_it() -> None:
    assert {"np", "plt"} <= set(bound_names("pylab", "inline"))


@pytest.mark.parametrize(
    ("name", "arguments", "names"),
    [("R", "-i rows,x", ["rows", "x"]), ("store", "rows", ["rows"]), ("store", "-r rows", [])],
)
def test_names_that_are_handed_to_magics(name: str, arguments: str, names: list[str]) -> None:
    found = list(handed_names(name, arguments))
    assert [word for word, _ in found] == names
    assert all(arguments[at : at + len(word)] == word for word, at in found)


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("timeit", "-n 10 -r3 -o f(x)", "f(x)"),
        ("timeit", "f(-n)", "f(-n)"),
        ("time", "--no-raise-error f(x)", "f(x)"),
        ("time", "-x", ""),
        ("lprun", "-f f -m mod f(x)", "f(x)"),
        ("prun", "-s cumulative f(x)", "f(x)"),
        ("time", "", ""),
    ],
)
def test_where_options_end(name: str, arguments: str, code: str) -> None:
    assert arguments[options_end(name, arguments) :] == code


def test_every_line_magic_of_ipython_may_stand_bare() -> None:
    shell = InteractiveShell.instance()
    assert set(shell.magics_manager.lsmagic()["line"]) <= AUTOMAGIC


def test_magics_that_ipython_does_not_expand_are_not_expanded_here() -> None:
    shell = InteractiveShell.instance()
    theirs = {
        name
        for name, magic in shell.magics_manager.magics["line"].items()
        if getattr(magic, "_ipython_magic_no_var_expand", False)
    }
    assert theirs <= UNEXPANDED | {"pinfo", "pinfo2"}
