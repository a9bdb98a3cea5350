"""Names that only a star import can give, read before the notebook binds them itself.

    from lab import *           # from lab import *
                                # from lab import rows as first_rows
    rows = rows("rain.csv")     # rows = first_rows("rain.csv")

With a second star below the first, it is `second_rows = rows("rain.csv")`.

In a function `rows` would be its own from the first line on, and unbound where it is read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.extract.statements.presence import own_level, questions
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.flow.effects import exports

_OTHERS = ("exec", "eval", "globals", "%")
"""How the doubts of flow begin where something else than a star may have bound a name."""

Reads = list[tuple[Piece, ast.Name]]


@dataclass(frozen=True, slots=True)
class Starred:
    """A name of a star import that the notebook binds anew."""

    name: str
    reader: Piece
    """The first statement that reads it."""
    binder: Piece
    """The first statement that binds it, which may be the same."""


def starred(program: Program) -> Iterator[Starred]:
    """Every such name, once."""
    stars = [program.order[piece] for piece in program.pieces if _brings_anything(piece)]
    bound: dict[str, None] = dict.fromkeys(BUILTINS)
    for piece in program.pieces[min(stars) :] if stars else ():
        asked = {each.name for each in questions(piece.node, program.analysis.names)}
        for name in piece.uses.reads:
            binders = program.binders.get(name, ())
            # What another import brings is the same thing by both ways: `np`.
            if any(isinstance(b.node, ast.Import | ast.ImportFrom) for b in binders):
                continue
            above = bool(binders) and program.order[binders[0]] < program.order[piece]
            unsure = name in asked or (name in piece.uses.may and not _is_simple(piece.node))
            if binders and not (above or unsure or name in bound):
                bound[name] = None
                yield Starred(name, piece, binders[0])


def _brings_anything(piece: Piece) -> bool:
    """Whether a statement holds a star import of a module that nobody wrote down."""
    return "*" in piece.uses.may and any(_is_unknown(part) for part in ast.walk(piece.node))


def _is_unknown(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=module, names=[ast.alias(name="*")], level=level):
            return exports("." * level + (module or "")) is None
    return False


def _is_simple(node: ast.stmt) -> bool:
    """Whether all that a statement reads is read before it binds anything."""
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)


def named_apart(program: Program) -> Iterator[tuple[Piece, Splice]]:
    """Replacements that give each such name another one: where one star brings it, else where not.

    What is brought is imported by its own name; of several stars nobody knows which one has it.
    """
    star = _only_star(program)
    for found in starred(program):
        reads = _reads(found, program)
        new = f"{'first' if star else 'second'}_{found.name}"
        if not reads or new in program.binders or new in program.readers:
            continue
        if star and isinstance(star.node, ast.ImportFrom):
            line = f"\nfrom {star.node.module} import {found.name} as {new}"
            yield star, Splice(star.end, star.end, line)
        else:
            reads = _own(found, reads, program)
        yield from ((piece, Splice(*piece.source.span(node), new)) for piece, node in reads)


def _own(found: Starred, brought: Reads, program: Program) -> Reads:
    """Every place where a name means what the notebook binds; none where some may be missed."""
    name, theirs = found.name, {id(node) for _, node in brought}
    places: Reads = []
    for piece in program.pieces[program.order[found.binder] :]:
        set_here = [p for p in own_level(piece.node) if isinstance(p, ast.Name) and p.id == name]
        nodes = {id(n): n for n in (*set_here, *piece.uses.every.get(name, ()))}
        bound = name in piece.uses.may or name in piece.uses.deleted
        if bound and not _is_simple(piece.node):
            return []
        if name in {**piece.uses.texts, **piece.uses.shared}:
            return []
        for key, node in nodes.items():
            if not isinstance(node, ast.Name) or not piece.source.holds(node):
                return []
            places += [(piece, node)] if key not in theirs else []
    return places


def _only_star(program: Program) -> Piece | None:
    """The one statement that can have brought a name; None where it may have been another."""
    every = [piece for piece in program.pieces if _brings_anything(piece)]
    if len(every) != 1:
        return None
    doubts = (what for _, what in program.analysis.flow.doubts)
    if any(what.startswith(_OTHERS) for what in doubts):
        return None
    alone = _is_unknown(every[0].node) and every[0].node.level == 0  # type: ignore[attr-defined]
    whole = every[0].source.text[every[0].end :].partition("\n")[0]
    return every[0] if alone and ";" not in whole else None


def _reads(found: Starred, program: Program) -> Reads:
    """The reads that mean the star's; none where some read may mean either."""
    last = program.order[found.binder]
    name = found.name
    reads: Reads = []
    for piece in program.pieces[: last + 1]:
        if name in {**piece.uses.late, **piece.uses.texts, **piece.uses.shared}:
            return []
        nodes = piece.uses.reads.get(name, ())
        if piece is found.binder and nodes and not _is_simple(piece.node):
            return []
        for node in nodes:
            if not isinstance(node, ast.Name) or not piece.source.holds(node):
                return []
            reads.append((piece, node))
    return reads if name in found.binder.uses.must else []
