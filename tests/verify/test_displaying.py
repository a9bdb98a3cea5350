"""What displaying an object stores in it speaks neither for nor against a package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.verify.proving import Terms, prove
from nbprod.verify.verdict import Comparison, Likeness, Verdict

Write = Callable[..., Path]
CLASS = """class Table:
    def __init__(self):
        self.rows = [1]
        self.widths = None
    def __repr__(self):
        self.widths = [2]
        return 'a table'
"""
TABLE = f"{CLASS}table = Table()"
SHOWN = pytest.mark.parametrize("show", ["table", "from IPython.display import display\ndisplay(table)"],
                                ids=["a last line", "a call"])  # fmt: skip


def found(verdict: Verdict, name: str) -> Comparison:
    (comparison,) = [c for c in verdict.comparisons if c.name == name]
    return comparison


def test_another_part_of_a_displayed_object_is_different(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook(TABLE, "table")
    package = write_package(f"{TABLE}\ntable.rows = [2]")

    assert found(prove(notebook, package), "table").likeness is Likeness.DIFFERENT


def test_what_is_made_of_what_a_display_set_is_different(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook(TABLE, "table", "widths = table.widths")
    package = write_package(f"{TABLE}\nwidths = table.widths")

    assert found(prove(notebook, package), "widths").likeness is Likeness.DIFFERENT


def test_a_part_that_no_display_set_is_different(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook(TABLE, "table.widths = [2]")

    assert found(prove(notebook, write_package(TABLE)), "table").likeness is Likeness.DIFFERENT


@SHOWN
def test_what_a_display_set_is_not_comparable(
    show: str, write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook(TABLE, show), write_package(TABLE))

    assert verdict.holds()
    assert found(verdict, "table").likeness is Likeness.NOT_COMPARABLE
    assert found(verdict, "table").detail == "table.widths: a display of the value set it"


def test_a_package_that_displays_as_well_is_the_same(
    write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook(TABLE, "table"), write_package(f"{TABLE}\nrepr(table)"))

    assert found(verdict, "table").likeness is Likeness.SAME


def test_in_a_kernel_displays_are_watched_as_well(
    write_notebook: Write, write_package: Write
) -> None:
    pytest.importorskip("nbclient")
    verdict = prove(write_notebook(TABLE, "table"), write_package(TABLE), Terms(kernel=True))

    assert found(verdict, "table").likeness is Likeness.NOT_COMPARABLE
