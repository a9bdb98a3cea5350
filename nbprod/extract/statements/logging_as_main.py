"""Loggers that a notebook calls after itself: `logging.getLogger(__name__)`.

A notebook is `__main__`, whose records go to the handlers of the root as the notebook sets them up. A
module of the package has another name, below that of the package, which has a handler of its own for
what the package says of its run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.flow.names import Names


def as_main(piece: Piece, names: Names) -> Iterator[Splice]:
    """Let a statement ask for the logger that it had in the notebook."""
    for node in ast.walk(piece.node):
        match node:
            case ast.Call(args=[ast.Name(id="__name__") as name], keywords=[]):
                if names.callee(node) == "logging.getLogger" and piece.source.holds(name):
                    yield Splice(*piece.source.span(name), '"__main__"')
