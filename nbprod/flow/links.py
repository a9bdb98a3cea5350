"""Links from each read of a name to the bindings that reach it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nbprod.flow.effects import Knowledge
from nbprod.flow.layers import Layer
from nbprod.flow.record import (
    Attempt,
    Block,
    Called,
    Define,
    Event,
    Fork,
    Imported,
    Loop,
    Record,
    Touch,
)
from nbprod.values import set_once

ALTERNATIVES = 4
"""More bindings than this for one read say nothing."""


@set_once(frozen=True, slots=True, eq=False)
class Binding:
    """One way in which a name came to stand for something."""

    name: str
    how: str
    origin: str = ""
    """The absolute dotted name of an import."""
    value: ast.expr | None = None
    index: int | None = None
    define: Define | None = None
    annotation: ast.expr | None = None


Bindings = tuple[Binding, ...]
Scope = Layer[Bindings]


def link(records: Sequence[Record], knowledge: Knowledge) -> dict[int, Bindings]:
    """The bindings that reach each read, by the identity of its node."""
    linker = Linker(knowledge)
    for record in records:
        for statement in record.statements:
            linker.play(statement.events, linker.notebook)
    linker.finish()
    return linker.links


class Linker:
    """Plays the events of a notebook and links reads to bindings."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.links: dict[int, Bindings] = {}
        self.notebook: Scope = Layer()
        self._knowledge = knowledge
        self._defined: dict[int, Define] = {}
        self._origins: dict[int, str] = {}
        self._waiting: list[tuple[Define, tuple[Scope, ...]]] = []
        self._outer: tuple[Scope, ...] = ()

    def finish(self) -> None:
        """Link the bodies of functions, to what the notebook holds at its end."""
        while self._waiting:
            define, outer = self._waiting.pop()
            scope: Scope = Layer()
            for name, binding in parameters(define):
                scope.set(name, (binding,))
            self._outer = outer
            self.play(define.body, scope)
        self._outer = ()

    def play(self, block: Block, scope: Scope) -> None:
        """Play one block in a scope."""
        for event in block:
            if isinstance(event, Touch):
                kind = event.kind
                if kind == "read":
                    self.links[id(event.node)] = self.look_up(event.name, scope)
                elif kind == "bind":
                    scope.set(event.name, (self.binding(event),))
                elif kind == "delete":
                    scope.set(event.name, None)
            elif type(event) is not Called:
                self.other(event, scope)

    def other(self, event: Event, scope: Scope) -> None:
        """Link a definition, an import, or one of the shapes of control flow."""
        match event:
            case Imported():
                self.imported(event, scope)
            case Define():
                self.define(event, scope)
            case Loop():
                self.fork((event.body, ()), scope)
            case Fork():
                self.fork(event.branches, scope)
            case Attempt():
                self.fork((event.body, *event.handlers), scope)
                self.play(event.final, scope)

    def look_up(self, name: str, scope: Scope) -> Bindings:
        """What a name stands for here, or in the scopes around."""
        if not self._outer:
            return scope.get(name) or ()
        for layer in (scope, *self._outer):
            if (found := layer.get(name)) is not None:
                return found
        return ()

    def fork(self, branches: tuple[Block, ...], scope: Scope) -> None:
        """Play each way and keep what any of them binds."""
        ways = []
        for branch in branches:
            way: Scope = Layer(scope)
            self.play(branch, way)
            ways.append(way)
        scope.join(ways, either)

    def binding(self, event: Touch) -> Binding:
        """What a name is bound to, with the import or definition behind it."""
        origin = self._origins.get(id(event.node), "")
        define = self._defined.get(id(event.node))
        return Binding(event.name, event.how, origin, event.value, event.index, define)

    def imported(self, event: Imported, scope: Scope) -> None:
        """Bind what an import brings; a star import brings the exports that facts know."""
        what = event.what
        if what.name != "*":
            self._origins[id(what.node)] = what.origin
            return
        for name in self._knowledge.exports(what.module) or ():
            scope.set(name, (Binding(name, "star", f"{what.module}.{name}"),))

    def define(self, define: Define, scope: Scope) -> None:
        """Play the body of a class at once; that of a function waits until all names are known."""
        self._defined[id(define.node)] = define
        if define.kind == "class":
            inner: Scope = Layer()
            outer, self._outer = self._outer, (scope, *self._outer)
            self.play(define.body, inner)
            self._outer = outer
            return
        self._waiting.append((define, (scope, *self._outer)))


def either(name: str, found: list[Bindings | None]) -> Bindings | None:
    """The bindings of all ways; nothing if there are too many to say anything."""
    every = tuple(dict.fromkeys(b for bindings in found for b in bindings or ()))
    return every if every and len(every) <= ALTERNATIVES else None


def parameters(define: Define) -> list[tuple[str, Binding]]:
    """Bindings of a function's parameters, typed where annotated or defaulted."""
    spec = getattr(define.node, "args", None)
    if not isinstance(spec, ast.arguments):
        return []
    plain = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(spec.defaults))
    pairs = list(zip(plain, [*defaults, *spec.defaults], strict=True))
    pairs += list(zip(spec.kwonlyargs, spec.kw_defaults, strict=True))
    pairs += [(p, None) for p in (spec.vararg, spec.kwarg) if p is not None]
    return [
        (p.arg, Binding(p.arg, "parameter", "", default, None, None, p.annotation))
        for p, default in pairs
    ]
