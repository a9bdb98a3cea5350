"""The walker: where it is in a cell, and the block of events that it is writing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from nbprod.flow.inner import INNER
from nbprod.flow.record import Block, Event, Inside, Record, Statement, Touch, TouchKind

Handler = TypeVar("Handler", bound=Callable[..., None])

HANDLERS: dict[type, Callable[[Any, Any], None]] = {}
"""What to do with a node, by its type; other nodes are walked through."""


def handles(*kinds: type) -> Callable[[Handler], Handler]:
    """Let a function write down nodes of these types."""

    def subscribe(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(kinds, function))
        return function

    return subscribe


class Walker:
    """Walks one cell; handlers add to the record and to the block being written."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.block: list[Event] = []
        self.hidden: tuple[frozenset[str], ...] = ()
        self.returns: list[ast.expr] = []
        self.shared: set[str] = set()
        self.outer: set[str] = set()
        self.delayed = False
        """Whether this is the body of a function, which waits for a call and asks no annotation."""
        self.inside = Inside(record.cell, 0)
        self.final = -1

    def cell(self, tree: ast.Module) -> None:
        """Walk every top-level statement."""
        statements = []
        self.final = len(tree.body) - 1
        for index, node in enumerate(tree.body):
            self.inside = Inside(self.record.cell, index)
            self.block = []
            self.visit(node)
            statements.append(Statement(index, node, tuple(self.block)))
        self.record.statements = tuple(statements)

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
        for name in INNER[type(node)]:
            value = getattr(node, name, None)
            if type(value) is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def read(self, node: ast.Name) -> None:
        """Write down that a name is read, unless a comprehension hides it."""
        if not (self.hidden and any(node.id in names for names in self.hidden)):
            self.block.append(Touch(node.id, "read", node))

    def touch(self, name: str, kind: TouchKind, node: ast.AST, **more: Any) -> None:
        """Write down that a name is touched, unless a comprehension hides it."""
        if not (self.hidden and any(name in names for names in self.hidden)):
            self.block.append(Touch(name, kind, node, **more))

    def keep(self, node: ast.AST) -> None:
        """Keep a node for checks that subscribe to its type."""
        self.record.nodes.append((node, self.inside))

    def within(self, **changes: Any) -> Within:
        """Walk with other surroundings."""
        outer, given = self.inside, changes.get
        inner = Inside(
            outer.cell,
            outer.statement,
            given("function", outer.function),
            given("loops", outer.loops),
            given("tests", outer.tests),
            given("handled", outer.handled),
        )
        return Within(self, inner)


class Within:
    """Other surroundings for a while; a class, since a generator costs four times as much."""

    __slots__ = ("_inner", "_outer", "_walker")

    def __init__(self, walker: Walker, inner: Inside) -> None:
        self._walker = walker
        self._inner = inner
        self._outer = walker.inside

    def __enter__(self) -> None:
        self._walker.inside = self._inner

    def __exit__(self, *error: object) -> None:
        self._walker.inside = self._outer
