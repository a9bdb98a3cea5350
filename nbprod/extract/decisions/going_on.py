"""Cells that go on with the figure of the cell above, which a notebook has closed by then."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nbprod.extract.decisions.drawing import draws, is_show, shows_figure
from nbprod.extract.decisions.plotters import finishes_current
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.canvases import is_kept_by
from nbprod.flow.fact import looks_like_class
from nbprod.flow.names import Names
from nbprod.flow.shapes import bound_in

_PYPLOT = "matplotlib.pyplot."
_CREATORS = frozenset(
    f"{_PYPLOT}{name}"
    for name in ("figure", "subplots", "subplot_mosaic", "axes", "subplot", "subplot2grid")
)
_CLOSE = f"{_PYPLOT}close"


def goes_on(pieces: Sequence[Piece], below: Sequence[Piece], program: Program) -> bool:
    """Whether the next cell draws on a figure of this one, and finishes the current one.

    A notebook has closed the figure by then, so that `plt.title` starts an empty one; nobody
    means that, and as one figure both halves are kept. `plt.plot` may well mean to start one. Where
    the next cell shows the figure itself, a notebook shows both states. Where figures stay open
    either is enough: to draw on it, or to speak of the current one.
    """
    stays, names = program.keeps_open, program.analysis.names
    if not stays and any(shows_figure(p.node, names, p is below[-1]) for p in below):
        return False
    made: set[str] = set()
    for piece in program.pieces if stays else pieces:
        made |= _made(piece.node, made, names)
    named = current = False
    for piece in below:
        for call in piece.uses.calls:
            callee = names.callee(call)
            if callee in _CREATORS or is_show(callee) or callee == _CLOSE:
                return (named or stays) and current
            if _speaks_of_current(call, stays, names):
                current = True
            elif not stays and _starts(call, made, names):
                return named and current
        named = named or _draws_on_any(piece.node, made, names)
        if stays and draws(piece, program):
            return named or current
        made = (made - set(piece.uses.may)) | _made(piece.node, made, names)
    return named and current


def _speaks_of_current(call: ast.Call, stays: bool, names: Names) -> bool:
    """Whether a function of pyplot is about the current figure: no class, style or palette is."""
    callee, fact = names.callee(call), names.fact(call)
    if not callee.startswith(_PYPLOT) or looks_like_class(callee):
        return False
    if not stays:
        return finishes_current(callee.removeprefix(_PYPLOT))
    return fact is not None and "figure" in fact.uses


def _starts(call: ast.Call, made: set[str], names: Names) -> bool:
    """Whether a call draws on the current figure, and starts one where a notebook has closed it."""
    fact, callee = names.fact(call), names.callee(call)
    if fact is None or "figure" not in fact.uses or looks_like_class(callee):
        return False
    return not callee.startswith(_PARTS) and not _draws_on(call, made, names)


_PARTS = ("matplotlib.axes.", "matplotlib.figure.", "matplotlib.artist.")
"""Methods of these draw on what they are called on."""


def _made(node: ast.AST, made: set[str], names: Names) -> set[str]:
    """The names that a statement binds to figures and axes: new ones, or those in names above."""
    found: set[str] = set()
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=targets, value=value):
                if _is_creation(value, names) or _root(value) in made | found:
                    found |= {name for target in targets for name in bound_in(target)}
            case ast.For(target=target, iter=each):
                if not (made | found).isdisjoint(_read(each)):
                    found |= set(bound_in(target))
    return found


def _is_creation(node: ast.expr, names: Names) -> bool:
    """Whether a value is what a creator returns, or a part of that: `plt.figure().gca()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Call) and names.callee(node) in _CREATORS:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _draws_on_any(node: ast.AST, made: set[str], names: Names) -> bool:
    """Whether a statement draws on what one of some names holds: nobody draws who only asks."""
    inner = made | _made(node, made, names)
    return any(
        _draws_on(call, inner, names) for call in ast.walk(node) if isinstance(call, ast.Call)
    )


def _draws_on(call: ast.Call, made: set[str], names: Names) -> bool:
    """Whether a call is a method of what a name holds that changes it, or is handed it to draw on."""
    fact = names.fact(call)
    if isinstance(call.func, ast.Attribute) and _root(call.func) in made:
        return fact is None or "self" in fact.changes
    handed = (*call.args, *(keyword.value for keyword in call.keywords))
    return not is_kept_by(call, names) and any(_root(each) in made for each in handed)


def _root(node: ast.AST) -> str:
    """The name that an expression begins with: `axes` of `axes[0].twinx()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _read(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
