"""Libraries that the notebook tells how to answer: `pd.set_option(...)`, `time.tzset()`.

What such a library answers is right only where the notebook asked, so nothing that asks it may move
above what told it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names

_ELSEWHERE = {"sys.set_int_max_str_digits": "builtins"}
"""Calls that tell another library than their own."""


def governed(pieces: Iterable[Piece], names: Names) -> frozenset[str]:
    """The libraries that some statement tells something, by their import names."""
    parts = (part for piece in pieces for part in ast.walk(piece.node))
    return frozenset(name for part in parts if (name := _told(part, names))) - {"warnings"}


def options_set(pieces: Iterable[Piece], names: Names) -> frozenset[str]:
    """The libraries whose options some statement sets for all that follows in its process."""
    parts = (part for piece in pieces for part in ast.walk(piece.node))
    return frozenset(name for part in parts if (name := _set(part, names))) - {"warnings"}


def _set(node: ast.AST, names: Names) -> str:
    """The library of an option that a node sets: `plt.rcParams["font.size"] = 9`, `sns.set()`."""
    match node:
        case ast.Attribute(value=whole) | ast.Subscript(value=whole) if isinstance(
            node.ctx, ast.Store
        ):
            return _root(names.dotted(whole)) if _OPTIONS.search(names.dotted(whole)) else ""
        case ast.Call() if (fact := names.fact(node)) and "options" in fact.sets:
            callee = names.callee(node)
            return "" if _PASSING.search(callee) else _ELSEWHERE.get(callee, _root(callee))
    return ""


_OPTIONS = re.compile(r"\.(options|rcParams|config)\b")
_PASSING = re.compile(
    r"context$|\.(ion|ioff|interactive|switch_backend|set_loglevel)$|^matplotlib\.use$"
)
"""Calls that hold for a block alone, or for windows, which a package has none of."""


def _told(node: ast.AST, names: Names) -> str:
    """The library that a node tells something; a command that nobody knows may tell its own."""
    match node:
        case ast.Attribute(value=whole, ctx=ast.Store() | ast.Del()):
            return _holder(whole, names)
        case ast.Expr(value=ast.Call() as call) if _commands(call, names):
            name = names.dotted(call.func)
            return "" if name.startswith("builtins.") else _root(name)
        case ast.Call() if (fact := names.fact(node)) and "options" in fact.sets:
            callee = names.callee(node)
            return _ELSEWHERE.get(callee, _root(callee))
    return ""


def _commands(call: ast.Call, names: Names) -> bool:
    """Whether a call that stands alone may tell its module: nobody knows it, or it says that it sets."""
    name = names.dotted(call.func).rpartition(".")[2]
    return names.fact(call) is None or name.startswith("set")


def _holder(node: ast.expr, names: Names) -> str:
    """The library whose own object an expression is: `pd.options.display`, `getcontext()`."""
    if isinstance(node, ast.Call):
        return _root(names.dotted(node.func))
    return _root(names.dotted(node))


def library_of(node: ast.expr, names: Names) -> str:
    """The library that a value comes from, as far as its type or its maker says; else empty."""
    value = names.value(node)
    maker = names.dotted(value.func) if isinstance(value, ast.Call) else names.dotted(value)
    return _root(names.type_of(node) or maker)


def _root(name: str) -> str:
    return name.partition(".")[0]
