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
    match piece.node:
        case ast.Expr(value=ast.Constant(value=str(text))) if not ends_cell(piece):
            start, end = piece.source.span(piece.node)
            if _is_alone(piece.source.text, start, end) and _is_readable(text):
                yield Splice(start, end, _comment(text))


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
