"""Where a notebook shows figures: at `plt.show()`, and at the end of each cell that drew."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nbprod.analysis import Analysis
from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.helpers_that_show import Follower
from nbprod.extract.decisions.looks import is_display
from nbprod.extract.decisions.plotters import draws_by_name, may_not_draw
from nbprod.extract.statements.decorating import runs_at_once
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.canvases import draws_on
from nbprod.flow.names import Names
from nbprod.notebook.model import Output, Parsed

FIGURE = "@figure"


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
    after: dict[Piece, None] = field(default_factory=dict)
    idle: set[Piece] = field(default_factory=set)
    """`plt.show()` where nothing was drawn."""
    carried: set[Piece] = field(default_factory=set)
    """Statements that go on with a figure of the cell above, by its name and by pyplot's state."""

    follower: Follower = field(init=False)
    """Follows what is open through statements."""

    def __post_init__(self) -> None:
        self.follower = Follower(self.names, self.show)

    def show(self, node: ast.AST) -> bool:
        """Whether something shows what is open; to show a figure by itself saves the others too."""
        return id(node) in self.calls or id(node) in self.handed


def drawn_live(analysis: Analysis) -> bool:
    """Whether a window or the browser draws the figures, which a run that nobody watches has not.

    Under `%matplotlib notebook` a kernel draws a figure when the browser asks it to; under `inline`
    it draws at the end of a cell. Source: IPython, `%matplotlib`; matplotlib, "Backends".
    """
    return any(backend not in _STILL for backend in _backends(analysis))


def stays_open(analysis: Analysis) -> bool:
    """Whether every figure stays open until somebody closes it, and `plt.title` below speaks of it."""
    backends = _backends(analysis)
    return bool(backends) and not any(backend in _STILL for backend in backends)


def _backends(analysis: Analysis) -> list[str]:
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
            elif figure := _displayed(call.node, names):
                found.handed[id(call.node)] = figure
    for piece in work.pieces:
        if isinstance(piece.node, ast.Expr) and _is_figure(piece.node.value, names):
            found.handed[id(piece.node.value)] = piece.node.value
    cells: dict[int, list[Piece]] = {}
    for piece in work.pieces:
        cells.setdefault(piece.cell.number, []).append(piece)
    groups = list(cells.values())
    for pieces, below in pairwise([*groups, []]):
        _cell(pieces, below, program, found)
    return found


def shows_figure(node: ast.stmt, names: Names, is_last: bool) -> bool:
    """Whether a statement does nothing but show a figure that was made before."""
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Call):
        return _displayed(value, names) is not None
    return value is not None and is_last and _is_figure(value, names)


def _displayed(call: ast.Call, names: Names) -> ast.expr | None:
    """The figure of `display(fig)`."""
    if len(call.args) == 1 and is_display(call, names) and _is_figure(call.args[0], names):
        return call.args[0]
    return None


def _is_figure(node: ast.expr, names: Names) -> bool:
    plain = isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    return plain and names.type_of(node) == "matplotlib.figure.Figure"


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
        elif draws(piece, program):
            left = found.follower.leaves_open(piece.node, open_)
            open_ = left and not ends_with_show(piece, found)
    if open_ and below and _goes_on(pieces, below, program):
        found.carried.add(below[0])
    elif open_:
        found.after[pieces[-1]] = None


def _goes_on(pieces: Sequence[Piece], below: Sequence[Piece], program: Program) -> bool:
    """Whether the next cell draws on a figure of this one, and speaks of it as the current one.

    A notebook has closed the figure by then, so that `plt.title` starts an empty one; nobody
    means that, and as one figure both halves are kept. Where figures stay open either is enough:
    to draw on it, or to speak of the current one.
    """
    stays = program.keeps_open
    made = {
        name
        for piece in (program.pieces if stays else pieces)
        for name in piece.uses.may
        if _makes_figure(piece, program)
    }
    named = current = False
    for piece in below:
        named = named or bool(made & set(piece.uses.reads))
        for call in piece.uses.calls:
            callee = program.analysis.names.callee(call)
            if callee in _CREATORS or is_show(callee) or callee == _CLOSE:
                return (named or stays) and current
            current = current or callee.startswith("matplotlib.pyplot.")
        if stays and draws(piece, program):
            return named or current
    return named and current


def _makes_figure(piece: Piece, program: Program) -> bool:
    return any(program.analysis.names.callee(call) in _CREATORS for call in piece.uses.calls)


_CREATORS = frozenset(
    f"matplotlib.pyplot.{name}"
    for name in ("figure", "subplots", "subplot_mosaic", "axes", "subplot", "subplot2grid")
)


_CLOSE = "matplotlib.pyplot.close"


def draws(piece: Piece, program: Program) -> bool:
    """Whether a statement touches figures."""
    return _is_known_to_draw(piece, program) or _drew(piece, program)


def _is_known_to_draw(piece: Piece, program: Program) -> bool:
    effect = program.analysis.flow.effects.get((piece.cell.number, piece.index))
    if effect is not None and any(version.name == FIGURE for version in effect.makes):
        return True
    if runs_at_once(piece.node, program.analysis.names) and _body_draws(piece.node, program, set()):
        return True
    return any(may_draw(call, program) for call in piece.uses.calls)


def _body_draws(node: ast.AST, program: Program, seen: set[int]) -> bool:
    """Whether running a definition draws, be it through others of the notebook."""
    names = program.analysis.names
    seen.add(id(node))
    for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
        own, fact = names.definition(call.func), names.fact(call)
        known = fact is not None and FIGURE[1:] in (*fact.uses, *fact.sets)
        if known or may_draw(call, program):
            return True
        if own is not None and id(own.node) not in seen and _body_draws(own.node, program, seen):
            return True
    return False


def _drew(piece: Piece, program: Program) -> bool:
    """Whether a statement must have drawn: its cell showed a figure that nothing else there drew.

    Only the notebook's own record tells of `tools.inspect(model)` that it draws.
    """
    record = program.analysis.notebook.cells[piece.cell.number].outputs
    if not any(map(_is_drawn, record)) or not _calls_unknown(piece, program.analysis.names):
        return False
    cell = [other for other in program.pieces if other.cell == piece.cell]
    names = program.analysis.names
    return not any(_is_known_to_draw(p, program) or shows_figure(p.node, names, True) for p in cell)


def _is_drawn(output: Output) -> bool:
    """Whether an output is a picture of a figure, and none that was read from a file.

    Source: matplotlib-inline, `flush_figures`; the plain text is the figure's `repr`.
    """
    picture = any(mime.startswith("image/") for mime in output.mimes)
    return picture and bool(_FIGURE_TEXT.match(output.text))


_FIGURE_TEXT = re.compile(r"<(matplotlib\.figure\.)?Figure\b")


def _calls_unknown(piece: Piece, names: Names) -> bool:
    """Whether a statement calls what nobody knows by its name, be it in functions of the notebook."""
    for call in piece.uses.calls:
        own, fact = names.definition(call.func), names.fact(call)
        if own is not None or fact is None or fact.general:
            return True
    return False


def may_draw(call: ast.Call, program: Program) -> bool:
    """Whether a call draws that no fact names: by what it is handed, or by its own name.

    Saving once too often saves nothing; saving too seldom loses a figure. A function of the
    notebook draws if its body does. `axes.step(x, y)` draws, and `optimizer.step()` does not
    where nothing else could.
    """
    func, names = call.func, program.analysis.names
    own = names.definition(func)
    if own is not None:
        inner = (part for part in ast.walk(own.node) if isinstance(part, ast.Call))
        return any(names.definition(i.func) is None and may_draw(i, program) for i in inner)
    if draws_on(call, names):
        return not is_display(call, names)
    fact = names.fact(call)
    if fact is not None and not fact.general:
        return False
    return draws_by_name(func, names) and (program.draws_by_pyplot or not may_not_draw(call))


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
    return callee in _SHOWS


_SHOWS = frozenset(
    f"{module}.show" for module in ("matplotlib.pyplot", "matplotlib.pylab", "pylab", "seaborn.plt")
)
"""Pyplot by all of its names."""
