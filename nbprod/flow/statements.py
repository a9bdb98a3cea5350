"""Statements, simple and compound."""

from __future__ import annotations

import ast

from nbprod.flow.expressions import call
from nbprod.flow.record import Attempt, Fork, Import, Imported, Leave, Loop
from nbprod.flow.shapes import negated
from nbprod.flow.targets import bind, change, remove
from nbprod.flow.walker import Walker, handles


@handles(ast.Expr)
def expression(walker: Walker, node: ast.Expr) -> None:
    walker.keep(node)
    value = node.value
    if isinstance(value, ast.Constant):
        return
    last = at_end(walker, node)
    if isinstance(value, ast.Call):
        call(walker, value, discarded=True, last=last)
    elif isinstance(value, ast.Await) and isinstance(value.value, ast.Call):
        call(walker, value.value, discarded=True, last=last, awaited=True)
    else:
        walker.visit(value)


def at_end(walker: Walker, node: ast.stmt) -> bool:
    """Whether a statement is the cell's last, at top level."""
    inside = walker.inside
    return inside.statement == walker.final and not (
        inside.function or inside.loops or inside.tests or inside.handled
    )


@handles(ast.Assign)
def assign(walker: Walker, node: ast.Assign) -> None:
    walker.keep(node)
    walker.visit(node.value)
    for target in node.targets:
        bind(walker, target, "assign", node.value)


@handles(ast.AnnAssign)
def annotated(walker: Walker, node: ast.AnnAssign) -> None:
    walker.keep(node)
    walker.visit(node.value)
    if not walker.delayed:
        walker.visit(node.annotation)
    if node.value is not None:
        bind(walker, node.target, "assign", node.value)


@handles(ast.AugAssign)
def augmented(walker: Walker, node: ast.AugAssign) -> None:
    walker.keep(node)
    if isinstance(node.target, ast.Name):
        walker.touch(node.target.id, "read", node.target)
        walker.visit(node.value)
        walker.touch(node.target.id, "bind", node, how="augmented", value=node.value)
    else:
        walker.visit(node.value)
        change(walker, node.target, node.value)


@handles(ast.Delete)
def delete(walker: Walker, node: ast.Delete) -> None:
    walker.keep(node)
    for target in node.targets:
        remove(walker, target)


@handles(ast.Import)
def import_(walker: Walker, node: ast.Import) -> None:
    walker.keep(node)
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        imported(walker, Import(alias.name, "", bound, alias, node, walker.inside))


@handles(ast.ImportFrom)
def import_from(walker: Walker, node: ast.ImportFrom) -> None:
    walker.keep(node)
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        bound = "" if alias.name == "*" else alias.asname or alias.name
        imported(walker, Import(module, alias.name, bound, alias, node, walker.inside))


def imported(walker: Walker, what: Import) -> None:
    """Write down one import, and the name that it binds."""
    walker.record.imports.append(what)
    walker.block.append(Imported(what))
    if what.bound:
        walker.touch(what.bound, "bind", what.node, how="import")


@handles(ast.Return, ast.Raise, ast.Break, ast.Continue)
def leave(walker: Walker, node: ast.stmt) -> None:
    walker.children(node)
    if isinstance(node, ast.Return) and node.value is not None:
        walker.returns.append(node.value)
    walker.block.append(Leave(node))


@handles(ast.If)
def if_(walker: Walker, node: ast.If) -> None:
    walker.keep(node)
    walker.visit(node.test)
    with walker.within(tests=(*walker.inside.tests, node.test)):
        body = walker.gather(node.body)
    with walker.within(tests=(*walker.inside.tests, negated(node.test))):
        other = walker.gather(node.orelse)
    walker.block.append(Fork((body, other), node))


@handles(ast.For, ast.AsyncFor)
def for_(walker: Walker, node: ast.For | ast.AsyncFor) -> None:
    walker.keep(node)
    walker.visit(node.iter)
    with walker.within(loops=(*walker.inside.loops, node)):
        outer, walker.block = walker.block, []
        bind(walker, node.target, "for", node.iter)
        walker.block.extend(walker.gather(node.body))
        body, walker.block = walker.block, outer
    walker.block.append(Loop(tuple(body), node))
    walker.block.extend(walker.gather(node.orelse))


@handles(ast.While)
def while_(walker: Walker, node: ast.While) -> None:
    walker.keep(node)
    walker.visit(node.test)
    with walker.within(loops=(*walker.inside.loops, node), tests=(*walker.inside.tests, node.test)):
        body = walker.gather(node.body)
    if isinstance(node.test, ast.Constant) and node.test.value:
        walker.block.append(Fork((body,), node))
    else:
        walker.block.append(Loop(body, node))
    walker.block.extend(walker.gather(node.orelse))


@handles(ast.With, ast.AsyncWith)
def with_(walker: Walker, node: ast.With | ast.AsyncWith) -> None:
    walker.keep(node)
    for item in node.items:
        walker.visit(item.context_expr)
        if item.optional_vars is not None:
            bind(walker, item.optional_vars, "with", item.context_expr)
    if any(map(_swallows, node.items)):
        walker.block.append(Fork((walker.gather(node.body), ()), node))
        return
    for statement in node.body:
        walker.visit(statement)


def _swallows(item: ast.withitem) -> bool:
    """Whether a block may end early and go on below: `with suppress(KeyError):`, `with raises(...)`."""
    called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
    name = getattr(called, "attr", getattr(called, "id", ""))
    return name in ("suppress", "raises", "assertRaises")


@handles(ast.Try, ast.TryStar)
def try_(walker: Walker, node: ast.Try | ast.TryStar) -> None:
    walker.keep(node)
    with walker.within(handled=(*walker.inside.handled, node)):
        body = walker.gather(node.body)
    body += walker.gather(node.orelse)
    handlers = tuple(walker.gather([handler]) for handler in node.handlers)
    walker.block.append(Attempt(body, handlers, walker.gather(node.finalbody), node))


@handles(ast.ExceptHandler)
def handler(walker: Walker, node: ast.ExceptHandler) -> None:
    walker.visit(node.type)
    if node.name:
        walker.touch(node.name, "bind", node, how="except")
    for statement in node.body:
        walker.visit(statement)
    if node.name:
        walker.touch(node.name, "delete", node)


@handles(ast.Match)
def match_(walker: Walker, node: ast.Match) -> None:
    walker.keep(node)
    walker.visit(node.subject)
    branches = [walker.gather([case]) for case in node.cases]
    last = node.cases[-1]
    whole = last.guard is None and isinstance(last.pattern, ast.MatchAs)
    if not (whole and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None):
        branches.append(())
    walker.block.append(Fork(tuple(branches), node))


@handles(ast.match_case)
def case(walker: Walker, node: ast.match_case) -> None:
    for part in ast.walk(node.pattern):
        match part:
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                walker.touch(name, "bind", part, how="match")
            case ast.MatchMapping(rest=str(name)):
                walker.touch(name, "bind", part, how="match")
            case ast.MatchValue() | ast.MatchClass():
                walker.visit(part.value if isinstance(part, ast.MatchValue) else part.cls)
    walker.visit(node.guard)
    for statement in node.body:
        walker.visit(statement)
