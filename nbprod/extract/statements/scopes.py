"""What one statement asks of the names around it, and what it leaves.

Functions are about to become the scopes of code that was written for the notebook's one
namespace, so everything here is exact about Python's scoping: what is read before it is bound,
what is bound on every way and what only on some, and what a function reads when it is called.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from nbprod.flow.record import (
    Attempt,
    Block,
    Called,
    Define,
    Fork,
    Imported,
    Loop,
    Touch,
)
from nbprod.flow.results import leaves

StringNames = Callable[[ast.Call], Iterable[str]]
"""The names that a call reads from a text, such as `df.query("x > @limit")`."""


@dataclass(slots=True)
class Uses:
    """What a block of events does to the names of the scope that it stands in."""

    reads: dict[str, list[ast.AST]] = field(default_factory=dict)
    """Names read before the block itself has surely bound them, with the nodes that read."""
    every: dict[str, list[ast.AST]] = field(default_factory=dict)
    """Every node that reads a name of this scope, those inside functions included."""
    must: dict[str, None] = field(default_factory=dict)
    """Names bound on every way through."""
    may: dict[str, None] = field(default_factory=dict)
    """Names bound on some way; all of `must` included."""
    binds: dict[str, None] = field(default_factory=dict)
    """Names bound by the block itself, not by functions through `global`."""
    deleted: dict[str, None] = field(default_factory=dict)
    """Names unbound at the end."""
    late: dict[str, None] = field(default_factory=dict)
    """Names that functions, lambdas and generators read when they run."""
    open: dict[str, None] = field(default_factory=dict)
    """Those of `late` that are not surely bound already where the function is made."""
    shared: dict[str, None] = field(default_factory=dict)
    """Names that functions bind through `global`."""
    texts: dict[str, None] = field(default_factory=dict)
    """Names read from texts: they must be locals of the function that holds the call."""
    calls: list[ast.Call] = field(default_factory=list)
    """Calls that happen here, not those inside functions."""
    defines: list[Define] = field(default_factory=list)
    conditional: dict[str, None] = field(default_factory=dict)
    """Names bound only in a branch of an `if`, `match` or handler."""


def uses_of(
    block: Block,
    string_names: StringNames,
    surely_runs: Callable[[ast.AST], bool] = lambda loop: False,
) -> Uses:
    """Play a block once; what a loop binds that `surely_runs` is bound below it."""
    reader = _Reader(string_names, surely_runs)
    reader.play(block)
    return reader.uses


class _Reader:
    def __init__(self, string_names: StringNames, surely_runs: Callable[[ast.AST], bool]) -> None:
        self.uses = Uses()
        self._surely_runs = surely_runs
        self._string_names = string_names
        self._bound: dict[str, None] = {}
        self._conditional = 0

    def play(self, block: Block) -> None:
        for event in block:
            match event:
                case Touch(kind="read"):
                    self._read(event.name, event.node)
                case Touch(kind="bind"):
                    self._bind(event.name)
                case Touch(kind="delete"):
                    self._delete(event)
                case Called():
                    self._called(event.call.node)
                case Imported() if event.what.bound == "":
                    self.uses.may["*"] = None
                case Define():
                    self._define(event)
                case Loop():
                    self._loop(event)
                case Fork():
                    self._ways(list(event.branches), conditional=True)
                case Attempt():
                    self._attempt(event)
        self.uses.must = dict(self._bound)

    def _read(self, name: str, node: ast.AST) -> None:
        self.uses.every.setdefault(name, []).append(node)
        if name not in self._bound:
            self.uses.reads.setdefault(name, []).append(node)

    def _bind(self, name: str) -> None:
        self._bound[name] = None
        self.uses.may[name] = None
        self.uses.binds[name] = None
        self.uses.deleted.pop(name, None)
        if self._conditional:
            self.uses.conditional[name] = None

    def _delete(self, event: Touch) -> None:
        if isinstance(event.node, ast.Name):
            self._read(event.name, event.node)
        self._bound.pop(event.name, None)
        self.uses.deleted[event.name] = None

    def _called(self, node: ast.Call) -> None:
        self.uses.calls.append(node)
        for name in self._string_names(node):
            self.uses.texts[name] = None
            if name not in self._bound:
                self.uses.reads.setdefault(name, []).append(node)

    def _define(self, define: Define) -> None:
        self.uses.defines.append(define)
        if define.kind == "class":
            self._class_body(define)
            return
        free = free_names(define, self._string_names)
        for name, nodes in free.reads.items():
            self.uses.every.setdefault(name, []).extend(nodes)
        self._late(free.reads)
        self.uses.shared.update(free.shared)
        self.uses.texts.update(free.texts)
        for name in free.shared:
            self.uses.may[name] = None

    def _late(self, names: Iterable[str]) -> None:
        for name in names:
            self.uses.late[name] = None
            if name not in self._bound:
                self.uses.open[name] = None

    def _class_body(self, define: Define) -> None:
        """A class body runs now, in a scope of its own that its methods do not see."""
        inner = uses_of(define.body, self._string_names)
        for name, nodes in inner.every.items():
            outside = [
                n for n in nodes if name not in define.local or n in inner.reads.get(name, ())
            ]
            late = name in inner.late
            if outside or late:
                self.uses.every.setdefault(name, []).extend(nodes if late else outside)
        for name, nodes in inner.reads.items():
            if name not in self._bound:
                self.uses.reads.setdefault(name, []).extend(nodes)
        self._late(inner.late)
        self.uses.shared.update(inner.shared)
        self.uses.texts.update(inner.texts)
        self.uses.calls += inner.calls

    def _loop(self, loop: Loop) -> None:
        if isinstance(loop.node, ast.GeneratorExp):
            inner = uses_of(loop.body, self._string_names)
            self._late(inner.every)
        if self._surely_runs(loop.node):
            self._play_inner(loop.body)
        else:
            self._ways([loop.body, ()], conditional=False)

    def _ways(self, branches: list[Block], *, conditional: bool) -> None:
        """Play each branch from the same start; what all of them bind is surely bound."""
        start = dict(self._bound)
        alive: list[dict[str, None]] = []
        self._conditional += conditional
        for branch in branches:
            self._bound = dict(start)
            self._play_inner(branch)
            if not leaves(branch):
                alive.append(self._bound)
        self._conditional -= conditional
        self._bound = _common(alive) if alive else start

    def _play_inner(self, block: Block) -> None:
        must = self.uses.must
        self.play(block)
        self.uses.must = must

    def _attempt(self, event: Attempt) -> None:
        start = dict(self._bound)
        self._play_inner(event.body)
        after = [self._bound] if not leaves(event.body) else []
        self._conditional += 1
        for handler in event.handlers:
            self._bound = dict(start)
            self._play_inner(handler)
            if not leaves(handler):
                after.append(self._bound)
        self._conditional -= 1
        self._bound = _common(after) if after else start
        stops = leaves(event.body)  # what stands below a `raise` is bound by nobody
        if stops or not after or any(set(a) != set(after[0]) for a in after):
            for name in self.uses.may:
                if name not in self._bound:
                    self.uses.conditional[name] = None
        self._play_inner(event.final)


def _common(ways: list[dict[str, None]]) -> dict[str, None]:
    return {name: None for name in ways[0] if all(name in way for way in ways[1:])}


@dataclass(slots=True)
class Free:
    """What a function asks of the scopes around it when it runs."""

    reads: dict[str, list[ast.AST]] = field(default_factory=dict)
    shared: dict[str, None] = field(default_factory=dict)
    """Names that it binds in the notebook through `global`."""
    texts: dict[str, None] = field(default_factory=dict)
    nested: dict[str, None] = field(default_factory=dict)
    """Names that only inner functions, lambdas and generators read: later than the call."""
    local: frozenset[str] = frozenset()
    """Names of its own and of everything inside it."""


def free_names(define: Define, string_names: StringNames) -> Free:
    """The names that a function reads from outside, wherever inside it they stand."""
    free = Free(local=define.local)
    own = set(define.local)
    for event in _events(define.body):
        match event:
            case Touch(kind="read") if event.name not in own:
                free.reads.setdefault(event.name, []).append(event.node)
            case Touch(kind="bind" | "delete") if event.name in define.globals:
                free.shared[event.name] = None
            case Called():
                for name in string_names(event.call.node):
                    if name not in own:
                        free.texts[name] = None
                        free.reads.setdefault(name, []).append(event.call.node)
            case Define():
                _inner(free, event, own if define.kind != "class" else set(), string_names)
            case Loop(node=ast.GeneratorExp()):
                inner = [e for e in _events(event.body) if isinstance(e, Touch)]
                free.nested.update({e.name: None for e in inner if e.name not in own})
    return free


def _inner(free: Free, define: Define, own: set[str], string_names: StringNames) -> None:
    inner = free_names(define, string_names)
    hidden = own - define.globals
    for name, nodes in inner.reads.items():
        if name not in hidden:
            free.reads.setdefault(name, []).extend(nodes)
            free.nested[name] = None
    free.shared.update(inner.shared)
    free.texts.update({name: None for name in inner.texts if name not in hidden})
    free.local |= inner.local


def _events(block: Block) -> Iterator[Touch | Called | Define | Loop | Imported]:
    """All events of a block, whatever the way; bodies of definitions are left closed."""
    for event in block:
        match event:
            case Fork():
                for branch in event.branches:
                    yield from _events(branch)
            case Loop():
                yield event
                yield from _events(event.body)
            case Attempt():
                for part in (event.body, *event.handlers, event.final):
                    yield from _events(part)
            case Touch() | Called() | Define() | Imported():
                yield event


def read_by_texts(define: Define, string_names: StringNames) -> Iterator[tuple[Define, list[str]]]:
    """A function and those inside it, each with the names that nothing but texts in it read."""
    events = list(_events(define.body))
    calls = (event.call.node for event in events if isinstance(event, Called))
    named = {name: None for call in calls for name in string_names(call)}
    said = {event.name for event in events if isinstance(event, Touch)}
    names = [name for name in named if name not in said | define.local]
    if names and define.kind == "function":
        yield define, names
    for event in events:
        if isinstance(event, Define):
            yield from read_by_texts(event, string_names)


def is_free_of_class_trap(define: Define) -> bool:
    """Whether a class body never reads a name of the scope around it and binds the same name.

    In a function such a read would look for a global (`class A: x = x`).
    """
    inner = uses_of(define.body, lambda call: ())
    return not (set(inner.reads) & set(define.local))
