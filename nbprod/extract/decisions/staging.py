"""What each stage takes from the stages before it and gives to those after."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nbprod.extract.decisions.asking import Asks, Work
from nbprod.extract.decisions.imports import import_lines
from nbprod.extract.decisions.results import results
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS


@dataclass(slots=True, eq=False)
class Scope:
    """One stage, as its names are worked out."""

    pieces: list[Piece]
    exposed: dict[str, None] = field(default_factory=dict)
    """Values that it reads before it has surely bound them."""
    must: dict[str, None] = field(default_factory=dict)
    may: dict[str, None] = field(default_factory=dict)
    deleted: dict[str, None] = field(default_factory=dict)
    own: dict[str, None] = field(default_factory=dict)
    """Deleted values that it had surely bound itself."""
    conditional: dict[str, None] = field(default_factory=dict)
    shared: dict[str, None] = field(default_factory=dict)
    settings: dict[str, None] = field(default_factory=dict)
    available: frozenset[str] = frozenset()
    """Values that stand when it begins."""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    surely: frozenset[str] = frozenset()
    """Taken values that it surely changes in place."""
    starts: dict[str, str] = field(default_factory=dict)
    """Names that the function binds first of all, and to what."""
    again: dict[str, str] = field(default_factory=dict)
    """Imports of an earlier stage that it makes for itself: of what is there only by then."""


def scopes(work: Work, groups: Iterable[Sequence[Piece]]) -> list[Scope]:
    """Work out the names of every stage."""
    found = [_scope(work, list(group)) for group in groups]
    _available(found)
    _changes(work, found)
    needed: set[str] = set()
    anew: set[str] = set()
    for scope in reversed(found):
        needed = _settle(scope, needed, anew, work)
        anew.update(scope.must)
    return found


def _scope(work: Work, pieces: list[Piece]) -> Scope:
    scope = Scope(pieces)
    for piece in pieces:
        _add(scope, work.asks[piece], piece)
    scope.exposed = dict.fromkeys(scope.exposed)
    return scope


def _add(scope: Scope, asks: Asks, piece: Piece) -> None:
    # A loop may never run, yet a function made in it finds the loop's own variable.
    done = piece.uses.late.keys() - piece.uses.open.keys()
    for name in (*asks.reads, *(name for name in asks.late if name not in done)):
        if name not in scope.must:
            scope.exposed[name] = None
    for name in asks.deleted:
        if name in scope.must:
            scope.own[name] = None
        scope.must.pop(name, None)
        scope.deleted[name] = None
    for name in asks.may:
        scope.may[name] = None
        scope.deleted.pop(name, None)
    for name in asks.must:
        scope.must[name] = None
    for name in asks.conditional:
        if name not in scope.must:
            scope.conditional[name] = None
    scope.shared.update(asks.shared)
    scope.settings.update(asks.settings)


def _available(found: Sequence[Scope]) -> None:
    there: dict[str, None] = {}
    for scope in found:
        scope.available = frozenset(there)
        for name in scope.deleted:
            there.pop(name, None)
        there.update(dict.fromkeys(n for n in scope.may if n not in scope.deleted))


def _settle(scope: Scope, needed: set[str], anew: set[str], work: Work) -> set[str]:
    """Takes and gives of one stage, from what later stages need, and what they bind `anew`.

    Answers what is needed of the stages before.
    """
    gives = [n for n in scope.may if n not in scope.deleted and n in needed]
    gives += [n for n in scope.changes if n in scope.surely & needed and n not in gives]
    gives += [n for n in results(scope, work, gives) if n not in {*gives, *anew}]
    takes = {n: None for n in scope.exposed if n in scope.available}
    for name in (*scope.deleted, *gives):
        if name not in {**scope.must, **scope.own} and name in scope.available:
            takes[name] = None
    for name in scope.exposed:
        if name not in scope.available and name in BUILTINS and name in scope.may:
            scope.starts[name] = f"builtins.{name}"
    bound = {name for piece in scope.pieces for name in piece.uses.binds}
    for name in scope.shared:
        if name not in takes and name in scope.available:
            takes[name] = None
        elif name not in takes and name not in bound:
            scope.starts[name] = "None"
    for name in gives:
        conditional = name in scope.conditional and name not in scope.must
        if conditional and name not in (*takes, *scope.starts) and not _is_probed(name, scope):
            scope.starts[name] = "None"
    for name in [n for n in takes if n not in {**scope.may, **scope.deleted, **scope.shared}]:
        if line := import_of(name, work):
            scope.again[name] = line
            del takes[name]
    scope.takes, scope.gives = tuple(takes), tuple(gives)
    scope.changes = tuple(n for n in scope.changes if n in takes and n not in gives)
    return (needed - set(scope.must)) | set(takes)


def import_of(name: str, work: Work) -> str:
    """The import that alone binds a name, as a line; empty where it is bound otherwise."""
    binder = work.program.only_binder(name)
    node = binder.node if binder is not None else None
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return ""
    found = (line.text for line in import_lines(node, work.program) if line.bound == name)
    return next(found, "")


def _is_probed(name: str, scope: Scope) -> bool:
    """Whether a stage finds out whether a name is bound: `try: x`, `except NameError: x = 3`.

    Bound to nothing beforehand, it would be found bound.
    """
    probing = (p for p in scope.pieces if isinstance(p.node, ast.Try) and name in p.uses.reads)
    handlers = (handler.type for piece in probing for handler in piece.node.handlers)  # type: ignore[attr-defined]
    return any("NameError" in ast.dump(kind) for kind in handlers if kind is not None)


def _changes(work: Work, found: Sequence[Scope]) -> None:
    """Values that a stage changes in place, or may change through others."""
    effects, touches = work.program.analysis.flow.effects, work.program.analysis.touches
    for scope in found:
        changed: dict[str, bool] = {}
        for piece in scope.pieces:
            effect = effects.get((piece.cell.number, piece.index))
            for version in effect.makes if effect else ():
                if (
                    version.kind == "change"
                    and work.is_value(version.name)
                    and version.name in scope.available
                ):
                    changed[version.name] = changed.get(version.name) or version.certain
            for _, name in touches.get((piece.cell.number, piece.index), ()):
                if work.is_value(name) and name in scope.available:
                    changed.setdefault(name, False)
        scope.changes = tuple(changed)
        scope.surely = frozenset(name for name, sure in changed.items() if sure)
