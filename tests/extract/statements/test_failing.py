"""Cells that end with an error."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.statements.failing import outlived
from nbprod.notebook.model import Cell, Output
from nbprod.place import CellRef
from stories import emitted, notebook, only_stage, run_package

MEANT = "#tag raises-exception\n"
FAILED = Output("error", "TypeError", "no", line=1)


def cell(text: str, *outputs: Output) -> Cell:
    return Cell(CellRef(0), "code", text, ("raises-exception",), outputs=outputs)


def test_a_cell_that_no_tag_lets_fail_stays_as_it_is() -> None:
    assert "try" not in only_stage(emitted("t = (1,)", "t[0] = 5"))


def test_what_is_below_a_cell_that_is_meant_to_fail_runs(tmp_path: Path) -> None:
    cells = ("t = (1, 2)", MEANT + "u = 1\nt[0] = 5\nprint('no')", "print('on', t, u)")

    assert run_package(tmp_path, *cells).printed == "on (1, 2) 1\n"


@pytest.mark.parametrize(
    "text", ["import os\ndef f():\n    pass", "", "# to do", "return (", "import os; f()"]
)
def test_the_code_stays_python(text: str) -> None:
    done = outlived(text, cell(text))

    assert done == text or ast.parse(done)


def test_only_what_cannot_fail_stays_above() -> None:
    text = "import os\ndef f(x=1):\n    return 1\nf(1)"

    assert outlived(text, cell(text)).startswith("import traceback\nimport os\ndef f(x=1):")
    for first in ("import gauges", "@f\ndef g(): pass", "class A(b): pass", "def g(x=f()): pass"):
        assert outlived(first, cell(first)).startswith("import traceback\ntry:\n")


def test_an_import_that_is_meant_to_fail_ends_nothing(tmp_path: Path) -> None:
    cells = ("t = 1", MEANT + "import no_such_gauge\nprint('no')", "print('on', t)")

    assert run_package(tmp_path, *cells).printed == "on 1\n"


@pytest.mark.parametrize(
    "line",
    ["import no_such_gauge", "from collections import NoSuchCounter", "from .rain import wet"],
)
def test_nothing_is_imported_above_a_cell_where_that_fails(tmp_path: Path, line: str) -> None:
    cells = (MEANT + f"print('first')\n{line}", "print('on')")

    assert run_package(tmp_path, *cells).printed == "first\non\n"


@pytest.mark.parametrize("end", ["import sys\nsys.exit(3)", "raise KeyboardInterrupt", "exit()"])
def test_a_cell_that_ends_the_program_ends_no_kernel(tmp_path: Path, end: str) -> None:
    cells = ("t = 1", MEANT + end, "print('on', t)")

    assert run_package(tmp_path, *cells).printed == "on 1\n"


def test_the_inside_of_texts_is_not_shifted() -> None:
    text = "x = '''a\nb'''\nf(x)"

    assert "'''a\nb'''" in outlived(text, cell(text))


def test_a_cell_that_failed_when_it_last_ran_is_doubted_once() -> None:
    made = notebook("t = (1,)", "t[0] = 5", "t[1] = 5", MEANT + "t[2] = 5")
    failed = [
        each if n == 0 else replace(each, outputs=(FAILED,)) for n, each in enumerate(made.cells)
    ]

    (doubt,) = plan(Analysis(replace(made, cells=tuple(failed)))).doubts

    assert doubt.cell.number == 1
    assert doubt.what.startswith("ended with TypeError when it was last run, as did 1 more below")
    assert plan(Analysis(made)).doubts == ()
