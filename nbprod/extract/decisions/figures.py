"""Where a notebook shows figures: at `plt.show()`, and at the end of each cell that drew."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nbprod.analysis import Analysis
from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.drawing import displayed, draws, is_figure, is_show, may_have_drawn
from nbprod.extract.decisions.going_on import goes_on
from nbprod.extract.decisions.helpers_that_show import Follower
from nbprod.extract.decisions.pictures import Picture, pictures
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names
from nbprod.notebook.model import Parsed


@dataclass(slots=True)
class Shows:
    """Calls that show figures, and statements after which the notebook shows what is open."""

    names: Names
    calls: dict[int, None] = field(default_factory=dict)
    """Identities of `plt.show()` calls."""
    handed: dict[int, ast.expr] = field(default_factory=dict)
    """Figures that are shown by themselves, by the identity of what shows them: `fig`, `display(fig)`.

    The notebook has closed such a figure at the end of the cell that made it.
    """
    pictures: dict[int, Picture] = field(default_factory=dict)
    """What other libraries show, by the identity of the expression that shows it."""
    after: dict[Piece, None] = field(default_factory=dict)
    idle: set[Piece] = field(default_factory=set)
    """`plt.show()` where nothing was drawn."""
    carried: set[Piece] = field(default_factory=set)
    """Statements that go on with a figure of the cell above, by its name and by pyplot's state."""

    follower: Follower = field(init=False)
    """Follows what is open through statements."""

    def __post_init__(self) -> None:
        self.follower = Follower(self.names, self.show, self.closes)

    def closes(self, node: ast.AST) -> bool:
        """Whether something shows what is open; to show a figure by itself saves the others too."""
        return id(node) in self.calls or id(node) in self.handed

    def show(self, node: ast.AST) -> bool:
        """Whether something shows figures or pictures."""
        return self.closes(node) or id(node) in self.pictures


def drawn_live(analysis: Analysis) -> bool:
    """Whether a window or the browser draws the figures, which a run that nobody watches has not.

    Under `%matplotlib notebook` a kernel draws a figure when the browser asks it to; under `inline`
    it draws at the end of a cell. Source: IPython, `%matplotlib`; matplotlib, "Backends".
    """
    return any(backend not in _STILL for backend in backends(analysis))


def stays_open(analysis: Analysis) -> bool:
    """Whether every figure stays open until somebody closes it, and `plt.title` below speaks of it."""
    asked = backends(analysis)
    return bool(asked) and not any(backend in _STILL for backend in asked)


def backends(analysis: Analysis) -> list[str]:
    """How the notebook asks for figures to be shown: `%matplotlib inline`."""
    return [
        (magic.arguments.split() or ["auto"])[0]
        for parsed in analysis.cells
        if isinstance(parsed, Parsed)
        for magic in parsed.masked.magics
        if magic.name in ("matplotlib", "pylab")
    ]


_STILL = ("inline", "agg", "svg", "pdf", "--list", "-l")
"""Backends that draw pictures."""


def shows(program: Program, work: Work) -> Shows:
    """Find where figures are shown."""
    names = program.analysis.names
    found = Shows(names)
    for record in program.analysis.records:
        for call in record.calls:
            if is_show(names.callee(call)):
                found.calls[id(call.node)] = None
            elif figure := displayed(call.node, names):
                found.handed[id(call.node)] = figure
    for piece in work.pieces:
        if isinstance(piece.node, ast.Expr) and is_figure(piece.node.value, names):
            found.handed[id(piece.node.value)] = piece.node.value
    found.pictures.update(pictures(program.pieces, program))
    cells: dict[int, list[Piece]] = {}
    for piece in work.pieces:
        cells.setdefault(piece.cell.number, []).append(piece)
    groups = list(cells.values())
    for pieces, below in pairwise([*groups, []]):
        _cell(pieces, below, program, found)
    return found


def _cell(pieces: Sequence[Piece], below: Sequence[Piece], program: Program, found: Shows) -> None:
    open_ = False
    for piece in pieces:
        shown = piece.node.value if isinstance(piece.node, ast.Expr) else None
        if id(shown) in found.calls:
            if not open_ and piece not in found.carried:
                found.idle.add(piece)
            open_ = False
        elif id(shown) in found.handed:
            open_ = False
        elif draws(piece, program) or may_have_drawn(piece, program):
            left = found.follower.leaves_open(piece.node, open_)
            open_ = left and not ends_with_show(piece, found)
    if open_ and below and goes_on(pieces, below, program):
        found.carried.add(below[0])
    elif open_:
        found.after[pieces[-1]] = None


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
