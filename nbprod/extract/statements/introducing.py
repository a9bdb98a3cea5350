"""Where a notebook shows by which module its own classes go: `__main__`, and not the package's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names
from nbprod.place import CellRef

_TEXTS = ("print", "str", "repr", "format")
_NAMED = ("collections.namedtuple", "typing.NamedTuple")
_WAYS = ("__module__", "__qualname__", "__class__")


def introduced(program: Program) -> Iterator[tuple[CellRef, str]]:
    """The cells that show such a name, with the code that does: `print(type(account))`."""
    names = program.analysis.names
    own = any(d.kind == "class" for p in program.pieces for d in p.uses.defines)
    for piece in program.pieces:
        for part in ast.walk(piece.node):
            shown = list(_shown(part, names))
            found = next((n for value in shown for n in _telling(value, names, own)), None)
            found = found or _helped(part, names)
            if found is not None:
                yield piece.cell, ast.unparse(found)
                break


def _shown(node: ast.AST, names: Names) -> Iterator[ast.expr]:
    """The expressions that a node turns into text."""
    match node:
        case ast.FormattedValue(value=value):
            yield value
        case ast.Call(args=args) if names.callee(node).removeprefix("builtins.") in _TEXTS:
            yield from args


def _helped(node: ast.AST, names: Names) -> ast.expr | None:
    """What `help` is asked about, where the notebook defines it."""
    match node:
        case ast.Call(args=[asked]) if names.callee(node) == "builtins.help":
            return node if names.definition(asked) else None
    return None


def _telling(node: ast.AST, names: Names, own: bool) -> Iterator[ast.expr]:
    """Parts of a shown value whose text names a module; `type(x).__name__` does not."""
    match node:
        case ast.Name(id="__name__"):
            yield node
        case ast.Name() if (found := names.definition(node)) and found.kind == "class":
            yield node
        case ast.Name() if _maker(node, names) in _NAMED:
            yield node
        case ast.Attribute(attr="__name__" | "__doc__") | ast.Compare():
            return
        case ast.Attribute(attr=attr) if own and attr in _WAYS:
            yield node
        case ast.Call(args=[value]) if own and names.callee(node) == "builtins.type":
            if not names.type_of(value):
                yield node
            return
        case ast.Call(func=func, args=args):
            for child in (*([func.value] if isinstance(func, ast.Attribute) else ()), *args):
                yield from _telling(child, names, own)
            return
        case ast.Attribute():
            return
    if isinstance(node, ast.expr) and not isinstance(node, ast.Name | ast.Attribute):
        for child in ast.iter_child_nodes(node):
            yield from _telling(child, names, own)


def _maker(node: ast.Name, names: Names) -> str:
    """What was called to make the value of a name."""
    value = names.value(node)
    return names.callee(value) if isinstance(value, ast.Call) else ""
