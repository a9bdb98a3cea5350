"""The notebook's own methods, by the syntax that may run them.

`account.describe()` says nothing of what `account` is; where the notebook defines a `describe`, that
one may run. So may its `__add__` at `a + b`, and its `__len__` at `len(a)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names
from nbprod.flow.record import Define

_SYNTAX: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("__add__", "__radd__"),
    ast.Sub: ("__sub__", "__rsub__"),
    ast.Mult: ("__mul__", "__rmul__"),
    ast.Div: ("__truediv__", "__rtruediv__"),
    ast.FloorDiv: ("__floordiv__", "__rfloordiv__"),
    ast.Mod: ("__mod__", "__rmod__"),
    ast.Pow: ("__pow__", "__rpow__"),
    ast.MatMult: ("__matmul__", "__rmatmul__"),
    ast.BitAnd: ("__and__", "__rand__"),
    ast.BitOr: ("__or__", "__ror__"),
    ast.BitXor: ("__xor__", "__rxor__"),
    ast.LShift: ("__lshift__", "__rlshift__"),
    ast.RShift: ("__rshift__", "__rrshift__"),
    ast.Eq: ("__eq__",),
    ast.NotEq: ("__ne__", "__eq__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
    ast.In: ("__contains__", "__iter__", "__next__", "__getitem__"),
    ast.NotIn: ("__contains__", "__iter__", "__next__", "__getitem__"),
    ast.Subscript: ("__getitem__", "__missing__", "__class_getitem__"),
    ast.Attribute: ("__getattr__", "__getattribute__"),
    ast.comprehension: ("__iter__", "__next__", "__getitem__"),
    ast.Starred: ("__iter__", "__next__", "__getitem__"),
    ast.JoinedStr: ("__format__", "__str__", "__repr__"),
    ast.USub: ("__neg__",),
    ast.UAdd: ("__pos__",),
    ast.Invert: ("__invert__",),
    ast.Not: ("__bool__", "__len__"),
    ast.BoolOp: ("__bool__", "__len__"),
    ast.IfExp: ("__bool__", "__len__"),
    ast.Dict: ("__hash__", "__eq__"),
    ast.DictComp: ("__hash__", "__eq__"),
    ast.Set: ("__hash__", "__eq__"),
    ast.SetComp: ("__hash__", "__eq__"),
}


class OwnMethods:
    """Every method that the notebook's classes define, by name."""

    def __init__(self, names: Names, pieces: Iterable[Piece]) -> None:
        self._names = names
        self._known: dict[str, list[tuple[Define, Define]]] = {}
        for piece in pieces:
            for kind in piece.uses.defines:
                for method in kind.methods:
                    self._known.setdefault(method.name, []).append((kind, method))

    def called(self, node: ast.Call) -> Iterator[Define]:
        """The own methods that a call may run: through a receiver, or through a builtin."""
        func = node.func
        if isinstance(func, ast.Attribute) and not self._names.dotted(func):
            yield from self._of(func.attr, self._names.type_of(func.value))
        callee = self._names.callee(node)
        if callee.startswith("builtins."):
            yield from self._through_builtin(callee.removeprefix("builtins."), node)

    def implied(self, node: ast.AST) -> Iterator[Define]:
        """The own methods that syntax other than a call may run; properties are among them."""
        if not self._known or self._is_of_module(node):
            return
        asked = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        kind = self._names.type_of(asked) if asked is not None else ""
        for name in _SYNTAX.get(type(node), ()):
            yield from self._of(name, kind)
        if isinstance(node, ast.Attribute):
            found = self._of(node.attr, self._names.type_of(node.value))
            yield from (method for method in found if _is_property(method))

    def _is_of_module(self, node: ast.AST) -> bool:
        """Whether syntax asks a module for what is in it."""
        return isinstance(node, ast.Attribute) and bool(self._names.dotted(node))

    def _through_builtin(self, name: str, node: ast.Call) -> Iterator[Define]:
        kinds = map(self._names.type_of, node.args)
        if any(not kind or kind in _HOLDERS for kind in kinds):
            yield from self.handed(f"builtins.{name}")

    def handed(self, function: str) -> Iterator[Define]:
        """The own methods that a builtin may run where it is handed to a call: `max(boxes, key=len)`."""
        root, _, name = function.partition(".")
        specials = _BUILTINS.get(name, ("__iter__", "__next__", f"__{name}__"))
        for special in specials if root == "builtins" else ():
            yield from self._of(special, "")

    def _of(self, name: str, kind: str) -> Iterator[Define]:
        """Methods of a name; those of a known type only where a class may have overridden it."""
        for owner, method in self._known.get(name, ()):
            if not kind or owner.bases:
                yield method


def _is_property(method: Define) -> bool:
    """Whether reading an attribute may run a method; `@x.setter` waits for an assignment."""
    decorators = getattr(method.node, "decorator_list", ())
    return any(getattr(d, "attr", "") not in ("setter", "deleter") for d in decorators)


_HOLDERS = frozenset(f"builtins.{kind}" for kind in ("dict", "list", "set", "tuple"))
"""Types of the library that may hold what is the notebook's own."""

_BUILTINS = {
    "str": ("__str__", "__repr__"),
    "print": ("__str__", "__repr__"),
    "format": ("__format__", "__str__"),
    "bool": ("__bool__", "__len__"),
    "sorted": ("__iter__", "__next__", "__lt__", "__gt__"),
    "max": ("__iter__", "__next__", "__lt__", "__gt__"),
    "min": ("__iter__", "__next__", "__lt__", "__gt__"),
    "set": ("__iter__", "__next__", "__hash__", "__eq__"),
    "dict": ("__iter__", "__next__", "__hash__", "__eq__", "keys"),
    "sum": ("__iter__", "__next__", "__add__", "__radd__"),
    "int": ("__int__", "__index__", "__trunc__"),
    "isinstance": ("__instancecheck__",),
    "type": (),
    "id": (),
}
"""What builtins run, where it is more than the special method of their own name."""
