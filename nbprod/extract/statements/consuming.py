"""What is used up by looking at it: `list(rows)` empties `rows` where `rows` is an iterator."""

from __future__ import annotations

import ast

from nbprod.extract.statements.listing import listed
from nbprod.flow.names import Names
from nbprod.flow.record import Define

_ONCE = listed(
    "builtins.iter builtins.map builtins.filter builtins.zip builtins.enumerate builtins.reversed "
    "builtins.open io.open io.StringIO csv.reader csv.DictReader re.finditer os.walk os.scandir "
    "glob.iglob numpy.nditer numpy.ndenumerate numpy.ndindex"
)
"""Calls whose result can be gone through once."""

_ONCE_METHODS = listed("finditer iterdir rglob iterrows itertuples iter_rows iter_content")
_ASKING = frozenset(
    f"builtins.{name}" for name in listed("type isinstance issubclass id dir hasattr callable iter")
)
"""Calls that take nothing from an iterator."""

_YIELDS = ast.Yield | ast.YieldFrom
_INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def uses_up(node: ast.expr, names: Names) -> bool:
    """Whether evaluating an expression changes something by reading it alone.

    An iterator moves on, and a `defaultdict` grows by the key that it is asked for.
    """
    return not isinstance(node, ast.Name) and _takes(node, names)


def _takes(node: ast.AST, names: Names) -> bool:
    match node:
        case ast.Name(ctx=ast.Load()):
            return any(_goes_once(value, names) for value in _values(node, names))
        case ast.Attribute(value=ast.Name()):
            return False
        case ast.Call() if names.callee(node) in _ASKING:
            return False
        case ast.Subscript(value=ast.Name() as held) if _grows(held, names):
            return True
    return any(_takes(child, names) for child in ast.iter_child_nodes(node))


def _values(node: ast.Name, names: Names) -> list[ast.expr]:
    """What the name may be bound to, as a whole."""
    bound = (b for b in names.bindings(node) if b.how in ("assign", "walrus"))
    return [names.value(binding.value) for binding in bound if binding.value is not None]


def _grows(node: ast.Name, names: Names) -> bool:
    calls = (value for value in _values(node, names) if isinstance(value, ast.Call))
    return any(names.callee(call) == "collections.defaultdict" for call in calls)


def _goes_once(value: ast.expr, names: Names) -> bool:
    if isinstance(value, ast.GeneratorExp):
        return True
    if not isinstance(value, ast.Call):
        return False
    own = names.definition(value.func)
    if own is not None:
        return _is_iterator(own)
    callee = names.callee(value)
    last = callee.rpartition(".")[2]
    if callee.startswith("sklearn.") and last == "split":
        return True
    return callee.startswith("itertools.") or callee in _ONCE or last in _ONCE_METHODS


def _is_iterator(own: Define) -> bool:
    """Whether calling the notebook's own function or class gives an iterator."""
    if own.kind == "class":
        return any(method.name == "__next__" for method in own.methods)
    return any(_yields(child) for child in getattr(own.node, "body", ()))


def _yields(node: ast.AST) -> bool:
    if isinstance(node, _YIELDS):
        return True
    return not isinstance(node, _INNER) and any(map(_yields, ast.iter_child_nodes(node)))
