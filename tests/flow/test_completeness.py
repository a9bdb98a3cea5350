"""The shortcut beside the long way: what one pass is sure of, playing the notebook finds too."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbprod.analysis import Analysis
from nbprod.flow.completeness import PASSING, told
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read
from nbprod.place import CellRef
from snapshot import ROOT

from .conftest import Build

NAMES = st.sampled_from("abcfgK")
TEMPLATES = (
    "{0} = {1}",
    "{0} = 1",
    "import {0}",
    "print({0}, {1})",
    "del {0}",
    "{0} += 1",
    "{0}()",
    "{0}.{1} = {2}",
    "def {0}():\n    return {1}",
    "def {0}({1}):\n    {2} = {1}\n    return {2}()",
    "def {0}():\n    print({1})\n    {1} = 2",
    "def {0}():\n    def {1}():\n        return {2}\n    return {1}()",
    "def {0}():\n    global {1}\n    {1} = {2}",
    "class {0}:\n    {1} = {2}\n    def call(self):\n        return {1}, {2}",
    "class {0}({1}):\n    def __init__(self):\n        self.x = {2}",
    "{0} = lambda {1}: {2}",
    "{0} = [{1} for {1} in {2} if {0}]",
    "if {0}:\n    {1} = 1\nelse:\n    {2} = 2",
    "if x():\n    {0} = 1\nelse:\n    raise ValueError({1})",
    "if False:\n    {0} = {1}",
    "if True:\n    {0} = {1}\nelse:\n    {2} = 1",
    "if '{0}' not in globals():\n    {0} = {1}",
    "for {0} in {1}:\n    {2} = {0}",
    "while {0}:\n    {1} = 1\n    break",
    "try:\n    {0} = {1}\nexcept NameError as {2}:\n    {1} = 1\nfinally:\n    print({0})",
    "try:\n    {0} = 1\n    raise ValueError\nexcept ValueError:\n    print({0})\n    {1} = 1",
    "with open({0}) as {1}:\n    del {2}",
    "from os import *",
    "from unheard_of import *",
    "{0} = {1} = {2}",
    "({0} := {1})",
    "%run {0}.py",
    "exec({0})",
    "{0} = %env {1}",
    "!echo {{{0}}}",
)
STATEMENTS = st.builds(
    lambda template, names: template.format(*names),
    st.sampled_from(TEMPLATES),
    st.tuples(NAMES, NAMES, NAMES),
)
CELLS = st.lists(st.lists(STATEMENTS, max_size=3).map("\n".join), max_size=7)


def sure(analysis: Analysis) -> bool:
    return told(analysis.parsed, analysis.records, analysis.names, analysis.knowledge) is not None


def check(analysis: Analysis) -> None:
    """Where the pass is sure, the player misses the same names and sees the same cells assign."""
    found = told(analysis.parsed, analysis.records, analysis.names, analysis.knowledge)
    if found is None:
        return
    played: dict[str, int] = {}
    bound: dict[str, list[tuple[CellRef, ast.AST | None]]] = {}
    for version in analysis.flow.versions:
        if version.kind == "bind" and version.name[0] != "@":
            bound.setdefault(version.name, []).append((version.cell, version.node))
            if version.how not in PASSING:
                played.setdefault(version.name, version.cell.number)

    assert found.missing == analysis.flow.missing
    assert [one.node for one in found.missing] == [one.node for one in analysis.flow.missing]
    assert {n: [(b.cell, b.node) for b in places] for n, places in found.bound.items()} == bound
    assert found.assigned == played


@pytest.mark.parametrize(
    "cells",
    [
        ["def f():\n    return a", "f()", "a = 1"],
        ["def f():\n    return a"],
        ["def f():\n    return a", "g = f", "g()", "a = 1"],
        ["def f():\n    return g()\ndef g():\n    return a", "f()", "a = 1"],
        ["class K:\n    def m(self):\n        return a", "K().m()", "a = 1"],
        ["def f():\n    print(a)\n    a = 1", "f()"],
        ["if x():\n    a = 1\n    raise ValueError", "a"],
        ["a = 1", "def f():\n    return a", "g = f", "del a", "g()"],
        ["if False:\n    a = 1", "print(a)"],
        ["def f():\n    return a", "try:\n    g = f\nexcept NameError:\n    g = 1", "g()", "a = 1"],
        ["try:\n    x()\nexcept ValueError as e:\n    pass", "e"],
        ["import x\n(lambda: a)()", "a = 1"],
        ["from unheard_of import *\ndel a", "a"],
    ],
)
def test_it_is_not_sure_where_a_name_may_be_missing(notebook: Build, cells: list[str]) -> None:
    assert not sure(notebook("import x", *cells))


@pytest.mark.parametrize(
    "cells",
    [
        ["a = 1", "print(a)"],
        ["print(a)", "a = 1"],
        ["try:\n    a\nexcept NameError:\n    a = 1", "a"],
        ["def f():\n    return g()\ndef g():\n    return a", "a = 1", "f()"],
        ["try:\n    import a\nexcept ImportError:\n    a = None", "a"],
        ["if False:\n    print(b)", "a = 1"],
        ["from unheard_of import *", "print(b)"],
        ["%%time\na = 1", "a"],
        ["def f(x, *y):\n    z = [x for x in y]\n    return z", "f(1)"],
    ],
)
def test_it_is_sure_of_what_most_notebooks_do(notebook: Build, cells: list[str]) -> None:
    assert sure(notebook(*cells))


@settings(max_examples=600)
@given(CELLS)
def test_what_it_is_sure_of_holds_for_any_notebook(cells: list[str]) -> None:
    text = "".join(f"# %%\n{cell}\n\n" for cell in cells)
    notebook = read("a.py", text.encode())
    assert isinstance(notebook, Notebook)

    check(Analysis(notebook))


def test_what_it_is_sure_of_holds_for_every_story() -> None:
    stories = sorted((ROOT / "fixtures").glob("*/notebook.ipynb"))
    told = 0
    for path in stories:
        notebook = read(str(path), path.read_bytes())
        if isinstance(notebook, Notebook):
            check(Analysis(notebook))
            told += sure(Analysis(notebook))

    assert told > len(stories) / 2
