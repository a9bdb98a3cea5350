"""Imports inside of statements, and what is left of a statement without them."""

from __future__ import annotations

import ast
from collections.abc import Collection

from nbprod.extract.decisions.known_modules import acts
from nbprod.extract.decisions.looks import Looks
from nbprod.extract.statements.pieces import Piece

SPEAKING = ("this", "antigravity", "__hello__")
"""Modules that are imported for what they do then and there."""


def imported_names(piece: Piece) -> set[str]:
    """Names that a statement imports for their own sake, and binds in no other way."""
    brought = {
        what.bound
        for what in piece.record.imports
        if what.inside.statement == piece.index and not what.inside.function and what.bound
    }
    brought -= {w.bound for w in piece.record.imports if acts(w.module, w.name, w.bound)}
    bound = {
        part.id
        for part in ast.walk(piece.node)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }
    return brought - bound


def only_imports(piece: Piece, gone: Collection[str], looks: Looks) -> bool:
    """Whether nothing is left of a statement once some imports are taken out."""
    if not gone:
        return False
    return _is_nothing(piece.node, gone, looks)


def _is_nothing(node: ast.stmt, gone: Collection[str], looks: Looks) -> bool:
    match node:
        case ast.Import(names=names) if any(a.name in SPEAKING for a in names):
            return False
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return all((a.asname or a.name).partition(".")[0] in gone for a in names)
        case ast.Pass():
            return True
        case ast.If(test=test, body=body, orelse=other):
            inner = all(_is_nothing(s, gone, looks) for s in (*body, *other))
            return inner and looks.computes_only(test)
        case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=final):
            caught = (statement for handler in handlers for statement in handler.body)
            return all(_is_nothing(s, gone, looks) for s in (*body, *caught, *other, *final))
        case ast.With(items=[ast.withitem(context, None)], body=body):
            inner = all(_is_nothing(statement, gone, looks) for statement in body)
            return inner and looks.enters_only(context)
    return False
