"""Names for figures, the author's own first.

What a helper is told to save a figure as is made to name it; then comes its title, then the file that
it is saved in, which is often short for the title, and then the heading above.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nbprod.extract.decisions.drafting import Draft
from nbprod.extract.decisions.drawing import is_drawn
from nbprod.extract.decisions.figure_files import LONGEST, figure_file, is_savefig
from nbprod.extract.decisions.helpers_that_show import Follower, Showing
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.words import naming, phrasing
from nbprod.extract.words.vocabulary import verb
from nbprod.place import CellRef


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a stage saves."""

    name: str
    again: bool
    """Whether a loop saves one in each round; the further ones are numbered."""
    cell: CellRef


def figure_names(
    made: Draft, scope: Scope, stage: str, title: str, owners: dict[str, str]
) -> Iterable[Figure]:
    """Name the figures of a stage, and number those of one name; no two stages share one.

    What a function of the notebook shows has the function's name, whichever stage calls it.
    """
    follower = made.shows.follower
    for piece in scope.pieces:
        for helper in _helpers(piece, made):
            yield _counted(made, piece, naming.slug(helper.name), again=helper.again)
        if piece not in made.shows.after and not follower.shows(piece.node):
            continue
        given, file = _own_names(made, scope, piece)
        name = given or _figure_title(piece, scope, follower) or file
        name = name or _over_figure(made, scope, piece, title) or stage
        if owners.setdefault(name, stage) != stage:
            name = f"{stage}-{name}"
            owners[name] = stage
        made.figures[piece] = name
        yield _counted(made, piece, name, again=follower.shows_again(piece.node))


def _helpers(piece: Piece, made: Draft) -> Iterable[Showing]:
    """Functions in modules of their own that save what a statement lets them show."""
    if isinstance(piece.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for helper in made.shows.follower.showing(piece.node):
        if helper.name in made.modules:
            yield helper


def _counted(made: Draft, piece: Piece, name: str, *, again: bool) -> Figure:
    """With the file's name: from the second of a name on they are numbered."""
    before = sum(1 for _, known in made.saved if known == name)
    made.saved.append((piece, name))
    return Figure(f"{name}-{before + 1}" if before else name, again, piece.cell)


def recorded(made: Draft, drawn: Sequence[Figure]) -> Iterable[str]:
    """The names whose cells showed as many figures when the notebook was last run as they save.

    Of others nobody knows how many there will be: a branch may not be taken, and a save may find none.
    """
    saves = Counter(figure.cell for figure in drawn)
    cells = made.analysis.notebook.cells
    for figure in drawn:
        shown = sum(map(is_drawn, cells[figure.cell.number].outputs))
        if shown == saves[figure.cell] and not figure.again:
            yield figure.name


def _over_figure(made: Draft, scope: Scope, piece: Piece, title: str) -> str:
    """The heading within a stage under which a cell draws, as a file's name.

    A sentence above a figure tells what is seen on it, and is too long for a name.
    """
    last = piece.cell.number
    within = any(n in made.story.leading for n in range(scope.pieces[0].cell.number, last + 1))
    heading = made.story.current.get(last) if within else None
    if heading is None or heading.text == title or not made.story.tells(heading):
        return ""
    return "-".join(_label(heading.text) or phrasing.topic(heading.text))


def _label(heading: str) -> list[str]:
    """What stands before a colon, where an order behind it explains: `Histogram: show how rain is spread`.

    `Task: plot the rain` has nothing there that tells of its figure.
    """
    label, _, rest = heading.partition(": ")
    said = naming.words(label)
    explained = bool(rest) and bool(verb(rest.split()[0].lower()))
    telling = not re.search(r"\d", label) and not naming.is_dull(label) and bool(said)
    return said if explained and telling and said[-1] not in _ORDERS else []


_ORDERS = listed("task goal aim objective problem note hint summary idea todo")
"""What a section may be, whatever it is about."""


def _own_names(made: Draft, scope: Scope, piece: Piece) -> tuple[str, str]:
    """The name that a cell hands a helper for its figure, and the file that it saves it in itself.

    What it showed above was another figure.
    """
    names = made.analysis.names
    given = file = ""
    for other in _in_cell(piece, scope):
        for call in other.uses.calls:
            if is_savefig(call):
                file = figure_file(call, names) or file
            else:
                given = figure_file(call, names) or given
        if other is not piece and made.shows.follower.shows(other.node):
            given = file = ""
    return given, file


def _in_cell(piece: Piece, scope: Scope) -> Iterable[Piece]:
    """The statements of a cell up to one of them."""
    return (p for p in scope.pieces if p.cell == piece.cell and p.index <= piece.index)


def _figure_title(piece: Piece, scope: Scope, follower: Follower) -> str:
    """The literal title that a cell gives its figure, as a name of whole words.

    Titles of several axes tell of parts of a figure, and none of the whole.
    """
    said: dict[str, set[str]] = {}
    for other in _in_cell(piece, scope):
        for kind, title in _titles_in(other):
            said.setdefault(kind, set()).add(title)
        if other is not piece and follower.shows(other.node):
            said = {}
    told = next((said[kind] for kind in _TITLES if kind in said), set())
    words = naming.words(next(iter(told))) if len(told) == 1 else []
    short = words
    while len("-".join(short)) > LONGEST or (short != words and short[-1] in naming.EMPTY):
        short = short[:-1]
    return "-".join(short or words)[:LONGEST]


def _titles_in(piece: Piece) -> Iterable[tuple[str, str]]:
    """What the calls of a statement say as titles, by the kind of call."""
    for call in piece.uses.calls:
        kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if call.args and isinstance(call.args[0], ast.Constant):
            yield kind, str(call.args[0].value)
        if title := _told_title(call, kind):
            yield _TOLD, title


def _told_title(call: ast.Call, kind: str) -> str:
    """The title that a method or function is told: `rain.plot(title="Rain")`; axes and legends have others."""
    if not kind or kind[0].isupper() or kind in ("legend", "colorbar"):
        return ""
    told = (k.value for k in call.keywords if k.arg in ("title", "title_text"))
    return next((str(v.value) for v in told if isinstance(v, ast.Constant) and v.value), "")


_TOLD = "title="
_TITLES = ("suptitle", "title", "set_title", _TOLD)
