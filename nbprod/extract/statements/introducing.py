"""Where a notebook shows by which module its own classes go: `__main__`, and not the package's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.naming_main import is_named
from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names
from nbprod.place import CellRef

_TEXTS = (
    "builtins.print", "builtins.str", "builtins.repr", "builtins.format", "builtins.str.format",
    "pprint.pprint", "pprint.pformat",
)  # fmt: skip
_STORES = ("pickle.dump", "pickle.dumps", "joblib.dump")
_NAMED = ("collections.namedtuple", "typing.NamedTuple")
_WAYS = ("__module__", "__qualname__", "__class__")
_RELATIVES = ("__mro__", "__bases__", "__base__", "mro", "__subclasses__")
_SILENT = frozenset(
    f"builtins.{name}"
    for name in listed("isinstance issubclass hasattr getattr callable len id hash bool dir vars")
)
"""Builtins that answer about a class without its text."""


def introduced(program: Program) -> Iterator[tuple[CellRef, str]]:
    """The cells that show such a name, with the code that does: `print(type(account))`."""
    names = program.analysis.names
    own = any(d.kind == "class" for p in program.pieces for d in p.uses.defines)
    for piece in program.pieces:
        for part in ast.walk(piece.node):
            shown = list(_shown(part, names))
            telling = (n for value in shown for n in _telling(value, names, own))
            found = next((n for n in telling if not is_named(n, piece, names)), None)
            found = found or _helped(part, names) or _stored(part, names)
            if found is not None:
                yield piece.cell, ast.unparse(found)
                break


def _shown(node: ast.AST, names: Names) -> Iterator[ast.expr]:
    """The expressions that a node turns into text."""
    match node:
        case ast.FormattedValue(value=value):
            yield value
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=value):
            yield value
        case ast.Call(args=args) if names.callee(node) in _TEXTS or _logs(node, names):
            yield from args


def _logs(node: ast.Call, names: Names) -> bool:
    fact = names.fact(node) if names.callee(node).startswith("logging.") else None
    return fact is not None and fact.shows


def _helped(node: ast.AST, names: Names) -> ast.expr | None:
    """What `help` is asked about, where the notebook defines it."""
    match node:
        case ast.Call(args=[asked]) if names.callee(node) == "builtins.help":
            return node if names.definition(asked) else None
    return None


def _stored(node: ast.AST, names: Names) -> ast.expr | None:
    """A call that stores something of the notebook's own with the name of its module."""
    match node:
        case ast.Call(args=[ast.expr() as given, *_]) if names.callee(node) in _STORES:
            value = names.value(given)
            maker = value.func if isinstance(value, ast.Call) else value
            return node if _is_class(maker, names) else None
    return None


def _is_class(node: ast.expr, names: Names) -> bool:
    """Whether an expression is a class of the notebook whose text names its module: no `Enum`'s does."""
    own = names.definition(node)
    if own is None:
        return isinstance(node, ast.Name) and _maker(node, names) in _NAMED
    return own.kind == "class" and not any(
        names.dotted(base).startswith("enum.") for base in own.bases
    )


def _telling(node: ast.AST, names: Names, own: bool) -> Iterator[ast.expr]:
    """Parts of a shown value whose text names a module; `type(x).__name__` does not."""
    match node:
        case ast.Name(id="__name__"):
            yield node
        case ast.Name():
            if any(_is_class(each, names) for each in _held(node, names)):
                yield node
        case ast.Attribute(attr="__name__" | "__doc__") | ast.Compare():
            return
        case ast.Attribute(value=ast.Name() as whole, attr="__module__") if names.definition(whole):
            yield node
        case ast.Attribute(attr=attr) if own and attr in _WAYS:
            yield node
        case ast.Attribute(value=whole, attr=attr) if attr in _RELATIVES:
            yield from _telling(whole, names, own)
        case ast.Attribute(value=ast.Name() as whole, attr=attr):
            if any(_is_class(each, names) for each in _of_class(whole, attr, names)):
                yield node
        case ast.Call(args=[value]) if own and names.callee(node) == "builtins.type":
            if not names.type_of(value) or _is_own(value, names):
                yield node
        case ast.Call() if names.callee(node) in _SILENT:
            return
        case ast.Call(func=func, args=args):
            for child in (*_receiver(func, names), *args):
                yield from _telling(child, names, own)
        case ast.Attribute():
            return
        case ast.expr():
            for part in ast.iter_child_nodes(node):
                yield from _telling(part, names, own)


def _is_own(node: ast.expr, names: Names) -> bool:
    """Whether a value is made by a class of the notebook, though it counts as one of a library's."""
    made = names.value(node)
    return isinstance(made, ast.Call) and _is_class(made.func, names)


def _receiver(func: ast.expr, names: Names) -> tuple[ast.expr, ...]:
    """What a method is called of, if its text may be in the answer; that of a class makes another."""
    match func:
        case ast.Attribute(value=whole, attr=attr):
            return () if _is_class(whole, names) and attr not in _RELATIVES else (whole,)
    return ()


def _held(node: ast.Name, names: Names) -> Iterator[ast.expr]:
    """What a name stands for: itself, or what is in the container that it is or runs over."""
    yield node
    yield from _parts(names.value(node))
    for bound in names.bindings(node):
        if bound.how == "for" and bound.value is not None:
            yield from _run_over(bound.value, bound.index, names)


def _run_over(node: ast.expr, index: int | None, names: Names) -> Iterator[ast.expr]:
    """What a loop gives to a name: the values alone for the second name of `kinds.items()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=whole, attr="items" | "values" as way), args=[]):
            if index == (1 if way == "items" else None):
                yield from _parts(names.value(whole))
        case _ if not isinstance(whole := names.value(node), ast.Dict):
            yield from _parts(whole)


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return parts
        case ast.Dict(values=parts):
            return parts
    return []


def _of_class(whole: ast.expr, attr: str, names: Names) -> Iterator[ast.expr]:
    """What a class of the notebook binds to an attribute: `tag = Other`."""
    own = names.definition(whole)
    for statement in getattr(own.node, "body", ()) if own else ():
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == attr:
                yield value


def _maker(node: ast.Name, names: Names) -> str:
    """What was called to make the value of a name."""
    value = names.value(node)
    return names.callee(value) if isinstance(value, ast.Call) else ""
