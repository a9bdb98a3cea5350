"""`__name__`, which is `"__main__"` in a notebook and another text in a module of a package.

So `logging.getLogger(__name__)` is a logger whose records go to the handlers of the root, as the notebook
sets them up, and none below that of the package, which has a handler of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.flow.names import Names


def as_main(piece: Piece, names: Names) -> Iterator[Splice]:
    """Let a statement have the name that it had in the notebook."""
    for node in ast.walk(piece.node):
        if is_named(node, piece, names):
            yield Splice(*piece.source.span(node), '"__main__"')


def is_named(node: ast.AST, piece: Piece, names: Names) -> bool:
    """Whether a node is `__name__` where it can be written out: within f-strings Python 3.11 miscounts."""
    match node:
        case ast.Name(id="__name__", ctx=ast.Load()):
            return not names.bindings(node) and piece.source.holds(node)
    return False
