"""Names that a scope surely has been given, event by event; how that serves says `completeness`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from nbprod.flow.forks import catches_name_error, constant_test, tested_name
from nbprod.flow.record import (
    Attempt,
    Block,
    Called,
    Define,
    Event,
    Fork,
    Imported,
    Leave,
    Loop,
    Touch,
)


class Unsure(Exception):
    """Something that only playing the notebook can tell."""


class Way(NamedTuple):
    """What one way through a fork does to the names that are given."""

    gives: list[str]
    takes: list[str]
    raises: bool


class Scope:
    """Goes through the events of one scope, and keeps which of its names are given."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self.given = set(given)
        self._was: dict[str, bool] = {}
        """Of each name that this way changed: whether it was given before."""
        self._raised = False
        self._dead = 0
        """How many ways that never run this is inside of."""
        self._guarded = 0
        """How many `try` statements this is inside of that handle a missing name."""

    def read(self, name: str, node: ast.AST | None = None) -> None:
        """Make sure of a name that is read, at a node if the statement itself reads it."""
        raise NotImplementedError

    def bind(self, event: Touch) -> None:
        """Give a name."""
        raise NotImplementedError

    def delete(self, event: Touch) -> None:
        """Take a name away."""
        self.take(event.name)

    def define(self, define: Define) -> None:
        """Take in a function or a class."""
        raise NotImplementedError

    def star(self, module: str, node: ast.AST) -> None:
        """Take in all that a module exports."""
        raise Unsure

    def give(self, name: str) -> None:
        """Count a name as given."""
        if name not in self.given:
            self._was.setdefault(name, False)
            self.given.add(name)

    def take(self, name: str) -> None:
        """Count a name as given no more."""
        if name in self.given:
            self._was.setdefault(name, True)
            self.given.discard(name)

    def run(self, block: Block) -> None:
        """Go through some events in order."""
        for event in block:
            kind = type(event)
            if kind is Called:
                continue
            if kind is Touch:
                self._touch(event)  # type: ignore[arg-type]
            else:
                self._other(event)

    def _touch(self, event: Touch) -> None:
        kind = event.kind
        if kind == "read":
            if not self._dead:
                self.read(event.name, event.node)
        elif kind == "bind":
            self.bind(event)
        elif kind == "delete":
            self.delete(event)

    def _other(self, event: Event) -> None:
        match event:
            case Define():
                self.define(event)
            case Imported() if event.what.name == "*":
                self.star(event.what.module, event.what.node)
            case Fork():
                self._fork(event)
            case Loop():
                self._join([self._way(event.body)])
            case Attempt():
                guarded = any(map(catches_name_error, event.node.handlers))
                self._guarded += guarded
                body = self._way(event.body)
                self._guarded -= guarded
                self._join([body, *(self._way(each, body.gives) for each in event.handlers)])
                self.run(event.final)
            case Leave(node=ast.Raise()):
                self._raised = True

    def _fork(self, event: Fork) -> None:
        """Go each way; one that never runs gives nothing, and nothing is missing there."""
        if tested_name(event.node)[0]:
            raise Unsure
        test = constant_test(event.node)
        if test is None:
            self._join([self._way(branch) for branch in event.branches])
            return
        live, dead = event.branches if test else event.branches[::-1]
        self.run(live)
        self._dead += 1
        self._way(dead)
        self._dead -= 1

    def _way(self, block: Block, also: Iterable[str] = ()) -> Way:
        """Go one way, and come back from it."""
        outer, self._was, raised, self._raised = self._was, {}, self._raised, False
        for name in also:
            self.give(name)
        self.run(block)
        changed = self._was.items()
        gives = [name for name, was in changed if not was and name in self.given]
        takes = [name for name, was in changed if was and name not in self.given]
        self.given.difference_update(gives)
        self.given.update(takes)
        way = Way(gives, takes, self._raised)
        self._was, self._raised = outer, raised or self._raised
        return way

    def _join(self, ways: Iterable[Way]) -> None:
        for way in ways:
            for name in way.takes:
                self.take(name)
            for name in () if way.raises else way.gives:
                self.give(name)


class Body(Scope):
    """The body of a function or a class: what it needs of the notebook."""

    def __init__(self, define: Define, around: tuple[frozenset[str], ...]) -> None:
        super().__init__(define.parameters)
        if define.globals:
            raise Unsure
        self.now: set[str] = set()
        """Names that a class body reads when it runs."""
        self.later: set[str] = set()
        """Names that are read when a function is called."""
        self._is_class = define.kind == "class"
        self._local = define.local
        self._around = around
        """The names of the functions around it."""
        self.run(define.body)

    def read(self, name: str, node: ast.AST | None = None) -> None:
        """Make sure of a name of its own, or need one of the notebook."""
        if name in self.given:
            return
        if name in self._local and not self._is_class:
            raise Unsure
        if not any(name in names for names in self._around):
            (self.now if self._is_class else self.later).add(name)

    def bind(self, event: Touch) -> None:
        """Give a name of its own."""
        if event.name not in self._local:
            raise Unsure
        self.give(event.name)

    def define(self, define: Define) -> None:
        """Need what a function or class inside needs; a class inside a function runs with it."""
        around = self._around if self._is_class else (self._local, *self._around)
        inner = Body(define, around)
        for name in inner.now:
            self.read(name)
        self.later |= inner.later
