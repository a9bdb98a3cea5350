"""Calls that look for a file from the folder of whoever calls them.

In a notebook `load_dotenv()` looks in the current folder and those above; in a module, which has a
folder of its own, it looks there. Source: python-dotenv, `find_dotenv`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.flow.names import Names

FINDER = "find_dotenv"
_WHERE = "usecwd=True"
FOUND = f"{FINDER}({_WHERE})"
"""The file that a notebook would find."""

_READERS = ("dotenv.load_dotenv", "dotenv.dotenv_values")
_NAMED = {"dotenv_path", "stream", None}
"""Keywords that say what to read; `**options` may."""


def from_here(piece: Piece, names: Names) -> Iterator[Splice]:
    """Let a statement look from the current folder, as it did in the notebook."""
    for node in ast.walk(piece.node):
        if isinstance(node, ast.Call) and (said := _unsaid(node, names)):
            rest = [*node.args, *node.keywords]
            at = piece.source.span(rest[0])[0] if rest else piece.source.span(node)[1] - 1
            yield Splice(at, at, f"{said}, " if rest else said)


def _unsaid(call: ast.Call, names: Names) -> str:
    """What a call does not say of where it looks; empty where it does, or looks for nothing."""
    given = {keyword.arg for keyword in call.keywords}
    match names.callee(call):
        case callee if callee in _READERS and not call.args and given.isdisjoint(_NAMED):
            return FOUND
        case "dotenv.find_dotenv" if not call.args and given.isdisjoint({"usecwd", None}):
            return _WHERE
    return ""
