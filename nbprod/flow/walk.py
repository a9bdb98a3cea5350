"""One walk over a cell's tree: what lint, graph and extraction need is written down at once.

The walk follows Python's order of evaluation (Language Reference, 6.16): right side before
targets, decorators and defaults when the `def` is reached, a comprehension's first iterable
outside its own scope.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from nbprod.flow.record import (
    Attempt,
    Block,
    Call,
    Called,
    Define,
    Event,
    Fork,
    Import,
    Imported,
    Inside,
    Leave,
    Loop,
    Record,
    Statement,
    Text,
    Touch,
    TouchKind,
)
from nbprod.notebook.model import Parsed

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def walk(parsed: Parsed) -> Record:
    """Write down what one cell does."""
    record = Record(parsed.cell.ref, lines=parsed.masked.text.split("\n"))
    Walker(record).cell(parsed.tree)
    return record


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


class Walker:
    """Walks one cell; every method adds to the record and to the block being written."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.block: list[Event] = []
        self.hidden: tuple[frozenset[str], ...] = ()
        self.returns: list[ast.expr] = []
        self.inside = Inside(record.cell, 0)
        self.final = -1

    def cell(self, tree: ast.Module) -> None:
        """Walk every top-level statement."""
        statements = []
        self.final = len(tree.body) - 1
        for index, node in enumerate(tree.body):
            self.inside = Inside(self.record.cell, index)
            statements.append(Statement(index, node, self.gather([node])))
        self.record.statements = tuple(statements)

    # -- plumbing

    def gather(self, nodes: Iterable[ast.AST]) -> Block:
        """The events of some nodes, as a block of their own."""
        outer, self.block = self.block, []
        for node in nodes:
            self.visit(node)
        inner, self.block = self.block, outer
        return tuple(inner)

    def visit(self, node: ast.AST | None) -> None:
        """Write down one node."""
        if node is not None:
            handler = HANDLERS.get(type(node))
            if handler:
                handler(self, node)
            else:
                self.children(node)

    def children(self, node: ast.AST) -> None:
        """Write down what a node is made of, in order."""
        if isinstance(node, ast.stmt):
            self.record.nodes.append((node, self.inside))
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                self.visit(value)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)

    def touch(self, name: str, kind: TouchKind, node: ast.AST, **more: Any) -> None:
        """Write down that a name is touched, unless a comprehension hides it."""
        if not any(name in names for names in self.hidden):
            self.block.append(Touch(name, kind, node, **more))

    def keep(self, node: ast.AST) -> None:
        """Keep a node for checks that subscribe to its type."""
        self.record.nodes.append((node, self.inside))

    @contextmanager
    def within(self, **changes: Any) -> Iterator[None]:
        """Walk with other surroundings."""
        outer = self.inside
        fields = {name: getattr(outer, name) for name in Inside.__slots__}
        self.inside = Inside(**(fields | changes))
        try:
            yield
        finally:
            self.inside = outer

    # -- binding

    def bind(
        self, target: ast.AST, how: str, value: ast.expr | None = None, index: int | None = None
    ) -> None:
        """Write down what an assignment target binds or changes."""
        match target:
            case ast.Name():
                self.touch(target.id, "bind", target, how=how, value=value, index=index)
            case ast.Tuple() | ast.List():
                self.unpack(target, how, value)
            case ast.Starred():
                self.bind(target.value, "unpack")
            case ast.Attribute() | ast.Subscript():
                self.change(target, value)

    def unpack(self, target: ast.Tuple | ast.List, how: str, value: ast.expr | None) -> None:
        """Pair targets with the elements of a literal right side, where there is one."""
        if (
            isinstance(value, ast.Tuple | ast.List)
            and len(value.elts) == len(target.elts)
            and not any(isinstance(e, ast.Starred) for e in (*value.elts, *target.elts))
        ):
            for element, part in zip(target.elts, value.elts, strict=True):
                self.bind(element, how, part)
            return
        for index, element in enumerate(target.elts):
            self.bind(element, how if how in ("for", "with") else "unpack", value, index)

    def change(self, target: ast.Attribute | ast.Subscript, value: ast.expr | None = None) -> None:
        """Write down `x.a = ...`, `x[i] = ...`, `del x[i]`: the object is changed in place."""
        self.keep(target)
        self.visit(target.value)
        if isinstance(target, ast.Subscript):
            self.visit(target.slice)
        if (name := root(target)) is not None:
            how = "attribute" if isinstance(target, ast.Attribute) else "item"
            if isinstance(target.ctx, ast.Del):
                how = f"delete-{how}"
            self.touch(name.id, "change", target, how=how, value=value)

    # -- expressions

    def name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.touch(node.id, "read", node)

    def attribute(self, node: ast.Attribute) -> None:
        self.keep(node)
        self.visit(node.value)

    def subscript(self, node: ast.Subscript) -> None:
        self.keep(node)
        self.visit(node.value)
        self.visit(node.slice)

    def constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.record.strings.append(Text(node, self.inside))

    def joined(self, node: ast.JoinedStr) -> None:
        self.record.strings.append(Text(node, self.inside))
        for part in node.values:
            if not isinstance(part, ast.Constant):
                self.visit(part)

    def call(self, node: ast.Call, **shown: bool) -> None:
        written = dotted(node.func)
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)
            written = written or f".{node.func.attr}"
        else:
            self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            self.visit(keyword.value)
        call = Call(written, node, self.inside, **shown)
        self.record.calls.append(call)
        self.block.append(Called(call))

    def await_(self, node: ast.Await) -> None:
        if isinstance(node.value, ast.Call):
            self.call(node.value, awaited=True)
        else:
            self.visit(node.value)

    def walrus(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        hidden, self.hidden = self.hidden, ()
        self.bind(node.target, "walrus", node.value)
        self.hidden = hidden

    def conditional(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        with self.within(tests=(*self.inside.tests, node.test)):
            self.visit(node.body)
        with self.within(tests=(*self.inside.tests, negated(node.test))):
            self.visit(node.orelse)

    def lambda_(self, node: ast.Lambda) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.visit(default)
        self.define(node, "", [node.body], (node.body,))

    def comprehension(self, node: Comprehension) -> None:
        first = node.generators[0]
        self.visit(first.iter)
        outer, self.block = self.block, []
        hidden = self.hidden
        with self.within(loops=(*self.inside.loops, node)):
            for generator in node.generators:
                if generator is not first:
                    self.visit(generator.iter)
                self.hidden = (*self.hidden, frozenset(bound_in(generator.target)))
                for test in generator.ifs:
                    self.visit(test)
            for part in element(node):
                self.visit(part)
        self.hidden = hidden
        body, self.block = self.block, outer
        self.block.append(Loop(tuple(body), node))

    # -- simple statements

    def expression(self, node: ast.Expr) -> None:
        self.keep(node)
        value = node.value
        if isinstance(value, ast.Constant):
            return
        last = self.at_end(node)
        if isinstance(value, ast.Call):
            self.call(value, discarded=True, last=last)
        elif isinstance(value, ast.Await) and isinstance(value.value, ast.Call):
            self.call(value.value, discarded=True, last=last, awaited=True)
        else:
            self.visit(value)

    def at_end(self, node: ast.stmt) -> bool:
        """Whether a statement is the cell's last, at top level."""
        inside = self.inside
        return inside.statement == self.final and not (
            inside.function or inside.loops or inside.tests or inside.handled
        )

    def assign(self, node: ast.Assign) -> None:
        self.keep(node)
        self.visit(node.value)
        for target in node.targets:
            self.bind(target, "assign", node.value)

    def annotated(self, node: ast.AnnAssign) -> None:
        self.keep(node)
        self.visit(node.value)
        if not self.inside.function:
            self.visit(node.annotation)
        if node.value is not None:
            self.bind(node.target, "assign", node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        self.keep(node)
        if isinstance(node.target, ast.Name):
            self.touch(node.target.id, "read", node.target)
            self.visit(node.value)
            self.touch(node.target.id, "bind", node, how="augmented", value=node.value)
        else:
            self.visit(node.value)
            self.change(node.target, node.value)

    def delete(self, node: ast.Delete) -> None:
        self.keep(node)
        for target in node.targets:
            self.remove(target)

    def remove(self, target: ast.expr) -> None:
        match target:
            case ast.Name():
                self.touch(target.id, "delete", target)
            case ast.Tuple() | ast.List():
                for element in target.elts:
                    self.remove(element)
            case ast.Attribute() | ast.Subscript():
                self.change(target)

    def import_(self, node: ast.Import) -> None:
        self.keep(node)
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self.imported(Import(alias.name, "", bound, alias, node, self.inside))

    def import_from(self, node: ast.ImportFrom) -> None:
        self.keep(node)
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            bound = "" if alias.name == "*" else alias.asname or alias.name
            self.imported(Import(module, alias.name, bound, alias, node, self.inside))

    def imported(self, what: Import) -> None:
        self.record.imports.append(what)
        self.block.append(Imported(what))
        if what.bound:
            self.touch(what.bound, "bind", what.node, how="import")

    def leave(self, node: ast.stmt) -> None:
        self.children(node)
        if isinstance(node, ast.Return) and node.value is not None:
            self.returns.append(node.value)
        self.block.append(Leave(node))

    # -- compound statements

    def if_(self, node: ast.If) -> None:
        self.keep(node)
        self.visit(node.test)
        with self.within(tests=(*self.inside.tests, node.test)):
            body = self.gather(node.body)
        with self.within(tests=(*self.inside.tests, negated(node.test))):
            other = self.gather(node.orelse)
        if isinstance(node.test, ast.Constant):
            self.block.extend(body if node.test.value else other)
        else:
            self.block.append(Fork((body, other), node))

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.keep(node)
        self.visit(node.iter)
        with self.within(loops=(*self.inside.loops, node)):
            outer, self.block = self.block, []
            self.bind(node.target, "for", node.iter)
            self.block.extend(self.gather(node.body))
            body, self.block = self.block, outer
        self.block.append(Loop(tuple(body), node))
        self.block.extend(self.gather(node.orelse))

    def while_(self, node: ast.While) -> None:
        self.keep(node)
        self.visit(node.test)
        with self.within(loops=(*self.inside.loops, node), tests=(*self.inside.tests, node.test)):
            body = self.gather(node.body)
        if isinstance(node.test, ast.Constant) and node.test.value:
            self.block.append(Fork((body,), node))
        else:
            self.block.append(Loop(body, node))
        self.block.extend(self.gather(node.orelse))

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        self.keep(node)
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, "with", item.context_expr)
        for statement in node.body:
            self.visit(statement)

    def try_(self, node: ast.Try | ast.TryStar) -> None:
        self.keep(node)
        with self.within(handled=(*self.inside.handled, node)):
            body = self.gather(node.body)
        body += self.gather(node.orelse)
        handlers = tuple(self.gather([handler]) for handler in node.handlers)
        self.block.append(Attempt(body, handlers, self.gather(node.finalbody), node))

    def handler(self, node: ast.ExceptHandler) -> None:
        self.visit(node.type)
        if node.name:
            self.touch(node.name, "bind", node, how="except")
        for statement in node.body:
            self.visit(statement)
        if node.name:
            self.touch(node.name, "delete", node)

    def match_(self, node: ast.Match) -> None:
        self.keep(node)
        self.visit(node.subject)
        branches = [self.gather([case]) for case in node.cases]
        last = node.cases[-1]
        whole = last.guard is None and isinstance(last.pattern, ast.MatchAs)
        if not (whole and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None):
            branches.append(())
        self.block.append(Fork(tuple(branches), node))

    def case(self, node: ast.match_case) -> None:
        for part in ast.walk(node.pattern):
            match part:
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    self.touch(name, "bind", part, how="match")
                case ast.MatchMapping(rest=str(name)):
                    self.touch(name, "bind", part, how="match")
                case ast.MatchValue() | ast.MatchClass():
                    self.visit(part.value if isinstance(part, ast.MatchValue) else part.cls)
        self.visit(node.guard)
        for statement in node.body:
            self.visit(statement)

    # -- definitions

    def function(self, node: Function) -> None:
        self.keep(node)
        for decorator in node.decorator_list:
            self.visit(decorator)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.visit(default)
        for annotation in annotation_parts(node):
            self.visit(annotation)
        self.define(node, node.name, node.body)
        self.touch(node.name, "bind", node, how="def")

    def class_(self, node: ast.ClassDef) -> None:
        self.keep(node)
        for decorator in node.decorator_list:
            self.visit(decorator)
        for base in node.bases:
            self.visit(base)
        for keyword in node.keywords:
            self.visit(keyword.value)
        self.define(node, node.name, node.body)
        self.touch(node.name, "bind", node, how="class")

    def define(
        self,
        node: Function | ast.Lambda | ast.ClassDef,
        name: str,
        body: Iterable[ast.AST],
        returns: tuple[ast.expr, ...] = (),
    ) -> None:
        """Write down a definition; its body becomes a block of its own."""
        outer_returns, self.returns = self.returns, list(returns)
        outer_hidden, self.hidden = self.hidden, self.hidden if isinstance(node, ast.Lambda) else ()
        path = ".".join(filter(None, (self.inside.function, name or "<lambda>")))
        with self.within(function=path, loops=(), tests=(), handled=()):
            block = self.gather(body)
        parameters = () if isinstance(node, ast.ClassDef) else parameter_names(node.args)
        shared = frozenset(declared(block_nodes(node), ast.Global))
        outer = frozenset(declared(block_nodes(node), ast.Nonlocal))
        definition = Define(
            name,
            KINDS[type(node)],
            node,
            parameters,
            (frozenset(parameters) | frozenset(bound_names(block))) - shared - outer,
            shared,
            block,
            tuple(self.returns),
            tuple(e for e in block if isinstance(e, Define) and e.kind == "function"),
            tuple(node.bases) if isinstance(node, ast.ClassDef) else (),
            bool(getattr(node, "decorator_list", ())),
        )
        self.returns, self.hidden = outer_returns, outer_hidden
        self.record.definitions.append(definition)
        self.block.append(definition)


KINDS: dict[type, Any] = {
    ast.FunctionDef: "function",
    ast.AsyncFunctionDef: "function",
    ast.Lambda: "lambda",
    ast.ClassDef: "class",
}

HANDLERS: dict[type, Callable[[Any, Any], None]] = {
    ast.Name: Walker.name,
    ast.Attribute: Walker.attribute,
    ast.Subscript: Walker.subscript,
    ast.Constant: Walker.constant,
    ast.JoinedStr: Walker.joined,
    ast.Call: Walker.call,
    ast.Await: Walker.await_,
    ast.NamedExpr: Walker.walrus,
    ast.IfExp: Walker.conditional,
    ast.Lambda: Walker.lambda_,
    ast.ListComp: Walker.comprehension,
    ast.SetComp: Walker.comprehension,
    ast.DictComp: Walker.comprehension,
    ast.GeneratorExp: Walker.comprehension,
    ast.Expr: Walker.expression,
    ast.Assign: Walker.assign,
    ast.AnnAssign: Walker.annotated,
    ast.AugAssign: Walker.augmented,
    ast.Delete: Walker.delete,
    ast.Import: Walker.import_,
    ast.ImportFrom: Walker.import_from,
    ast.Return: Walker.leave,
    ast.Raise: Walker.leave,
    ast.Break: Walker.leave,
    ast.Continue: Walker.leave,
    ast.If: Walker.if_,
    ast.For: Walker.for_,
    ast.AsyncFor: Walker.for_,
    ast.While: Walker.while_,
    ast.With: Walker.with_,
    ast.AsyncWith: Walker.with_,
    ast.Try: Walker.try_,
    ast.TryStar: Walker.try_,
    ast.ExceptHandler: Walker.handler,
    ast.Match: Walker.match_,
    ast.match_case: Walker.case,
    ast.FunctionDef: Walker.function,
    ast.AsyncFunctionDef: Walker.function,
    ast.ClassDef: Walker.class_,
}


def negated(test: ast.expr) -> ast.UnaryOp:
    """The condition under which the other branch runs."""
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def element(node: Comprehension) -> tuple[ast.expr, ...]:
    """What a comprehension yields."""
    return (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)


def bound_in(target: ast.AST) -> Iterator[str]:
    """Every name that an assignment target binds."""
    for part in ast.walk(target):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
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


def block_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a body, those of nested definitions left out."""
    body = getattr(node, "body", [])
    todo = list(body) if isinstance(body, list) else [body]
    while todo:
        found = todo.pop()
        yield found
        if not isinstance(
            found, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
        ):
            todo.extend(ast.iter_child_nodes(found))


def declared(
    nodes: Iterable[ast.AST], kind: type[ast.Global] | type[ast.Nonlocal]
) -> Iterator[str]:
    """Names declared `global` or `nonlocal`."""
    for node in nodes:
        if isinstance(node, kind):
            yield from node.names


def bound_names(block: Block) -> Iterator[str]:
    """Every name that a block binds or deletes, whichever way it takes."""
    for event in block:
        match event:
            case Touch(kind="bind" | "delete"):
                yield event.name
            case Fork():
                for branch in event.branches:
                    yield from bound_names(branch)
            case Loop():
                yield from bound_names(event.body)
            case Attempt():
                for part in (event.body, *event.handlers, event.final):
                    yield from bound_names(part)
