"""Cells that end with an error: those that are meant to, and those that did when they last ran.

The tag `raises-exception` lets a run go on below a cell that fails. Sources: nbclient, "Cell tags";
Jupyter Book, "Allow code to raise errors". Without it a run ends there, in a notebook as in a package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile

from nbprod.extract.statements.indenting import indented
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

_EXPECTED = "raises-exception"
_GOES_ON = "except Exception:  # the notebook goes on below this cell\n    traceback.print_exc()"
_SETS_UP = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def outlived(text: str, cell: Cell) -> str:
    """A cell's code, whose error is shown and stops nothing if its tag says so.

    Imports and definitions that it begins with stay above, unless it is known that they fail.
    """
    if _EXPECTED not in cell.tags:
        return text
    try:
        body = ast.parse(text).body
    except SyntaxError:  # said by who compiles it
        return text
    fails = any(out.name in ("ImportError", "ModuleNotFoundError") for out in cell.outputs)
    above = [] if fails else list(takewhile(lambda node: isinstance(node, _SETS_UP), body))
    if len(above) == len(body):
        return text
    end = (above[-1].end_lineno or 0) if above else 0
    if end >= body[len(above)].lineno:
        end = 0  # one line holds them all
    lines = text.split("\n")
    work = indented("\n".join(lines[end:]).strip("\n"), "    ")
    return "\n".join(["import traceback", *lines[:end], "try:", work, _GOES_ON])


def ended(notebook: Notebook) -> Iterator[tuple[CellRef, str]]:
    """The first cell that ended with an error when it was last run, and what that means."""
    failed = [
        (cell, out.name or "an error")
        for cell in notebook.cells
        for out in cell.outputs
        if out.kind == "error" and _EXPECTED not in cell.tags
    ]
    if failed:
        cell, error = failed[0]
        more = f", as did {len(failed) - 1} more below" if len(failed) > 1 else ""
        still = "if it still does, a run of the package ends here too"
        yield cell.ref, f"ended with {error} when it was last run{more}; {still}"
