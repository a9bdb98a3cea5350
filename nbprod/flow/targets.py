"""What assignment targets bind and change."""

from __future__ import annotations

import ast

from nbprod.flow.shapes import root
from nbprod.flow.walker import Walker


def bind(
    walker: Walker,
    target: ast.AST,
    how: str,
    value: ast.expr | None = None,
    index: int | None = None,
) -> None:
    """Write down what an assignment target binds or changes."""
    match target:
        case ast.Name():
            walker.touch(target.id, "bind", target, how=how, value=value, index=index)
        case ast.Tuple() | ast.List():
            unpack(walker, target, how, value)
        case ast.Starred():
            bind(walker, target.value, "unpack")
        case ast.Attribute() | ast.Subscript():
            change(walker, target, value)


def unpack(walker: Walker, target: ast.Tuple | ast.List, how: str, value: ast.expr | None) -> None:
    """Pair targets with the elements of a literal right side, where there is one."""
    if (
        isinstance(value, (ast.Tuple, ast.List))
        and len(value.elts) == len(target.elts)
        and not any(isinstance(e, ast.Starred) for e in (*value.elts, *target.elts))
    ):
        for element, part in zip(target.elts, value.elts, strict=True):
            bind(walker, element, how, part)
        return
    for index, element in enumerate(target.elts):
        bind(walker, element, how if how in ("for", "with") else "unpack", value, index)


def change(
    walker: Walker, target: ast.Attribute | ast.Subscript, value: ast.expr | None = None
) -> None:
    """Write down `x.a = ...`, `x[i] = ...`, `del x[i]`: the object is changed in place."""
    walker.keep(target)
    walker.visit(target.value)
    if isinstance(target, ast.Subscript):
        walker.visit(target.slice)
    if (name := root(target)) is not None:
        how = "attribute" if isinstance(target, ast.Attribute) else "item"
        if isinstance(target.ctx, ast.Del):
            how = f"delete-{how}"
        walker.touch(name.id, "change", target, how=how, value=value)


def remove(walker: Walker, target: ast.expr) -> None:
    """Write down what `del` takes away: names, or parts of what a name holds."""
    match target:
        case ast.Name():
            walker.touch(target.id, "delete", target)
        case ast.Tuple() | ast.List():
            for element in target.elts:
                remove(walker, element)
        case ast.Attribute() | ast.Subscript():
            change(walker, target)
