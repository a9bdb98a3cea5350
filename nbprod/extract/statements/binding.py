"""What stands on its own, what a piece of syntax binds, and where in it something stands."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names
from nbprod.flow.record import Define


@dataclass(slots=True)
class Lifted:
    """What leaves the stages."""

    alone: dict[str, Piece] = field(default_factory=dict)
    """Functions and classes that need nothing of the notebook's variables."""
    constants: dict[str, Piece] = field(default_factory=dict)
    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Functions that take variables as further parameters, and which."""
    with_added: dict[str, Piece] = field(default_factory=dict)
    brought: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Functions that make imports for themselves which stages make late, and the names of these."""

    @property
    def by_name(self) -> dict[str, Piece]:
        """Every statement that is lifted, by the name that it binds."""
        return {**self.constants, **self.alone, **self.with_added}

    @property
    def pieces(self) -> set[Piece]:
        """Every statement that is lifted."""
        return set(self.by_name.values())

    def knows(self, name: str) -> bool:
        """Whether a name is lifted."""
        return name in self.alone or name in self.constants or name in self.with_added


def reached(pieces: Iterable[Piece], definitions: Mapping[str, Piece]) -> list[Piece]:
    """Statements, with the definitions that they read by name, and those that these read in turn."""
    found = dict.fromkeys(pieces)
    waiting = list(found)
    while waiting:
        for name in waiting.pop().uses.every:
            piece = definitions.get(name)
            if piece is not None and piece not in found:
                found[piece] = None
                waiting.append(piece)
    return list(found)


def shouts(name: str) -> bool:
    """Whether a name says that it is a constant, or a type."""
    return name.isupper() or name.strip("_")[:1].isupper()


def lambda_name(node: ast.AST) -> str:
    """The name of `name = lambda ...: ...`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
            return name
    return ""


def assigned_name(node: ast.AST) -> str:
    """The name of `name = value`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return name
    return ""


def assigned_value(node: ast.AST) -> ast.expr | None:
    """What an assignment binds."""
    return node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None


TYPE_CALLS = listed(
    "collections.namedtuple typing.NamedTuple enum.Enum enum.IntEnum enum.Flag enum.IntFlag"
)
"""Calls that make a class, which can be stored and sent only where its module holds it."""


def makes_type(piece: Piece, names: Names) -> bool:
    """Whether a statement binds a class that a call makes."""
    value = assigned_value(piece.node)
    return isinstance(value, ast.Call) and names.callee(value) in TYPE_CALLS


def define_of(piece: Piece) -> Define | None:
    """The definition that a piece is; None for any other statement."""
    node = piece.node.value if isinstance(piece.node, ast.Assign) else piece.node
    return next((d for d in piece.uses.defines if d.node is node), None)


def can_take(call: ast.Call, piece: Piece, name: str) -> bool:
    """Whether a keyword can be added to a call's text."""
    if len(call.args) == 1 and not call.keywords and isinstance(call.args[0], ast.GeneratorExp):
        return False
    func = call.func
    if not isinstance(func, ast.Name) or not piece.source.holds(func):
        return False
    text = piece.source.of(call)
    return text.startswith(name) and text.endswith(")")


def runs_later(node: ast.AST) -> bool:
    """Whether a function's body, or part of it, may run after the call has returned."""
    later = ast.Yield | ast.YieldFrom | ast.Lambda | ast.GeneratorExp | ast.AsyncFunctionDef
    inner = node.value if isinstance(node, ast.Assign) else node
    nested = ast.FunctionDef | ast.ClassDef
    return any(
        part is not inner and isinstance(part, later | nested) for part in ast.walk(node)
    ) or isinstance(node, ast.AsyncFunctionDef)


def own_names_around(node: ast.AST, inner: ast.AST) -> set[str]:
    """Names that functions and comprehensions between a statement and a node may bind."""
    found: set[str] = set()
    for part in path_to(node, inner):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found |= {a.arg for a in ast.walk(part.args) if isinstance(a, ast.arg)}
            found |= {
                n.id
                for n in ast.walk(part)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
        elif isinstance(part, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for generator in part.generators:
                found |= {n.id for n in ast.walk(generator.target) if isinstance(n, ast.Name)}
    return found


def path_to(node: ast.AST, inner: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes from a statement down to a part of it; empty where it is no part."""
    if node is inner:
        return (node,)
    for child in ast.iter_child_nodes(node):
        if below := path_to(child, inner):
            return (node, *below)
    return ()
