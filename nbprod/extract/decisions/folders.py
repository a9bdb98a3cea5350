"""Folders and files that a notebook names once, as a path: `DATA = Path("data") / "rain"`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.plan import Setting
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.extract.words import naming
from nbprod.flow.names import Names


def named_paths(program: Program) -> Iterator[tuple[ast.Constant, Setting]]:
    """The texts that paths begin with where the notebook binds a name to one, and a field for each."""
    for piece in program.pieces:
        match piece.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                text = _beginning(value, program.analysis.names)
                moves = program.only_binder(name) is piece and not _ties_class(name, program)
                if text is not None and moves:
                    yield text, _setting(text, name, piece)


def _ties_class(name: str, program: Program) -> bool:
    """Whether a class reads a name, which a setting would tie to a stage."""
    return any(isinstance(reader.node, ast.ClassDef) for reader in program.readers.get(name, ()))


def _setting(text: ast.Constant, name: str, piece: Piece) -> Setting:
    last = naming.last_of(str(text.value))
    is_file = "." in last
    said = f"{'File' if is_file else 'Folder'} that the code calls `{name}`"
    field = naming.of_path(str(text.value)) + ("" if is_file else "_path")
    return Setting(field, piece.source.of(text), "str", "path", said, piece.cell)


def _beginning(node: ast.expr, names: Names) -> ast.Constant | None:
    """The text that a path begins with: `"data"` of `Path("data") / "rain" / year`."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        node = node.left
    match node:
        case ast.Call(args=[ast.Constant(value=str(said)) as text], keywords=[]):
            is_path = names.callee(node) == "pathlib.Path" and bool(said.strip("./~ "))
            return text if is_path and "\n" not in said else None
    return None
