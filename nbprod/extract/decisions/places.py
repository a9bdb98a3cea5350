"""Texts that calls read from or write to: where they stand, and what to call them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nbprod.extract.decisions.roles import ADDRESS, NAMED, PLACED, is_joined
from nbprod.extract.plan import SettingKind
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.extract.words import naming
from nbprod.flow.fact import Fact, arguments


@dataclass(frozen=True, slots=True)
class Place:
    """A text that a call reads from or writes to."""

    node: ast.Constant
    text: str
    fact: Fact
    piece: Piece

    @property
    def named(self) -> tuple[str, bool] | None:
        """What it names, and whether that is written: nothing for a path or an address."""
        what = self.fact.reads or self.fact.writes
        placed = ADDRESS.match(self.text) or PLACED.search(self.text)
        return (what, bool(self.fact.writes)) if what in NAMED and not placed else None


def places(program: Program) -> Iterator[Place]:
    """The texts, in calls themselves or bound to names that calls are given.

    A name may be bound to one text after another: each is read by the calls that it reaches.
    """
    bound = _bound(program)
    for piece in program.pieces:
        if isinstance(piece.node, _DEFINITIONS):
            continue
        for call in piece.uses.calls:
            fact = program.analysis.names.fact(call)
            if fact is None or (fact.reads or fact.writes) in ("", "api"):
                continue
            for node in arguments(call, fact.argument):
                for text in _texts(node, program, bound):
                    where = bound.get(id(text), piece)
                    plain = isinstance(text.value, str) and "\n" not in text.value
                    if text.value and plain and where.source.of(text)[-1:] in "'\"":
                        yield Place(text, str(text.value), fact, where)


def _bound(program: Program) -> dict[int, Piece]:
    """The statements that bind a name to a literal and do nothing else, by the literal's identity."""
    found: dict[int, Piece] = {}
    for piece in program.pieces:
        match piece.node:
            case ast.Assign(targets=[ast.Name()], value=ast.Constant() as value):
                found[id(value)] = piece
    return found


def _texts(node: ast.expr, program: Program, bound: Mapping[int, Piece]) -> Iterator[ast.Constant]:
    """The literals that an argument may be."""
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.Name) and not is_joined(node.id, program):
        for binding in program.analysis.names.bindings(node):
            if isinstance(binding.value, ast.Constant) and id(binding.value) in bound:
                yield binding.value


_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def told(place: Place, alone: bool) -> tuple[SettingKind, str, str]:
    """The kind of a text that a call reads or writes, a name for its field, and what it is for.

    A model that is `alone` is the model, whichever it is; one of several has its own name.
    """
    text, written = place.text, bool(place.fact.writes)
    file = naming.last_of(text)
    if ADDRESS.match(text):
        return "url", f"{naming.of_path(text)}_url", "Address to load from"
    if place.named:
        what, _ = place.named
        own = naming.of_path(text).removesuffix(f"_{what}")
        name = f"{'output_' * written}{what}_name" if alone else f"{own}_{what}"
        return "text", name, f"Which {what} is {_DONE[written]}"
    name = naming.of_path(text) + ("" if "." in file else "_path")
    return "path", name, f"{'File' if '.' in file else 'Place'} to {'write' if written else 'read'}"


_DONE = {True: "written to", False: "read"}
