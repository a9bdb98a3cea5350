"""For reading: one page without network, with zoom, search, and each cell's code and slice.

A notebook is not trusted: its text reaches the page as data, never as markup, and the page's
policy lets no script run but the two that it is made of.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from json import dumps
from shlex import quote
from typing import Any

import nbprod
from nbprod.report.drawing.activities import Activity
from nbprod.report.drawing.groups import groups
from nbprod.report.drawing.model import Drawing, DrawnCell
from nbprod.report.drawing.palette import DARK, LIGHT, Theme
from nbprod.report.drawing.summary import summary
from nbprod.report.escaping import visible

SUFFIX = ".html"

FOLDED = 150
"""Cells from which on a notebook is shown folded by its headings."""

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_BREAKS_OUT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_BREAKS_OUT |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


def render(drawing: Drawing) -> str:
    """The whole page."""
    slots = {
        "policy": _policy(_style(), _layout(), _script()),
        "version": nbprod.__version__,
        "title": escape(visible(drawing.name)),
        "summary": escape(visible(summary(drawing))),
        "style": _style(),
        "data": dumps(_data(drawing)).translate(_BREAKS_OUT),
        "layout": _layout(),
        "script": _script(),
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _asset("page.html"))


def _policy(style: str, *scripts: str) -> str:
    """Nothing may be loaded, and nothing runs but what this page was made of."""
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _layout() -> str:
    """The library that lays out the graph, with its licence."""
    library = _asset("dagre.min.js").partition("\n//# sourceMappingURL")[0]
    return f"/*!\n@dagrejs/dagre\n\n{_asset('dagre.LICENSE.txt')}*/\n{library}\n"


@cache
def _script() -> str:
    """The page's own script: its parts in order, in a scope of their own."""
    folder = _assets() / "script"
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".js")), key=_name)
    body = "\n".join(part.read_text("utf-8") for part in parts)
    return f'"use strict";\n(() => {{\n{body}}})();\n'


@cache
def _style() -> str:
    """The page's looks, with the colours of both themes."""
    light, dark = _colours(LIGHT, 0), _colours(DARK, 1)
    accents = "\n".join(f".{a.value} {{ --accent: var(--{a.value}); }}" for a in Activity)
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=light] {{ color-scheme: light; {light} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
        f"{accents}\n{_asset('page.css')}"
    )


def _colours(theme: Theme, dark: int) -> str:
    named = {
        "paper": theme.paper,
        "card": theme.card,
        "ink": theme.ink,
        "muted": theme.muted,
        "line": theme.line,
        "hazard": theme.hazard,
    } | {activity.value: colour for activity, colour in theme.accents.items()}
    return f"--dark: {dark}; " + " ".join(f"--{name}: {c};" for name, c in named.items())


@cache
def _asset(name: str) -> str:
    return (_assets() / name).read_text("utf-8")


def _assets() -> Traversable:
    return files("nbprod.report.graphs") / "assets"


def _name(part: Traversable) -> str:
    return part.name


def _data(drawing: Drawing) -> dict[str, Any]:
    """What the page knows; cells by their numbers as people count."""
    folded = groups(drawing.cells)
    of = {cell: number for number, group in enumerate(folded) for cell in group.cells}
    return {
        "path": visible(drawing.path),
        "name": visible(drawing.name),
        "command": f"nbprod graph {quote(visible(drawing.path))}",
        "summary": summary(drawing),
        "kinds": sorted(drawing.kinds),
        "names": drawing.names,
        "focus": None if drawing.focus is None else drawing.focus + 1,
        "folded": len(drawing.cells) > FOLDED,
        "activities": [activity.value for activity in Activity],
        "cells": [_cell(cell, of[cell.number]) for cell in drawing.cells],
        "groups": [
            {
                "title": visible(group.title) or _range(group.cells),
                "cells": [cell + 1 for cell in group.cells],
            }
            for group in folded
        ],
        "edges": list(_edges(drawing)),
    }


def _range(cells: tuple[int, ...]) -> str:
    return f"Cells {cells[0] + 1} to {cells[-1] + 1}" if len(cells) > 1 else f"Cell {cells[0] + 1}"


def _cell(cell: DrawnCell, group: int) -> dict[str, Any]:
    return {
        "n": cell.shown_number,
        "title": visible(cell.title),
        "section": visible(cell.section),
        "activity": cell.activity.value,
        "word": "broken" if cell.unparsed else cell.activity.value,
        "code": "\n".join(visible(line) for line in cell.code.replace("\t", "    ").split("\n")),
        "leaves": [visible(name) for name in cell.leaves],
        "lacks": [
            {
                "name": visible(lack.name),
                "via": visible(lack.via),
                "below": None if lack.below is None else lack.below + 1,
                "reason": lack.reason,
            }
            for lack in cell.lacks
        ],
        "hazards": [{"rule": h.rule, "message": visible(h.message)} for h in cell.hazards],
        "doubts": [visible(doubt) for doubt in cell.doubts],
        "unparsed": visible(cell.unparsed),
        "hazardous": cell.is_hazardous,
        "ran": cell.execution_count,
        "group": group,
    }


def _edges(drawing: Drawing) -> Iterator[dict[str, Any]]:
    """Every edge, whatever is shown: the reader may ask for more."""
    for edge in drawing.edges:
        names = [
            {"name": visible(h.name), "kind": h.kind, "certain": h.certain, "late": h.late}
            for h in edge.names
        ]
        yield {"from": edge.giver + 1, "to": edge.taker + 1, "names": names}
