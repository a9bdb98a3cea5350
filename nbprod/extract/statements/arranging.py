"""Statements that arrange how a notebook shows things, and nothing else: no package needs them.

`output_notebook()` loads a script into the page, `InteractiveShell.ast_node_interactivity = "all"` has
more of a cell shown, `matplotlib.use("nbagg")` draws into the page.
"""

from __future__ import annotations

import ast
import re

from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names

PAGE = "page"
"""The notebook's page, and how values are shown in it, as facts name it."""

_DRAWING = ("matplotlib.use", "matplotlib.pyplot.switch_backend")
_IN_PAGE = re.compile(r"nbagg|notebook|inline|ipympl|widget")
"""Backends that draw into a page. Source: Matplotlib, "Backends"; ipympl."""


def arranges(piece: Piece, program: Program) -> bool:
    """Whether a statement does no more than that, and binds nothing that others read."""
    others = (reader for name in piece.uses.may for reader in program.readers.get(name, ()))
    return _arranges(piece.node, program.analysis.names) and all(p is piece for p in others)


def _arranges(node: ast.stmt, names: Names) -> bool:
    match node:
        case ast.If(test=test, body=body, orelse=other):
            asks = any(isinstance(part, ast.Call | ast.NamedExpr) for part in ast.walk(test))
            every = (*body, *other)
            some = any(_arranges(each, names) for each in every)
            return not asks and some and all(_is_idle(each, names) for each in every)
        case ast.Expr(value=ast.Call() as call) if names.callee(call) in _DRAWING:
            return bool(call.args) and bool(_IN_PAGE.search(names.text(call.args[0]) or ""))
        case ast.Expr(value=ast.Call() as call):
            fact = names.fact(call)
            return fact is not None and fact.sets == (PAGE,)
        case ast.Assign(targets=[ast.Attribute() as target]):
            if target.attr == "ast_node_interactivity":
                return _is_shell(target.value, names)
            return any(fact.sets == (PAGE,) for fact in names.facts(names.dotted(target)))
    return False


def _is_shell(node: ast.expr, names: Names) -> bool:
    """Whether an expression is IPython's own shell, or the class of it."""
    made = names.value(node)
    if isinstance(made, ast.Call):
        name = names.callee(made) or getattr(made.func, "id", "")
        return name.startswith("IPython.") or name.endswith("get_ipython")
    return names.dotted(node).startswith("IPython.")


def _is_idle(node: ast.stmt, names: Names) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass) or _arranges(node, names)
