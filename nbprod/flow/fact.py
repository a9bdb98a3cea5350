"""Facts as values: what one library call does, and what is known of a type."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

SOURCES = frozenset(
    [
        "file",
        "url",
        "database",
        "bucket",
        "download",
        "dataset",
        "manual",
        "clipboard",
        "upload",
        "input",
        "api",
        "model",
        "stream",
    ]
)
"""The kinds of `reads` and `writes`."""

Slot = int | str
"""A part of a call: `"self"`, a position, or a keyword."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one library call does."""

    returns: Slot | None = None
    like: tuple[Slot, ...] = ()
    """What must be of the type in `returns` as well, as far as its type is known."""
    reads: str = ""
    writes: str = ""
    argument: tuple[Slot, ...] = ()
    into: tuple[Slot, ...] = ()
    """Where a download is put; none where its library keeps it."""
    format: str = ""
    changes: tuple[Slot, ...] = ()
    shares: tuple[Slot, ...] = ()
    uses: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    shows: bool = False
    calls: tuple[Slot, ...] = ()
    with_: tuple[tuple[Slot, tuple[object, ...]], ...] = ()
    without: tuple[Slot, ...] = ()
    certain: bool = True
    """False where the receiver's type is unknown and all known methods of the name agree."""
    general: bool = False
    """Whether it is said of the rest of a module, and of nothing in it by name."""

    def holds_for(self, call: ast.Call) -> bool:
        """Whether the conditions of `with` and `without` hold for a call."""
        if self.without and any(_is_given(call, slot) for slot in self.without):
            return False
        if not self.with_:
            return True
        return all(_literal(argument(call, slot)) in values for slot, values in self.with_)

    def may_hold_for(self, call: ast.Call) -> bool:
        """Whether the conditions may hold, as far as can be read here: `inplace=flag`, `**options`."""
        if self.without and any(_is_given(call, slot) for slot in self.without):
            return False
        return all(_may_be(call, slot, values) for slot, values in self.with_)

    @property
    def weight(self) -> int:
        """How specific the fact is."""
        return len(self.with_) + len(self.without)


@dataclass(frozen=True, slots=True)
class TypeFact:
    """What is known of a type."""

    name: str
    bases: tuple[str, ...] = ()
    items: str = ""
    iterates: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    views: frozenset[str] = frozenset()
    immutable: bool = False
    picture: Mapping[str, str] = field(default_factory=dict)
    """What writes one that a notebook shows as a picture, by the ending of the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One library's facts."""

    calls: Mapping[str, tuple[Fact, ...]]
    """By absolute dotted name; methods as `type.method`; `prefix.*` and `prefix.**` for what has no fact."""
    types: Mapping[str, TypeFact]
    distribution: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Dotted prefixes of this library and those under which their facts stand."""


def arguments(call: ast.Call, slots: Iterable[Slot]) -> Iterator[ast.expr]:
    """The expressions that stand in `slots` of a call; absent ones are passed over."""
    for slot in slots:
        if (found := argument(call, slot)) is not None:
            yield found


def argument(call: ast.Call, slot: Slot) -> ast.expr | None:
    """The expression in one slot; None where the call does not give it."""
    if slot == "self":
        return call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(slot, int):
        before = call.args[: slot + 1]
        if slot < len(call.args) and not any(isinstance(a, ast.Starred) for a in before):
            return call.args[slot]
        return None
    return next((k.value for k in call.keywords if k.arg == slot), None)


def looks_like_class(name: str) -> bool:
    """Whether a dotted name ends like a class: `sklearn.svm.SVC`, `torch.nn.Linear`."""
    last = name.rpartition(".")[2]
    return "." in name and not name.startswith(".") and last[:1].isupper() and len(last) > 1


def _is_given(call: ast.Call, slot: Slot) -> bool:
    """Whether an argument says something: `random_state=None` says as much as nothing."""
    node = argument(call, slot)
    return node is not None and _literal(node) is not None


def _may_be(call: ast.Call, slot: Slot, values: tuple[object, ...]) -> bool:
    """Whether an argument may be one of some literals; what is not written is its default."""
    node = argument(call, slot)
    if node is None:
        return any(keyword.arg is None for keyword in call.keywords) and isinstance(slot, str)
    return not isinstance(node, ast.Constant) or node.value in values


def _literal(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else _NOT_LITERAL


_NOT_LITERAL = object()
