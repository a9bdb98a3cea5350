"""Pictures that are not matplotlib's: what a notebook shows of plotly, altair, folium and others.

A value whose type facts call a picture is written to a file where the notebook shows it: by
`display(chart)`, by a method of its own, or at the end of a cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbprod.extract.decisions.drawing import is_drawn
from nbprod.extract.decisions.looks import is_display
from nbprod.extract.decisions.plotters import sounds_like_picture
from nbprod.extract.statements.pieces import Piece, ends_cell
from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names
from nbprod.notebook.model import Output
from nbprod.place import CellRef


@dataclass(frozen=True, slots=True)
class Picture:
    """A value that is shown as a picture."""

    value: ast.expr
    ending: str = ""
    """Of the file: `html`."""
    writer: str = ""
    """What writes it to a path, where `{}` is the value: `{}.write_html`; empty if nobody knows yet
    whether it is a picture at all."""


def pictures(pieces: Iterable[Piece], program: Program) -> dict[int, Picture]:
    """The pictures that statements show, by the identity of the expression that shows each."""
    found: dict[int, Picture] = {}
    for piece in pieces:
        for part in ast.walk(piece.node):
            if isinstance(part, ast.Expr) and (shown := _displayed(part.value, piece, program)):
                found[id(part.value)] = shown
        if shown := _at_end(piece, program):
            found[id(shown.value)] = shown
    return found


def shows_picture(piece: Piece, program: Program) -> bool:
    """Whether a statement does nothing but show a picture."""
    value = piece.node.value if isinstance(piece.node, ast.Expr) else None
    shown = value is not None and _displayed(value, piece, program)
    return bool(shown or _at_end(piece, program))


def _at_end(piece: Piece, program: Program) -> Picture | None:
    """The picture that a cell ends with, by its type or by what the notebook has kept of it."""
    names = program.analysis.names
    if not (isinstance(piece.node, ast.Expr) and ends_cell(piece)):
        return None
    value = piece.node.value
    if _told(value, names) or is_from_file(value, names):
        return None
    known = _picture(value, names) or _recorded(piece, value, program)
    return known or _perhaps(value, piece, program)


def _recorded(last: Piece, value: ast.expr, program: Program) -> Picture | None:
    """The picture that a cell ended with when it last ran, by its type as its text tells it.

    Whatever was shown as PNG or by plotly has a method that gives it. Source: IPython, "Rich
    display": `_repr_png_`.
    """
    for output in filter(_is_picture, _results(last, program)):
        told = _TYPE.match(output.text)
        known = program.analysis.names.picture_of(told[1]) if told else None
        if known or any(mime.startswith(_ASKED_FOR) for mime in output.mimes):
            return Picture(value, *(known or ()))
    return None


_ASKED_FOR = ("image/png", "application/vnd.plotly.")


_TYPE = re.compile(r"<([A-Za-z_][\w.]*\.\w+)\b")
"""The type in the text of an object: `<PIL.Image.Image image mode=RGB>`."""


def _displayed(node: ast.expr, piece: Piece, program: Program) -> Picture | None:
    """The picture that a call shows, be it one by its name alone: `display(image)`."""
    if told := _told(node, program.analysis.names):
        return told
    match node:
        case ast.Call(args=[given]) if is_display(node, program.analysis.names):
            return _perhaps(given, piece, program)
    return None


def _perhaps(value: ast.expr, piece: Piece, program: Program) -> Picture | None:
    """What may be a picture by its name, where neither its type nor the notebook's record tells."""
    cell = program.analysis.notebook.cells[piece.cell.number]
    ran = program.is_recorded and bool(cell.outputs or cell.execution_count)
    names = program.analysis.names
    if ran or names.type_of(value) or is_from_file(value, names) or not sounds_like_picture(value):
        return None
    return Picture(value)


def _results(last: Piece, program: Program) -> list[Output]:
    outputs = program.analysis.notebook.cells[last.cell.number].outputs
    return [output for output in outputs if output.kind == "result"]


def _told(node: ast.expr, names: Names) -> Picture | None:
    """The picture that a call shows: `display(chart)`, `figure.show()`, `plotly.io.show(figure)`."""
    if not isinstance(node, ast.Call):
        return None
    fact, func = names.fact(node), node.func
    shows = fact is not None and fact.shows
    if is_display(node, names):
        return _picture(node.args[0], names) if len(node.args) == 1 else None
    if not shows:
        return None
    if isinstance(func, ast.Attribute) and (own := _picture(func.value, names)):
        return own
    return _of_library(node, names)


def _of_library(call: ast.Call, names: Names) -> Picture | None:
    """What a library's own function shows of its pictures; `print(figure)` shows none."""
    given = call.args[0] if call.args else None
    root = names.callee(call).partition(".")[0]
    if given is None or names.type_of(given).partition(".")[0] != root:
        return None
    return _picture(given, names)


def _picture(node: ast.expr, names: Names) -> Picture | None:
    known = names.picture(node)
    return Picture(node, *known) if known and not is_from_file(node, names) else None


# -- pictures that are not kept


def is_from_file(node: ast.AST, names: Names) -> bool:
    """Whether an expression is a picture that lies in a file or on the web, and is only looked at."""
    if isinstance(node, ast.Call) and is_display(node, names):
        return any(is_from_file(given, names) for given in node.args)
    if not isinstance(node, ast.expr):
        return False
    made = names.value(node)
    if not isinstance(made, ast.Call) or names.type_of(made) not in _LOADED:
        return False
    given = made.args[0] if made.args else None
    where = given is not None and _is_place(given, names)
    return where or any(keyword.arg in ("filename", "url") for keyword in made.keywords)


_LOADED = frozenset(f"IPython.display.{kind}" for kind in ("Image", "SVG"))
"""What the notebook loads for itself, if it is given a name."""


def _is_place(node: ast.expr, names: Names) -> bool:
    """Whether an argument is a path or an address, and not the picture itself: `<svg ...>`."""
    text = names.text(node)
    return names.type_of(node) == "pathlib.Path" or (text is not None and "<" not in text)


def picture_kind(look: Piece, program: Program) -> str:
    """What a look is listed as that shows a picture; empty for one that shows data."""
    value = look.node.value if isinstance(look.node, ast.Expr) else None
    if value is not None and is_from_file(value, program.analysis.names):
        return "a picture from a file"
    return "a picture that nobody knows how to write" if _showed_one(look, program) else ""


def unkept(program: Program) -> Iterator[tuple[CellRef, str]]:
    """Cells that showed a picture which nobody knows how to write, each with what to say of it."""
    names = program.analysis.names
    for last in (p for p in (*program.pieces, *program.looks) if _showed_one(p, program)):
        cell = [p for p in program.pieces if p.cell == last.cell]
        value = last.node.value if isinstance(last.node, ast.Expr) else None
        if value is not None and not (is_from_file(value, names) or pictures(cell, program)):
            what = "showed a picture; nobody knows how to write it, so it is not kept"
            yield last.cell, f"`{last.first_line}` {what}"
    for look in program.looks:
        match look.node:
            case ast.Expr(value=ast.Call(args=[_, _, *_] as shown) as call):
                if is_display(call, names) and any(map(names.picture, shown)):
                    told = f"`{look.first_line}` shows several at once; none of them is kept"
                    yield look.cell, told


def _showed_one(last: Piece, program: Program) -> bool:
    """Whether a cell's last value was a picture when the notebook last ran."""
    return ends_cell(last) and any(map(_is_picture, _results(last, program)))


def _is_picture(output: Output) -> bool:
    """Whether an output is a picture, and none that matplotlib drew."""
    drawn = any(mime.startswith(_PICTURES) for mime in output.mimes)
    return (drawn or output.text.startswith(_MAPS)) and not is_drawn(output)


_PICTURES = (
    "image/",
    "application/vnd.plotly.",
    "application/vnd.vega",
    "application/vnd.bokehjs_exec",
)
_MAPS = ("<folium.", "alt.", "<altair.")
"""What is shown by HTML, as its plain text has it."""
