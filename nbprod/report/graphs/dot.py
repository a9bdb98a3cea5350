"""For Graphviz: `dot -Tpdf`, and the many programs that read its language."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nbprod.report.drawing.model import Drawing, DrawnCell, Edge
from nbprod.report.drawing.palette import LIGHT, mixed
from nbprod.report.escaping import visible

SUFFIX = ".dot"
_FONT = "Helvetica,Arial,sans-serif"


def render(drawing: Drawing) -> str:
    """A digraph with a box for each cell, and a legend for what is drawn apart."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield f"digraph {_quoted(drawing.path)} {{"
    yield f'  graph [rankdir=TB, ranksep=0.45, nodesep=0.3, bgcolor="transparent", fontname="{_FONT}"];'
    yield f'  node [shape=box, style="rounded,filled", fontname="{_FONT}", fontsize=11, margin="0.16,0.08"];'
    yield f'  edge [color="{LIGHT.muted}", arrowsize=0.6, fontname="{_FONT}", fontsize=9];'
    for cell in drawing.cells:
        yield f"  {_cell(cell, drawing)}"
    for edge in drawing.shown:
        yield f"  c{edge.giver + 1} -> c{edge.taker + 1}{_edge(edge, drawing.names)};"
    for number, lack in drawing.lacking:
        assert lack.below is not None
        label = _quoted(f"{lack.name} comes too late")
        yield (
            f"  c{lack.below + 1} -> c{number + 1} [label={label}, style=dotted, "
            f'color="{LIGHT.hazard}", fontcolor="{LIGHT.hazard}", constraint=false];'
        )
    yield from _legend(drawing)
    yield "}"


def _cell(cell: DrawnCell, drawing: Drawing) -> str:
    colour = LIGHT.hazard if cell.is_hazardous else LIGHT.accents[cell.activity]
    ground = mixed(LIGHT.accents[cell.activity], LIGHT.card, 0.12)
    wide = 2.4 if cell.number == drawing.focus or cell.is_hazardous else 1.0
    return (
        f"c{cell.shown_number} [label=<{_label(cell, drawing)}>, tooltip={_quoted(cell.title)}, "
        f'color="{colour}", fillcolor="{ground}", penwidth={wide}];'
    )


def _label(cell: DrawnCell, drawing: Drawing) -> str:
    """Graphviz' own kind of HTML: number and activity, title, what is given, what is missing."""
    word = "broken" if cell.unparsed else cell.activity.value
    accent = LIGHT.accents[cell.activity]
    rows = [
        f'<font point-size="9" color="{accent}">{cell.shown_number} · {word}</font>',
        f"<b>{_html(_cut(cell.title, 44))}</b>",
    ]
    if gives := ", ".join(drawing.gives(cell)):
        rows.append(f'<font point-size="9" color="{LIGHT.muted}">{_html(_cut(gives, 48))}</font>')
    for lack in cell.lacks:
        said = _html(_cut(f"{lack.name}: {lack.reason}", 60))
        rows.append(f'<font point-size="9" color="{LIGHT.hazard}">{said}</font>')
    return "<br/>".join(rows)


def _edge(edge: Edge, with_names: bool) -> str:
    about = []
    if not edge.certain:
        about.append("style=dashed")
    if edge.is_resource:
        about.append(f'color="{LIGHT.line}", arrowhead=odot')
    if with_names:
        about.append(f"label={_quoted(_cut(', '.join(h.name for h in edge.names), 60))}")
    return f" [{', '.join(about)}]" if about else ""


def _legend(drawing: Drawing) -> Iterator[str]:
    """What the lines mean, where more than one kind of line is drawn."""
    rows = []
    if any(not edge.certain for edge in drawing.shown):
        rows.append("dashed: perhaps")
    if any(edge.is_resource for edge in drawing.shown):
        rows.append("pale, with a ring: order matters (files, figures, random numbers)")
    if drawing.lacking:
        rows.append("red, dotted: read before it is given")
    if rows:
        yield f'  legend [shape=plaintext, style="", fontcolor="{LIGHT.muted}", label={_quoted(chr(10).join(rows))}];'


def _html(text: str) -> str:
    return escape(visible(text))


def _quoted(text: str) -> str:
    """A string of the DOT language; a backslash stays one, a line end becomes `\\l`."""
    lines = (visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return '"' + "\\l".join(lines) + ("\\l" if "\n" in text else "") + '"'


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
