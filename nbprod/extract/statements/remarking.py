"""Texts that stand alone between statements: remarks, or code put aside, for who reads the cell.

Python makes them and throws them away; in a package they are the comments that their author meant.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice, ends_cell


def remarks(piece: Piece) -> Iterator[Splice]:
    """The comment instead of such a text; none for what ends a cell, which the notebook shows."""
    for node in [*_within(piece.node), *([] if ends_cell(piece) else [piece.node])]:
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                start, end = piece.source.span(node)
                if _is_alone(piece.source.text, start, end) and _is_readable(text):
                    margin = piece.source.text[:start].rpartition("\n")[2]
                    yield Splice(start, end, _comment(text).replace("\n", f"\n{margin}"))


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """The statements inside of one, but for docstrings, and for blocks that are nothing but texts."""
    todo = [node]
    while todo:
        outer = todo.pop()
        documented = isinstance(outer, _DOCUMENTED)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list) and (documented or not all(map(_is_text, block))):
                yield from block[documented:]
        todo += (child for child in ast.iter_child_nodes(outer) if not isinstance(child, ast.expr))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


_DOCUMENTED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return not before.strip() and not after.strip()


_PRAGMA = re.compile(
    r"^[ \t]*(noqa|flake8|ruff|type|fmt|isort|yapf|mypy|pyright|pylint|pragma|.*coding[:=])",
    re.MULTILINE,
)
"""What tools take for orders where it stands in a comment."""


def _is_readable(text: str) -> bool:
    if _PRAGMA.search(text):
        return False
    return bool(text.strip()) and all(c.isprintable() or c in "\n\t" for c in text)


def _comment(text: str) -> str:
    first, *rest = text.rstrip().split("\n")
    lines = [first.lstrip()] if first.strip() else []
    lines += textwrap.dedent("\n".join(rest)).split("\n") if rest else []
    while not lines[0].strip():
        del lines[0]
    return "\n".join(f"# {line.rstrip()}".rstrip() for line in lines)
