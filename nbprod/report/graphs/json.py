"""For programs: the cells and the edges between them as one JSON object.

`cell`, `from`, `to` and `below` count all cells of the notebook from 0, as `nbprod lint` does.
"""

from __future__ import annotations

from json import dumps
from typing import Any

import nbprod
from nbprod.report.drawing.model import Drawing, DrawnCell, Edge

SUFFIX = ".json"


def render(drawing: Drawing) -> str:
    """The whole drawing as JSON."""
    data = {
        "version": nbprod.__version__,
        "path": drawing.path,
        "title": drawing.title,
        "kinds": sorted(drawing.kinds),
        "focus": drawing.focus,
        "cells": [_cell(cell, drawing) for cell in drawing.cells],
        "edges": [_edge(edge) for edge in drawing.shown],
    }
    return dumps(data, indent=2) + "\n"


def _cell(cell: DrawnCell, drawing: Drawing) -> dict[str, Any]:
    return {
        "cell": cell.number,
        "cell_id": cell.id,
        "title": cell.title,
        "section": cell.section,
        "activity": cell.activity.value,
        "execution_count": cell.execution_count,
        "leaves": list(cell.leaves),
        "gives": list(drawing.gives(cell)),
        "lacks": [
            {"name": lack.name, "via": lack.via, "below": lack.below, "deleted": lack.deleted}
            for lack in cell.lacks
        ],
        "hazards": [{"rule": h.rule, "message": h.message} for h in cell.hazards],
        "doubts": list(cell.doubts),
        "unparsed": cell.unparsed,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": edge.giver,
        "to": edge.taker,
        "certain": edge.certain,
        "names": [
            {"name": h.name, "kind": h.kind, "certain": h.certain, "late": h.late}
            for h in edge.names
        ],
    }
