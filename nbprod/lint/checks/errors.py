"""Cells that ended in an error, or cannot run at all."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.lint.python2 import python2_cells
from nbprod.notebook.model import Cell, Output, Unparsed
from nbprod.place import Span

SYNTAX = frozenset({"SyntaxError", "IndentationError", "TabError"})


@each(Analysis)
def stored_error(notebook: Analysis) -> Iterator[Match]:
    """A cell's saved output is an exception that nobody announced."""
    broken = {one.cell.ref for one in notebook.cells if isinstance(one, Unparsed)}
    for cell in notebook.notebook.cells:
        error = next((o for o in cell.outputs if o.kind == "error"), None)
        if error is None or cell.may_fail:
            continue
        if not (error.name in SYNTAX and cell.ref in broken):
            yield Match(cell.ref, _line(cell, error), {"error": error.name or "an error"})


def _line(cell: Cell, error: Output) -> Span | None:
    """The line at which the traceback says that it stopped."""
    lines = cell.source.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    # IPython drops blank lines at a cell's start before it counts.
    number = error.line + blank
    if not error.line or number > len(lines):
        return None
    line = lines[number - 1]
    return Span(number, len(line) - len(line.lstrip()), number, len(line))


@each(Analysis)
def broken_cell(notebook: Analysis) -> Iterator[Match]:
    """A cell does not parse, in a notebook that is no Python 2 as a whole."""
    elsewhere = {one.cell.ref for one in python2_cells(notebook)}
    for one in notebook.cells:
        said = one.cell.ref in elsewhere or one.cell.may_fail
        if isinstance(one, Unparsed) and not said:
            yield Match(one.cell.ref, one.span, {"reason": one.reason})
