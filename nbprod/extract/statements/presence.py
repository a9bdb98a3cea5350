"""Questions whether the notebook has bound a name: `if "endpoint" in globals(): endpoint.delete()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.flow.names import Names

_NAMESPACES = ("globals", "locals", "vars", "dir")
_INNER = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
)  # fmt: skip
"""What has names of its own, among which another namespace is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A test whether a name is bound, at the notebook's own level."""

    node: ast.Compare
    call: ast.Call
    """`globals()`, which in a function is not where the notebook's names are."""
    name: str
    negated: bool
    """Whether it is `not in`."""


def own_level(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that run with the notebook's own names around them."""
    if not isinstance(node, _INNER):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from own_level(child)


def questions(node: ast.AST, names: Names) -> Iterator[Question]:
    """The questions in a statement that are asked of the notebook's own names."""
    for part in own_level(node):
        match part:
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                ops=[ast.In() | ast.NotIn() as op],
                comparators=[ast.Call() as call],
            ) if is_namespace(call, names):
                yield Question(part, call, name, isinstance(op, ast.NotIn))


def is_namespace(call: ast.Call, names: Names, *kinds: str) -> bool:
    """Whether a call gives the names around it: `vars()`, but not `vars(model)`."""
    root, _, name = names.callee(call).rpartition(".")
    return root == "builtins" and name in (kinds or _NAMESPACES) and not call.args


def guarded(node: ast.AST, names: Names) -> Iterator[tuple[str, ast.AST]]:
    """What is evaluated only where a name is bound, after that name."""
    match node:
        case ast.If(test=test, body=body):
            parts: list[ast.AST] = [*body]
        case ast.IfExp(test=test, body=value):
            parts = [value]
        case ast.BoolOp(op=ast.And(), values=[*values, last]):
            test, parts = ast.BoolOp(ast.And(), values), [last]
        case _:
            return
    for name in _demanded(test, names):
        yield from ((name, part) for part in parts)


def _demanded(test: ast.expr, names: Names) -> Iterator[str]:
    """The names that a test finds bound wherever it is true."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    for part in parts:
        if isinstance(part, ast.BoolOp) and part is not test:
            yield from _demanded(part, names)
        elif isinstance(part, ast.Compare):
            yield from (asked.name for asked in questions(part, names) if not asked.negated)
