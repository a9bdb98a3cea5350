"""Cells that end with an error: those that are meant to, and those that did when they last ran.

The tag `raises-exception` lets a run go on below a cell that fails. Sources: nbclient, "Cell tags";
Jupyter Book, "Allow code to raise errors". Without it a run ends there, in a notebook as in a package.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from itertools import takewhile

from nbprod.extract.statements.importing import imported_roots
from nbprod.extract.statements.indenting import indented
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

_GOES_ON = "except Exception:  # the notebook goes on below this cell\n    traceback.print_exc()"


def outlived(text: str, cell: Cell) -> str:
    """A cell's code, whose error is shown and stops nothing if its tag says so.

    Python's own modules and plain definitions that it begins with stay above: they cannot be what is
    meant to fail. A name that is taken from a module may, as `from collections import Mapping` does.
    """
    if not cell.may_fail:
        return text
    try:
        body = ast.parse(text).body
    except SyntaxError:  # said by who compiles it
        return text
    above = list(takewhile(_is_safe, body))
    if len(above) == len(body):
        return text
    end = (above[-1].end_lineno or 0) if above else 0
    if end >= body[len(above)].lineno:
        end = 0  # one line holds them all
    lines = text.split("\n")
    work = indented("\n".join(lines[end:]).strip("\n"), "    ")
    goes_on = _GOES_ON.replace("Exception", "BaseException" if _ENDS.search(text) else "Exception")
    return "\n".join(["import traceback", *lines[:end], "try:", work, goes_on])


_ENDS = re.compile(r"\b(exit|quit|SystemExit|KeyboardInterrupt|GeneratorExit)\b")
"""What ends a program, and a kernel survives."""


def _is_safe(node: ast.stmt) -> bool:
    match node:
        case ast.Import():
            return sys.stdlib_module_names.issuperset(imported_roots(node))
        case ast.FunctionDef(decorator_list=[], args=args) | ast.AsyncFunctionDef(
            decorator_list=[], args=args
        ):
            values = (*args.defaults, *filter(None, args.kw_defaults))
            return all(isinstance(value, ast.Constant) for value in values)
    return False


def ended(notebook: Notebook) -> Iterator[tuple[CellRef, str]]:
    """The first cell that ended with an error when it was last run, and what that means."""
    failed = [
        (cell, out.name or "an error")
        for cell in notebook.cells
        for out in cell.outputs
        if out.kind == "error" and not cell.may_fail
    ]
    if failed:
        cell, error = failed[0]
        more = f", as did {len(failed) - 1} more below" if len(failed) > 1 else ""
        still = "if it still does, a run of the package ends here too"
        yield cell.ref, f"ended with {error} when it was last run{more}; {still}"
