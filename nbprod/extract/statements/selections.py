"""Changes of a frame through a part that was selected from it: `rain["mm"].fillna(0, inplace=True)`.

They reached the frame up to pandas 2. From pandas 3 on what is selected is a copy as soon as it is
changed, and the frame stays as it was. Source: pandas, "Copy-on-Write".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names

_FRAME = "pandas.DataFrame"
_TOLD = "changes a frame through a selection, which from pandas 3 on leaves the frame as it is"


def through_selections(piece: Piece, names: Names) -> Iterator[str]:
    """What a statement changes so, and what becomes of it."""
    for node in ast.walk(piece.node):
        if _is_changed(node, names):
            yield f"`{ast.unparse(node).splitlines()[0][:60]}` {_TOLD}"


def _is_changed(node: ast.AST, names: Names) -> bool:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript() | ast.Attribute() as part), keywords=ways
        ):
            in_place = any(
                way.arg == "inplace"
                and isinstance(way.value, ast.Constant)
                and way.value.value is True
                for way in ways
            )
            return in_place and _selects(part, names)
        case ast.Subscript(value=ast.Subscript() as part, ctx=ast.Store()):
            return names.type_of(part.value) == _FRAME
    return False


def _selects(part: ast.Subscript | ast.Attribute, names: Names) -> bool:
    """Whether a part of a frame is a column or some rows: `rain.columns` is none.

    What is changed in place under the name of a column is a frame's, whatever is known of it.
    """
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant):
        return names.type_of(part.value) in ("", _FRAME) and isinstance(part.slice.value, str)
    if names.type_of(part.value) != _FRAME:
        return False
    return isinstance(part, ast.Subscript) or names.type_of(part) in ("", "pandas.Series")
