"""For a terminal: each cell, what it takes from which cell, and what it gives to which."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nbprod.report.drawing.model import Drawing, DrawnCell, Edge, Handed
from nbprod.report.drawing.summary import numbers, summary
from nbprod.report.escaping import visible

SUFFIX = ".txt"
_COLOURS = {
    "setup": "2",
    "define": "34",
    "load": "94",
    "prepare": "36",
    "model": "35",
    "evaluate": "33",
    "plot": "95",
    "look": "2",
    "save": "32",
    "other": "2",
}
_HAZARD, _BOLD, _DIM = "1;31", "1", "2"

_Paint = Callable[[str, str], str]


def render(drawing: Drawing) -> str:
    """The summary, then the cells from top to bottom."""
    paint = _paint if drawing.colour else _plain
    parts = [paint(visible(drawing.path), _BOLD) + "\n" + summary(drawing)]
    parts += ("\n".join(_cell(cell, drawing, paint)) for cell in drawing.cells)
    return "\n\n".join(parts) + "\n"


def _cell(cell: DrawnCell, drawing: Drawing, paint: _Paint) -> Iterator[str]:
    word = "broken" if cell.unparsed else cell.activity.value
    colour = _HAZARD if cell.unparsed else _COLOURS[cell.activity.value]
    mark = paint(" ◀", _BOLD) if cell.number == drawing.focus else ""
    head = f"cell {cell.shown_number}"
    yield f"{paint(f'{head:<8}', _BOLD)} {paint(f'{word:<9}', colour)} {visible(cell.title)}{mark}"
    for edge in drawing.into.get(cell.number, ()):
        yield f"   takes   {_names(edge)} {paint(f'from cell {edge.giver + 1}', _DIM)}"
    for lack in cell.lacks:
        through = f" (read by {lack.via}())" if lack.via else ""
        yield paint(f"   lacks   {visible(lack.name)}{visible(through)}: {lack.reason}", _HAZARD)
    for names, takers in _given(cell, drawing).items():
        yield f"   gives   {names} {paint(f'to {numbers(takers)}', _DIM)}"
    for hazard in cell.hazards:
        yield paint(f"   hazard  {visible(hazard.message)} [{hazard.rule}]", _HAZARD)
    if cell.unparsed:
        yield paint(f"   broken  {visible(cell.unparsed)}", _HAZARD)
    for doubt in cell.doubts:
        yield paint(f"   doubt   {visible(doubt)} may bind or change any name", _DIM)


def _names(edge: Edge) -> str:
    return ", ".join(visible(handed.name) + _manner(handed) for handed in edge.names)


def _manner(handed: Handed) -> str:
    """How a name is taken, where that is not plain to see in the taker's own code."""
    words = ["in a call"] * handed.late + ["perhaps"] * (not handed.certain)
    return f" ({', '.join(words)})" if words else ""


def _given(cell: DrawnCell, drawing: Drawing) -> dict[str, list[int]]:
    """Names with the cells that take them; names that go the same ways share a line."""
    takers: dict[str, list[int]] = {}
    for edge in drawing.out_of.get(cell.number, ()):
        for handed in edge.names:
            takers.setdefault(handed.name, []).append(edge.taker)
    together: dict[tuple[int, ...], list[str]] = {}
    for name in drawing.gives(cell):
        together.setdefault(tuple(takers[name]), []).append(visible(name))
    return {", ".join(names): list(cells) for cells, names in together.items()}


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _plain(text: str, colour: str) -> str:
    return text
