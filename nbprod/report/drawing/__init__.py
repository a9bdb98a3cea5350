"""The dependency graph of a notebook's cells as a value, drawn by each module of `graphs`.

1. `building.draw` asks the flow who hands what to whom and keeps the part that was asked for.
2. `titles` finds words for a cell, `activities` what kind of work it does.
3. `palette` gives each activity its colours, the same in every format.
4. `layers` and `places` find places for formats that have no layout of their own.
"""

from nbprod.report.drawing.activities import Activity
from nbprod.report.drawing.building import Wanted, draw
from nbprod.report.drawing.model import Drawing, DrawnCell, Edge, Handed, Hazard, Lack

__all__ = [
    "Activity",
    "Drawing",
    "DrawnCell",
    "Edge",
    "Handed",
    "Hazard",
    "Lack",
    "Wanted",
    "draw",
]
