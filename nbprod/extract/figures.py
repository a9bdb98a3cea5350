"""Where a notebook shows figures: at `plt.show()`, and at the end of each cell that drew."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbprod.extract.asking import Work
from nbprod.extract.pieces import Piece
from nbprod.extract.program import Program

FIGURE = "@figure"


@dataclass(slots=True)
class Shows:
    """Calls that show figures, and statements after which the notebook shows what is open."""

    calls: dict[int, None] = field(default_factory=dict)
    """Identities of `plt.show()` calls."""
    after: dict[Piece, None] = field(default_factory=dict)
    idle: set[Piece] = field(default_factory=set)
    """`plt.show()` where nothing was drawn."""


def shows(program: Program, work: Work) -> Shows:
    """Find where figures are shown."""
    found = Shows()
    names = program.analysis.names
    for record in program.analysis.records:
        for call in record.calls:
            if is_show(names.callee(call)):
                found.calls[id(call.node)] = None
    cells: dict[int, list[Piece]] = {}
    for piece in work.pieces:
        cells.setdefault(piece.cell.number, []).append(piece)
    for pieces in cells.values():
        _cell(pieces, program, found)
    return found


def _cell(pieces: Sequence[Piece], program: Program, found: Shows) -> None:
    open_ = False
    for piece in pieces:
        shown = shown_call(piece.node)
        if shown is not None and id(shown) in found.calls:
            if not open_:
                found.idle.add(piece)
            open_ = False
        elif draws(piece, program):
            open_ = not ends_with_show(piece, found)
    if open_:
        found.after[pieces[-1]] = None


def draws(piece: Piece, program: Program) -> bool:
    """Whether a statement touches figures."""
    effect = program.analysis.flow.effects.get((piece.cell.number, piece.index))
    return effect is not None and any(version.name == FIGURE for version in effect.makes)


def shown_call(node: ast.AST) -> ast.Call | None:
    """The call of a statement that is nothing but a call."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return node.value
    return None


def ends_with_show(piece: Piece, found: Shows) -> bool:
    """Whether the last thing that a loop or block does is to show."""
    node: ast.AST = piece.node
    while isinstance(node, ast.For | ast.While | ast.With) and node.body:
        node = node.body[-1]
    call = shown_call(node)
    return call is not None and id(call) in found.calls


def is_show(callee: str) -> bool:
    """Whether a callee shows all open figures."""
    return callee in ("matplotlib.pyplot.show", "pylab.show", "seaborn.plt.show")
