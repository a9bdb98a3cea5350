"""Which parts of a statement run whatever happens, once the statement is reached."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final


def surely_run(node: ast.AST, *, annotations: bool) -> Iterator[ast.AST]:
    """The nodes that are evaluated on every way through a statement, parts of parts included.

    Of `if`, `while`, `for` and `match` that is what they ask first; of a `try` nothing, since a
    handler may hold up what goes wrong. Items of a comprehension count, as if it had any.

    Args:
        node: A statement, or a part of one.
        annotations: Whether annotations are evaluated where they stand.

    Source: "The Python Language Reference", sections 6.11, 6.13 and 8.
    """
    todo = [node]
    while todo:  # without recursion: a sum may be deeper than that bears
        part = todo.pop()
        yield part
        todo += _parts(part, annotations)


def _parts(node: ast.AST, annotations: bool) -> Iterator[ast.AST]:
    match node:
        case ast.If(test=asked) | ast.While(test=asked) | ast.IfExp(test=asked):
            yield asked
        case ast.For(iter=asked) | ast.AsyncFor(iter=asked) | ast.Match(subject=asked):
            yield asked
        case ast.BoolOp(values=[first, *_]):
            yield first
        case ast.Compare(left=left, comparators=[right, *_]):
            yield from (left, right)
        case ast.Assert(test=asked):
            yield asked
        case ast.Try() | ast.TryStar():
            return
        case ast.FunctionDef(args=given) | ast.AsyncFunctionDef(args=given):
            yield from (*node.decorator_list, *_defaults(given))
            if annotations:
                yield from filter(None, (node.returns, *(arg.annotation for arg in _every(given))))
        case ast.Lambda(args=given):
            yield from _defaults(given)
        case ast.GeneratorExp(generators=[first, *_]):
            yield first.iter
        case ast.AnnAssign(target=target, annotation=said, value=value):
            yield from filter(None, (value, target, said if annotations else None))
        case _:
            yield from ast.iter_child_nodes(node)


def _defaults(given: ast.arguments) -> Iterator[ast.expr]:
    yield from given.defaults
    yield from filter(None, given.kw_defaults)


def _every(given: ast.arguments) -> Iterator[ast.arg]:
    yield from (*given.posonlyargs, *given.args, *given.kwonlyargs)
    yield from filter(None, (given.vararg, given.kwarg))


IN_CLASSES: Final = frozenset({"__module__", "__qualname__"})
"""Names that the body of a class finds. Source: "The Python Language Reference", 3.3.3.4."""
