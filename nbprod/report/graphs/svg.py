"""For documents: a still picture that any browser, editor and README shows.

It follows the reader's light or dark setting, and needs no font, script or network.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nbprod.report.drawing.activities import Activity
from nbprod.report.drawing.lettering import MONO, cut, extent, wrapped
from nbprod.report.drawing.model import Drawing, DrawnCell, Edge
from nbprod.report.drawing.palette import DARK, LIGHT, Theme, mixed
from nbprod.report.drawing.places import Point, Sheet, placed
from nbprod.report.drawing.summary import summary
from nbprod.report.escaping import visible

SUFFIX = ".svg"

WIDTH = 228.0
PAD, MARGIN, HEAD, FOOT = 14.0, 32.0, 58.0, 46.0
SHEET = 1100.0
"""Parts and single cells are put side by side up to this width."""
TITLE, SMALL = 13.0, 10.5


def render(drawing: Drawing) -> str:
    """The picture: a head, the cells and their lines, a legend."""
    sizes = {cell.number: (WIDTH, _height(cell, drawing)) for cell in drawing.cells}
    links = {(edge.giver, edge.taker): edge for edge in drawing.shown}
    sheet = placed(sizes, links, SHEET)
    return "\n".join(_lines(drawing, sheet, sizes, links)) + "\n"


def _lines(
    drawing: Drawing,
    sheet: Sheet,
    sizes: dict[int, tuple[float, float]],
    links: dict[tuple[int, int], Edge],
) -> Iterator[str]:
    legend = list(_legend(drawing))
    wide = max(sheet.width, 560.0) + 2 * MARGIN
    tall = sheet.height + HEAD + FOOT + 2 * MARGIN
    name = drawing.name
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(wide)} {_n(tall)}" '
        f'width="{_n(wide)}" height="{_n(tall)}" role="img" aria-label="{_x(name)}">'
    )
    yield f"<title>{_x(name)}</title>"
    yield f"<desc>{_x(summary(drawing))}</desc>"
    yield f"<style>{_style(drawing)}</style>"
    yield f'<rect class="paper" width="{_n(wide)}" height="{_n(tall)}" rx="14"/>'
    yield f'<text class="name" x="{_n(MARGIN)}" y="{_n(MARGIN + 14)}">{_x(cut(name, wide - 2 * MARGIN, 18))}</text>'
    yield f'<text class="about" x="{_n(MARGIN)}" y="{_n(MARGIN + 34)}">{_x(summary(drawing))}</text>'
    yield f'<g transform="translate({_n((wide - sheet.width) / 2)} {_n(MARGIN + HEAD)})">'
    middles = {cell: (x + WIDTH / 2, y) for cell, (x, y) in sheet.cards.items()}
    activities = {cell.number: cell.activity for cell in drawing.cells}
    for cell, trunk in sheet.trunks.items():
        yield _trunk(drawing.out_of[cell], trunk, activities[cell])
    for pair, points in sheet.lines.items():
        yield from _edge(links[pair], points, activities[pair[0]], drawing.names)
    for number, lack in drawing.lacking:
        assert lack.below is not None
        yield from _late(middles[lack.below], middles[number], lack.name)
    for drawn in drawing.cells:
        yield from _card(drawn, sheet.cards[drawn.number], sizes[drawn.number][1], drawing)
    yield "</g>"
    yield f'<g transform="translate({_n(MARGIN)} {_n(tall - MARGIN)})">'
    yield from legend
    yield "</g>"
    yield "</svg>"


def _title(cell: DrawnCell) -> tuple[str, ...]:
    return wrapped(visible(cell.title), WIDTH - 2 * PAD, TITLE)


def _height(cell: DrawnCell, drawing: Drawing) -> float:
    rows = len(cell.lacks[:2]) + bool(drawing.gives(cell))
    return 37.0 + 17.0 * len(_title(cell)) + 16.0 * rows


def _card(cell: DrawnCell, at: Point, height: float, drawing: Drawing) -> Iterator[str]:
    x, y = at
    marks = " hazard" * cell.is_hazardous + " focus" * (cell.number == drawing.focus)
    word = "broken" if cell.unparsed else cell.activity.value
    yield f'<g class="{cell.activity.value}{marks}" transform="translate({_n(x)} {_n(y)})">'
    yield f"<title>{_x(f'cell {cell.shown_number}: {cell.title}')}</title>"
    yield f'<rect class="card" width="{_n(WIDTH)}" height="{_n(height)}" rx="9"/>'
    yield f'<path class="bar" d="M9 0.5H6A5.5 5.5 0 0 0 0.5 6V{_n(height - 6)}A5.5 5.5 0 0 0 6 {_n(height - 0.5)}H5V0.5Z"/>'
    yield f'<text class="word" x="{_n(PAD)}" y="20">{word.upper()}</text>'
    yield f'<text class="number" x="{_n(WIDTH - PAD)}" y="20">{cell.shown_number}</text>'
    if cell.is_hazardous:
        shift = WIDTH - PAD - extent(str(cell.shown_number), SMALL) - 14
        yield f'<path class="sign" transform="translate({_n(shift)} 11.2)" d="M5 0L10.4 9.4H-0.4Z"/>'
    below = 38.0
    for line in _title(cell):
        yield f'<text class="title" x="{_n(PAD)}" y="{_n(below)}">{_x(line)}</text>'
        below += 17.0
    room = WIDTH - 2 * PAD
    if gives := ", ".join(drawing.gives(cell)):
        said = _code(gives, room)
        yield f'<text class="gives" x="{_n(PAD)}" y="{_n(below + 1)}">{_x(said)}</text>'
        below += 16.0
    for lack in cell.lacks[:2]:
        said = cut(f"lacks {visible(lack.name)}: {lack.reason}", room, SMALL * 0.92)
        yield f'<text class="lack" x="{_n(PAD)}" y="{_n(below + 1)}">{_x(said)}</text>'
        below += 16.0
    yield "</g>"


def _code(text: str, room: float) -> str:
    fits = int(room / (SMALL * MONO))
    shown = visible(text)
    return shown if len(shown) <= fits else shown[: fits - 1].rstrip(" ,") + "…"


def _trunk(edges: tuple[Edge, ...], points: tuple[Point, ...], activity: Activity) -> str:
    """What a cell gives, where it runs past rows together; drawn as the surest of it."""
    unsure = not any(edge.certain for edge in edges)
    kind = " resource" * all(edge.is_resource for edge in edges) + " unsure" * unsure
    return f'<g class="{activity.value}{kind}"><path class="edge" d="{_curve(points)}"/></g>'


def _edge(
    edge: Edge, points: tuple[Point, ...], activity: Activity, with_names: bool
) -> Iterator[str]:
    kind = " resource" * edge.is_resource + " unsure" * (not edge.certain)
    x, y = points[-1]
    names = ", ".join(handed.name for handed in edge.names)
    yield f'<g class="{activity.value}{kind}"><title>{_x(names)}</title>'
    yield f'<path class="edge" d="{_curve((*points[:-1], (x, y - 5)))}"/>'
    yield f'<path class="tip" d="M{_n(x)} {_n(y - 1)}l-3.6 -7h7.2Z"/>'
    if with_names:
        said = cut(visible(names), WIDTH, SMALL)
        a, b = points[-2]
        yield f'<text class="handed" x="{_n((x + a) / 2)}" y="{_n((y + b) / 2 + 3)}">{_x(said)}</text>'
    yield "</g>"


def _curve(points: tuple[Point, ...]) -> str:
    """Runs straight down past rows and swings between them."""
    x, y = points[0]
    parts = [f"M{_n(x)} {_n(y)}"]
    for number, (a, b) in enumerate(points[1:]):
        if number % 2:
            parts.append(f"V{_n(b)}")
        else:
            middle = _n((y + b) / 2)
            parts.append(f"C{_n(x)} {middle} {_n(a)} {middle} {_n(a)} {_n(b)}")
        x, y = a, b
    return "".join(parts)


def _late(giver: Point, taker: Point, name: str) -> Iterator[str]:
    """A line from a giver that stands below its taker, drawn beside the rows."""
    (x, y), (a, b) = (giver[0] + WIDTH / 2, giver[1] + 24), (taker[0] + WIDTH / 2, taker[1] + 24)
    out = max(x, a) + 36
    curve = f"M{_n(x)} {_n(y)}C{_n(out)} {_n(y)} {_n(out)} {_n(b)} {_n(a + 6)} {_n(b)}"
    yield f'<g class="late"><title>{_x(name)}</title><path class="edge" d="{curve}"/>'
    yield f'<path class="tip" d="M{_n(a + 1)} {_n(b)}l7 -3.6v7.2Z"/></g>'


def _legend(drawing: Drawing) -> Iterator[str]:
    """The activities that are drawn, and what lines and signs mean."""
    x = 0.0
    for activity in dict.fromkeys(Activity):
        if any(cell.activity is activity for cell in drawing.cells):
            yield f'<g class="{activity.value}"><circle class="dot" cx="{_n(x + 4)}" cy="-4" r="4"/></g>'
            yield f'<text class="about" x="{_n(x + 14)}" y="0">{activity.value}</text>'
            x += 34 + extent(activity.value, 11.5)
    if any(not edge.certain for edge in drawing.shown):
        yield from _sample(x, "unsure", "perhaps")
        x += 108
    if any(edge.is_resource for edge in drawing.shown):
        yield from _sample(x, "resource", "order matters")
        x += 138
    if drawing.lacking:
        yield from _sample(x, "late", "read before it is given")
        x += 190
    if any(cell.is_hazardous for cell in drawing.cells):
        yield f'<g class="hazard"><path class="sign" transform="translate({_n(x)} -9)" d="M5 0L10.4 9.4H-0.4Z"/></g>'
        yield f'<text class="about" x="{_n(x + 16)}" y="0">hidden state</text>'


def _sample(x: float, kind: str, meaning: str) -> Iterator[str]:
    yield f'<g class="other {kind}"><path class="edge" d="M{_n(x)} -4h26"/></g>'
    yield f'<text class="about" x="{_n(x + 34)}" y="0">{meaning}</text>'


_FONTS = """\
text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
.name{font-size:18px;font-weight:650}
.about{font-size:11.5px}
.word{font-size:9.5px;font-weight:650;letter-spacing:.09em}
.number{font-size:10.5px;text-anchor:end;font-variant-numeric:tabular-nums}
.title{font-size:13px;font-weight:600}
.gives,.handed{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:10.5px}
.lack{font-size:10.5px;font-weight:600}
.handed{text-anchor:middle;paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
.edge{fill:none;stroke-width:1.4}
.unsure .edge{stroke-dasharray:5 4}
.resource .edge{stroke-dasharray:1 4;stroke-linecap:round;stroke-width:1.8}
.late .edge{stroke-dasharray:2 4;stroke-linecap:round;stroke-width:1.8}
.focus .card{stroke-width:2.4}"""


def _style(drawing: Drawing) -> str:
    present = {cell.activity for cell in drawing.cells} | {Activity.OTHER}
    light, dark = _colours(LIGHT, present), _colours(DARK, present)
    return f"{_FONTS}\n{light}\n@media(prefers-color-scheme:dark){{{dark}}}"


def _colours(theme: Theme, present: set[Activity]) -> str:
    rules = [
        f".paper{{fill:{theme.paper}}}",
        f".name,.title{{fill:{theme.ink}}}",
        f".about,.number,.gives{{fill:{theme.muted}}}",
        f".handed{{fill:{theme.muted};stroke:{theme.paper}}}",
        f".card{{fill:{theme.card};stroke:{theme.line}}}",
    ]
    for activity in Activity:
        if activity in present:
            accent, name = theme.accents[activity], activity.value
            rules.append(f".{name} .bar,.{name} .dot{{fill:{accent}}}")
            rules.append(f".{name} .word{{fill:{mixed(accent, theme.ink, 0.76)}}}")
            rules.append(f".{name} .edge{{stroke:{mixed(accent, theme.paper, 0.62)}}}")
            rules.append(f".{name} .tip{{fill:{mixed(accent, theme.paper, 0.82)}}}")
            rules.append(f".{name}.focus .card{{stroke:{accent}}}")
    rules.append(f".sign,.lack,.late .tip{{fill:{theme.hazard}}}")
    rules.append(f".hazard .card,.late .edge{{stroke:{theme.hazard}}}")
    return "\n".join(rules)


def _n(number: float) -> str:
    """A number as short as it can be said."""
    return f"{number:.1f}".removesuffix(".0")


def _x(text: str) -> str:
    return escape(visible(text))
