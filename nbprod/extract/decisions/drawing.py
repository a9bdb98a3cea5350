"""What draws: statements and calls after which a figure may be open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.extract.decisions.known_modules import is_stranger
from nbprod.extract.decisions.looks import is_display
from nbprod.extract.decisions.plotters import draws_by_name, may_draw_by_name, may_not_draw
from nbprod.extract.statements.decorating import runs_at_once
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.canvases import draws_on
from nbprod.flow.names import Names
from nbprod.notebook.model import Output

FIGURE = "@figure"


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
    if not any(map(is_drawn, record)) or not _calls_unknown(piece, program.analysis.names):
        return False
    cell = [other for other in program.pieces if other.cell == piece.cell]
    names = program.analysis.names
    return not any(_is_known_to_draw(p, program) or shows_figure(p.node, names, True) for p in cell)


def may_have_drawn(piece: Piece, program: Program) -> bool:
    """Whether a statement calls a stranger's function for what it does, and no record says what that was.

    In a notebook that draws, whose outputs were cleared, `tools.compare(rain)` may well draw.
    """
    if program.is_recorded or not (program.draws_by_pyplot or program.asks_for_figures):
        return False
    return any(_is_strange(c, program.analysis.names) for c in _bare(piece.node, program, set()))


def _bare(node: ast.AST, program: Program, seen: set[int]) -> Iterator[ast.Call]:
    """The calls that running a statement makes for nothing but what they do."""
    if isinstance(node, ast.Expr):
        if isinstance(node.value, ast.Call):
            yield node.value
            own = program.analysis.names.definition(node.value.func)
            if own is not None and id(own.node) not in seen:
                yield from _body(own.node, program, seen)
    elif not isinstance(node, _DEFINITIONS):
        yield from _body(node, program, seen)


def _body(node: ast.AST, program: Program, seen: set[int]) -> Iterator[ast.Call]:
    seen.add(id(node))
    for part in ast.iter_child_nodes(node):
        if isinstance(part, _BLOCKS):
            yield from _bare(part, program, seen)


_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _is_strange(call: ast.Call, names: Names) -> bool:
    """Whether a call is of a function of a module that nobody knows, and may draw by its name."""
    name = names.dotted(call.func)
    module, _, function = name.rpartition(".")
    return bool(name) and is_stranger(module) and may_draw_by_name(function)


def is_drawn(output: Output) -> bool:
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


def shows_figure(node: ast.stmt, names: Names, is_last: bool) -> bool:
    """Whether a statement does nothing but show a figure that was made before."""
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Call):
        return displayed(value, names) is not None
    return value is not None and is_last and is_figure(value, names)


def displayed(call: ast.Call, names: Names) -> ast.expr | None:
    """The figure of `display(fig)`, and of `display(plt.gcf())`."""
    given = call.args[0] if len(call.args) == 1 and is_display(call, names) else None
    if isinstance(given, ast.Call) and names.type_of(given) == "matplotlib.figure.Figure":
        return given
    return given if given is not None and is_figure(given, names) else None


def is_figure(node: ast.expr, names: Names) -> bool:
    """Whether an expression is a figure that was made before."""
    plain = isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    return plain and names.type_of(node) == "matplotlib.figure.Figure"


def is_show(callee: str) -> bool:
    """Whether a callee shows all open figures."""
    return callee in _SHOWS


_SHOWS = frozenset(
    f"{module}.show" for module in ("matplotlib.pyplot", "matplotlib.pylab", "pylab", "seaborn.plt")
)
"""Pyplot by all of its names."""
