"""Expressions, written down in the order in which Python evaluates them."""

from __future__ import annotations

import ast

from nbprod.flow.definitions import define
from nbprod.flow.record import Call, Called, Loop, Text
from nbprod.flow.shapes import Comprehension, bound_in, dotted, element, negated
from nbprod.flow.targets import bind
from nbprod.flow.walker import Walker, handles


@handles(ast.Name)
def name(walker: Walker, node: ast.Name) -> None:
    if type(node.ctx) is ast.Load:
        walker.read(node)


@handles(ast.Attribute)
def attribute(walker: Walker, node: ast.Attribute) -> None:
    walker.keep(node)
    if type(node.value) is ast.Name:
        walker.read(node.value)
    else:
        walker.visit(node.value)


@handles(ast.Subscript)
def subscript(walker: Walker, node: ast.Subscript) -> None:
    walker.keep(node)
    walker.visit(node.value)
    walker.visit(node.slice)


@handles(ast.Dict)
def dictionary(walker: Walker, node: ast.Dict) -> None:
    walker.keep(node)
    for key, value in zip(node.keys, node.values, strict=True):
        walker.visit(key)
        walker.visit(value)


@handles(ast.Constant)
def constant(walker: Walker, node: ast.Constant) -> None:
    if isinstance(node.value, str):
        walker.record.strings.append(Text(node, walker.inside))


@handles(ast.JoinedStr)
def joined(walker: Walker, node: ast.JoinedStr) -> None:
    walker.record.strings.append(Text(node, walker.inside))
    for part in node.values:
        if not isinstance(part, ast.Constant):
            walker.visit(part)


@handles(ast.Call)
def call(walker: Walker, node: ast.Call, **shown: bool) -> None:
    written = dotted(node.func)
    if isinstance(node.func, ast.Attribute):
        walker.visit(node.func.value)
        written = written or f".{node.func.attr}"
    else:
        walker.visit(node.func)
    for argument in node.args:
        walker.visit(argument)
    for keyword in node.keywords:
        walker.visit(keyword.value)
    call = Call(written, node, walker.inside, **shown)
    walker.record.calls.append(call)
    walker.block.append(Called(call))


@handles(ast.Await)
def await_(walker: Walker, node: ast.Await) -> None:
    if isinstance(node.value, ast.Call):
        call(walker, node.value, awaited=True)
    else:
        walker.visit(node.value)


@handles(ast.NamedExpr)
def walrus(walker: Walker, node: ast.NamedExpr) -> None:
    walker.visit(node.value)
    hidden, walker.hidden = walker.hidden, ()
    bind(walker, node.target, "walrus", node.value)
    walker.hidden = hidden


@handles(ast.IfExp)
def conditional(walker: Walker, node: ast.IfExp) -> None:
    walker.visit(node.test)
    with walker.within(tests=(*walker.inside.tests, node.test)):
        walker.visit(node.body)
    with walker.within(tests=(*walker.inside.tests, negated(node.test))):
        walker.visit(node.orelse)


@handles(ast.BoolOp)
def junction(walker: Walker, node: ast.BoolOp) -> None:
    """Each part is reached only where those before it held, or, of an `or`, did not."""
    tests = walker.inside.tests
    for part in node.values:
        with walker.within(tests=tests):
            walker.visit(part)
        tests = (*tests, part if isinstance(node.op, ast.And) else negated(part))


@handles(ast.Lambda)
def lambda_(walker: Walker, node: ast.Lambda) -> None:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        walker.visit(default)
    define(walker, node, "", [node.body], (node.body,))


@handles(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
def comprehension(walker: Walker, node: Comprehension) -> None:
    first = node.generators[0]
    walker.visit(first.iter)
    outer, walker.block = walker.block, []
    hidden = walker.hidden
    with walker.within(loops=(*walker.inside.loops, node)):
        for generator in node.generators:
            if generator is not first:
                walker.visit(generator.iter)
            walker.hidden = (*walker.hidden, frozenset(bound_in(generator.target)))
            for test in generator.ifs:
                walker.visit(test)
        for part in element(node):
            walker.visit(part)
    walker.hidden = hidden
    body, walker.block = walker.block, outer
    walker.block.append(Loop(tuple(body), node))
