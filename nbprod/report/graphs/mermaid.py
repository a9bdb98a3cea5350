"""For Markdown: a flowchart that GitHub, GitLab and documentation sites draw.

GitHub draws at most 500 edges; for a bigger notebook draw a slice (`--cell`), or another format.
"""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.report.drawing.model import Drawing, DrawnCell, Edge
from nbprod.report.drawing.palette import LIGHT, mixed
from nbprod.report.escaping import visible

SUFFIX = ".mmd"


def render(drawing: Drawing) -> str:
    """A flowchart from top to bottom, a class for each activity."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "flowchart TD"
    for cell in drawing.cells:
        yield f'  c{cell.shown_number}["{_label(cell, drawing)}"]:::{_kind(cell)}'
    for edge in drawing.shown:
        yield f"  c{edge.giver + 1} {_arrow(edge, drawing.names)} c{edge.taker + 1}"
    for number, lack in drawing.lacking:
        assert lack.below is not None
        yield f'  c{lack.below + 1} -. "{_text(lack.name)} comes too late" .-x c{number + 1}'
    yield from _legend(drawing)
    yield from _styles(drawing)


def _kind(cell: DrawnCell) -> str:
    return "hazard" if cell.is_hazardous else cell.activity.value


def _label(cell: DrawnCell, drawing: Drawing) -> str:
    word = "broken" if cell.unparsed else cell.activity.value
    rows = [f"<small>{cell.shown_number} · {word}</small>", f"<b>{_text(_cut(cell.title, 44))}</b>"]
    if gives := ", ".join(drawing.gives(cell)):
        rows.append(f"<small>{_text(_cut(gives, 48))}</small>")
    rows += (f"<small>{_text(_cut(f'{k.name}: {k.reason}', 60))}</small>" for k in cell.lacks)
    return "<br/>".join(rows)


def _arrow(edge: Edge, with_names: bool) -> str:
    arrow = "-->" if edge.certain and not edge.is_resource else "-.->"
    if edge.is_resource:
        arrow = "-.-o"
    names = _text(_cut(", ".join(handed.name for handed in edge.names), 60))
    return f'{arrow}|"{names}"|' if with_names or edge.is_resource else arrow


def _legend(drawing: Drawing) -> Iterator[str]:
    """What the lines mean, where more than one kind of line is drawn."""
    rows = []
    if any(not edge.certain for edge in drawing.shown):
        rows.append("dotted, with an arrow: perhaps")
    if any(edge.is_resource for edge in drawing.shown):
        rows.append("dotted, with a ring: order matters")
    if drawing.lacking:
        rows.append("dotted, with a cross: read before it is given")
    if rows:
        yield f'  legend["<small>{"<br/>".join(rows)}</small>"]:::legend'


def _styles(drawing: Drawing) -> Iterator[str]:
    kinds = {cell.activity for cell in drawing.cells if not cell.is_hazardous}
    for activity, accent in LIGHT.accents.items():
        if activity in kinds:
            ground = mixed(accent, LIGHT.card, 0.12)
            yield f"  classDef {activity.value} fill:{ground},stroke:{accent},color:{LIGHT.ink}"
    if any(cell.is_hazardous for cell in drawing.cells):
        ground = mixed(LIGHT.hazard, LIGHT.card, 0.1)
        yield f"  classDef hazard fill:{ground},stroke:{LIGHT.hazard},stroke-width:2px,color:{LIGHT.ink}"
    yield f"  classDef legend fill:none,stroke:none,color:{LIGHT.muted}"
    if drawing.focus is not None:
        yield f"  style c{drawing.focus + 1} stroke-width:4px"


def _text(text: str) -> str:
    """Text inside a quoted label: all but letters, digits and a few marks as entity codes."""
    return "".join(
        character if character.isalnum() or character in " _.,:;-–…" else f"#{ord(character)};"
        for character in visible(text)
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
