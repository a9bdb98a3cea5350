"""What a function makes itself, and so may change without anybody outside noticing."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nbprod.extract.statements.listing import listed
from nbprod.flow.names import Names
from nbprod.flow.record import Define
from nbprod.flow.shapes import bindings

_MAKERS = listed("list dict set sorted bytearray enumerate zip map filter reversed frozenset tuple")
_SCALARS = listed("int float str bool bytes complex len sum abs round range min max ord chr repr")
_COPIES = frozenset({"copy.deepcopy", "collections.Counter", "collections.OrderedDict"})
_COPIES |= {"collections.defaultdict", "collections.deque", "copy.copy"}


@dataclass(frozen=True, slots=True)
class Fresh:
    """The local names of a function whose objects are new, however they were bound."""

    names: frozenset[str]
    whole: frozenset[str] = frozenset()
    """Those whose parts are new as well: `[[0] * 3]`, and not `[row]`."""

    def may_change(self, target: ast.AST) -> bool:
        """Whether `x[i] = ...` or `x.a = ...` changes something new; `x[i][j] = ...` a part of it."""
        inner = getattr(target, "value", None)
        if isinstance(inner, ast.Name):
            return inner.id in self.names
        while isinstance(inner, ast.Subscript | ast.Attribute):
            inner = inner.value
        return isinstance(inner, ast.Name) and inner.id in self.whole


def fresh(define: Define, names: Names) -> Fresh:
    """Find them; a name that is bound once to something else may stand for what others hold."""
    new = set(define.local) - set(define.parameters)
    whole = set(new)
    for touch in bindings(define.body):
        if touch.how == "augmented" or touch.kind == "delete":
            continue
        value = touch.value if touch.how == "assign" else None
        if value is None or not is_new(value, names):
            new.discard(touch.name)
        if value is None or not is_new(value, names, whole=True):
            whole.discard(touch.name)
    return Fresh(frozenset(new), frozenset(whole & new))


def is_new(node: ast.expr, names: Names, *, whole: bool = False) -> bool:
    """Whether an expression makes a new object; `whole`: one that shares no part with another."""

    def new(part: ast.expr) -> bool:
        return is_new(part, names, whole=whole)

    match node:
        case ast.Constant() | ast.JoinedStr() | ast.Compare():
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return not whole or all(map(new, parts))
        case ast.Dict(values=parts):
            return not whole or all(map(new, parts))
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.DictComp(value=part):
            return not whole or new(part)
        case ast.BinOp(left=one, right=other):
            return not whole or (new(one) and new(other))
        case ast.UnaryOp():
            return not whole
        case ast.IfExp(body=one, orelse=other):
            return new(one) and new(other)
        case ast.Call():
            return _makes(node, names, whole)
    return False


def _makes(node: ast.Call, names: Names, whole: bool) -> bool:
    callee = names.callee(node)
    root, _, name = callee.rpartition(".")
    if root == "builtins":
        return name in _SCALARS or (name in _MAKERS and (not whole or not node.args))
    if callee in _COPIES:
        return callee == "copy.deepcopy" or not whole or not node.args
    own = names.definition(node.func)
    if own is not None:
        return own.kind == "class" and not whole
    fact = names.fact(node)
    if fact is None or not fact.certain or fact.shares or not isinstance(fact.returns, str):
        return False
    return fact.returns.startswith("numpy." if whole else _DATA)


_DATA = ("numpy.", "pandas.", "builtins.")
"""Types of plain data; a connection or a file may be new, and what it leads to is not."""
