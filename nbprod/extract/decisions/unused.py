"""Names that a function binds and nothing reads, and what may be done without them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.flow.fact import looks_like_class
from nbprod.flow.names import Names

Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOK_AROUND = frozenset({"locals", "vars", "dir", "eval", "exec"})
"""Builtins that may read any name of the function that they stand in."""


def unused_in(function: Function) -> dict[str, None]:
    """The names; those that a text may read, which a call is given, are read: `pd.eval("2 * x")`."""
    bound: dict[str, None] = {}
    read: set[str] = set()
    for part in ast.walk(function):
        match part:
            case ast.Name(id=name, ctx=ast.Store()):
                bound[name] = None
            case ast.Name(id=name):
                read.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                read.update(names)
            case ast.AugAssign(target=ast.Name(id=name)):
                read.add(name)
            case ast.Call(func=ast.Name(id=name)) if name in _LOOK_AROUND:
                return {}
            case ast.Attribute(attr="f_locals" | "f_back" | "currentframe"):
                return {}
            case ast.Try() | ast.TryStar():
                read.update(_tried(part))
            case ast.Constant(value=str(text)):
                read.update(re.findall(r"[@{]\s*([A-Za-z_]\w*)", text))
        if isinstance(part, ast.Call):
            read.update(_in_texts(part))
    return {name: None for name in bound if name not in read and not name.startswith("__")}


def _in_texts(call: ast.Call) -> Iterator[str]:
    """The words of texts that a call is given, if it may read them as code; `print` does not."""
    if isinstance(call.func, ast.Name) and call.func.id == "print":
        return
    for given in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield from re.findall(r"[A-Za-z_]\w*", given.value)


def _tried(node: ast.Try | ast.TryStar) -> Iterator[str]:
    """What a `try` binds to other names: it may be there to learn whether these are bound."""
    for part in (inner for statement in node.body for inner in ast.walk(statement)):
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name()):
                yield name


def does_nothing(value: ast.expr) -> bool:
    """Whether making a value has no effect: an operator may fail, and an attribute may compute."""
    match value:
        case ast.Constant() | ast.Name() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(does_nothing, parts))
        case ast.Dict(keys=keys, values=parts):
            plain = all(isinstance(key, ast.Constant) for key in keys)
            return plain and all(map(does_nothing, parts))
    return False


def may_live(value: ast.expr, names: Names) -> bool:
    """Whether a name may be what keeps something alive: a lock, a window, a folder, a connection.

    What is known of a library's call, and what Python's own functions give, holds nothing of the kind.
    """
    match value:
        case ast.IfExp(body=one, orelse=other):
            return may_live(one, names) or may_live(other, names)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return any(may_live(part, names) for part in parts)
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.DictComp(value=part):
            return may_live(part, names)
        case ast.Dict(values=parts):
            return any(may_live(part, names) for part in parts)
    if not isinstance(value, ast.Call) or names.is_immutable(value):
        return False
    callee = names.callee(value)
    if looks_like_class(callee):
        return True
    fact = names.fact(value)
    return not callee.startswith("builtins.") and (fact is None or fact.returns is None)
