"""`__doc__`, which tells of the notebook there and of a module of the package here."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.extract.statements.program import Program


def as_told(piece: Piece, program: Program) -> Iterator[Splice]:
    """Let a statement have the text that `__doc__` was in the notebook."""
    names = program.analysis.names
    asks = (n for n in ast.walk(piece.node) if isinstance(n, ast.Name) and n.id == "__doc__")
    for node in asks:
        plain = isinstance(node.ctx, ast.Load) and not names.bindings(node)
        if plain and piece.source.holds(node):
            yield Splice(*piece.source.span(node), repr(_doc(piece, program)))


_OF_IPYTHON = "Automatically created module for IPython interactive environment"


def _doc(piece: Piece, program: Program) -> str | None:
    """The last text alone above a statement, of those that no cell ends with; IPython's where none is.

    It compiles the statements of a cell one by one, each as a module that a text documents. A script
    is one module. Source: IPython, `InteractiveShell.run_ast_nodes` and `prepare_user_module`.
    """
    interactive = program.analysis.notebook.format == "ipynb"
    found = _OF_IPYTHON if interactive else None
    for at, record in enumerate(program.analysis.records):
        every = record.statements[:-1] if interactive else record.statements[: at == 0]
        for statement in every:
            if (record.cell, statement.index) >= (piece.cell, piece.index):
                return found
            match statement.node:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found = text
    return found
