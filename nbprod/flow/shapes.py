"""Shapes of syntax: dotted names, what a target binds, what a definition takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.flow.inner import INNER
from nbprod.flow.record import Attempt, Block, Fork, Loop, Touch

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

COMPOUND: tuple[type[ast.stmt], ...] = (
    *(ast.If, ast.For, ast.While, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef),
    *(ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef, ast.Match),
)
"""Statements that hold others."""


def descend(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in the order of `ast.walk`; operators and contexts are left out.

    Checks walk so much that `ast.walk`, four times slower, was a tenth of a run.
    """
    waiting = [node]
    for part in waiting:
        yield part
        for name in INNER[type(part)]:
            value = getattr(part, name, None)
            if type(value) is list:
                waiting += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)


def dotted(node: ast.AST) -> str:
    """A name or attribute chain as written, `pd.read_csv`; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def root(node: ast.AST) -> ast.Name | None:
    """The name at the bottom of `df["a"].str`, `ax.get_figure().x`; None where there is none."""
    while True:
        match node:
            case ast.Attribute() | ast.Subscript() | ast.Starred() | ast.Await():
                node = node.value
            case ast.Call():
                node = node.func
            case ast.Name():
                return node
            case _:
                return None


def negated(test: ast.expr) -> ast.UnaryOp:
    """The condition under which the other branch runs."""
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def element(node: Comprehension) -> tuple[ast.expr, ...]:
    """What a comprehension yields."""
    return (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)


def bound_in(target: ast.AST) -> Iterator[str]:
    """Every name that an assignment target binds."""
    for part in descend(target):
        if type(part) is ast.Name and isinstance(part.ctx, ast.Store):
            yield part.id


def parameter_names(arguments: ast.arguments) -> tuple[str, ...]:
    """Parameters in order, `*args` and `**kwargs` last among their kind."""
    every = [*arguments.posonlyargs, *arguments.args]
    every += [arguments.vararg] if arguments.vararg else []
    every += arguments.kwonlyargs
    every += [arguments.kwarg] if arguments.kwarg else []
    return tuple(parameter.arg for parameter in every)


def annotation_parts(node: Function) -> Iterator[ast.expr]:
    """Annotations of parameters and result."""
    spec = node.args
    every = [*spec.posonlyargs, *spec.args, spec.vararg, *spec.kwonlyargs, spec.kwarg]
    yield from (p.annotation for p in every if p is not None and p.annotation is not None)
    if node.returns is not None:
        yield node.returns


def bindings(block: Block) -> Iterator[Touch]:
    """Everything that a block binds or deletes, whichever way it takes."""
    for event in block:
        match event:
            case Touch(kind="bind" | "delete"):
                yield event
            case Fork():
                for branch in event.branches:
                    yield from bindings(branch)
            case Loop():
                yield from bindings(event.body)
            case Attempt():
                for part in (event.body, *event.handlers, event.final):
                    yield from bindings(part)


def covers(node: ast.AST, line: int) -> bool:
    """Whether a definition reaches over a line of its cell."""
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    return bool(first <= line <= last)


def is_selection(index: ast.expr) -> bool:
    """Whether an index is a mask or a list: pandas and numpy copy what these select.

    Sources: pandas, "Indexing and selecting data"; numpy, "Indexing on ndarrays", advanced indexing.
    """
    match index:
        case ast.Compare() | ast.BoolOp() | ast.List() | ast.ListComp():
            return True
        case ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.BitXor()):
            return True
    return False
