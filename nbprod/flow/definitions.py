"""Functions, lambdas and classes: their bodies wait in blocks of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from nbprod.flow.record import Define
from nbprod.flow.shapes import Function, annotation_parts, bindings, parameter_names
from nbprod.flow.walker import Walker, handles

KINDS: dict[type, Any] = {
    ast.FunctionDef: "function",
    ast.AsyncFunctionDef: "function",
    ast.Lambda: "lambda",
    ast.ClassDef: "class",
}


@handles(ast.Global)
def global_(walker: Walker, node: ast.Global) -> None:
    walker.shared.update(node.names)


@handles(ast.Nonlocal)
def nonlocal_(walker: Walker, node: ast.Nonlocal) -> None:
    walker.outer.update(node.names)


@handles(ast.FunctionDef, ast.AsyncFunctionDef)
def function(walker: Walker, node: Function) -> None:
    walker.keep(node)
    for decorator in node.decorator_list:
        walker.visit(decorator)
    for default in (*node.args.defaults, *node.args.kw_defaults):
        walker.visit(default)
    for annotation in annotation_parts(node):
        walker.visit(annotation)
    define(walker, node, node.name, node.body)
    walker.touch(node.name, "bind", node, how="def")


@handles(ast.ClassDef)
def class_(walker: Walker, node: ast.ClassDef) -> None:
    walker.keep(node)
    for decorator in node.decorator_list:
        walker.visit(decorator)
    for base in node.bases:
        walker.visit(base)
    for keyword in node.keywords:
        walker.visit(keyword.value)
    define(walker, node, node.name, node.body)
    walker.touch(node.name, "bind", node, how="class")


def define(
    walker: Walker,
    node: Function | ast.Lambda | ast.ClassDef,
    name: str,
    body: Iterable[ast.AST],
    returns: tuple[ast.expr, ...] = (),
) -> None:
    """Write down a definition; its body becomes a block of its own."""
    kept = walker.returns, walker.hidden, walker.shared, walker.outer, walker.delayed
    walker.returns, walker.shared, walker.outer = list(returns), set(), set()
    walker.hidden = walker.hidden if isinstance(node, ast.Lambda) else ()
    walker.delayed = not isinstance(node, ast.ClassDef)
    path = ".".join(filter(None, (walker.inside.function, name or "<lambda>")))
    with walker.within(function=path, loops=(), tests=(), handled=()):
        block = walker.gather(body)
    parameters = () if isinstance(node, ast.ClassDef) else parameter_names(node.args)
    bound = frozenset(touch.name for touch in bindings(block))
    local = (frozenset(parameters) | bound) - walker.shared - walker.outer
    definition = Define(
        name,
        KINDS[type(node)],
        node,
        parameters,
        local,
        frozenset(walker.shared),
        block,
        tuple(walker.returns),
        tuple(e for e in block if isinstance(e, Define) and e.kind == "function"),
        tuple(node.bases) if isinstance(node, ast.ClassDef) else (),
        bool(getattr(node, "decorator_list", ())),
    )
    walker.returns, walker.hidden, walker.shared, walker.outer, walker.delayed = kept
    walker.record.definitions.append(definition)
    walker.block.append(definition)
