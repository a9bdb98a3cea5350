"""Colours by activity, the same in every format."""

from __future__ import annotations

from dataclasses import dataclass

from nbprod.report.drawing.activities import Activity


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a page, as `#rrggbb`."""

    paper: str
    card: str
    ink: str
    muted: str
    line: str
    hazard: str
    accents: dict[Activity, str]


LIGHT = Theme(
    paper="#fbfaf8",
    card="#ffffff",
    ink="#1f2328",
    muted="#6b7280",
    line="#dedad3",
    hazard="#d92d20",
    accents={
        Activity.SETUP: "#8a8f98",
        Activity.DEFINE: "#5668c9",
        Activity.LOAD: "#0b7fc7",
        Activity.PREPARE: "#0f9488",
        Activity.MODEL: "#7c3fd6",
        Activity.EVALUATE: "#d18400",
        Activity.PLOT: "#d6337f",
        Activity.LOOK: "#a39c90",
        Activity.SAVE: "#5d8a16",
        Activity.OTHER: "#9aa3ae",
    },
)

DARK = Theme(
    paper="#14161a",
    card="#1d2026",
    ink="#e8e6e3",
    muted="#9aa1ac",
    line="#343941",
    hazard="#ff7a6e",
    accents={
        Activity.SETUP: "#8d96a5",
        Activity.DEFINE: "#8f9dff",
        Activity.LOAD: "#4db5f5",
        Activity.PREPARE: "#36cfc0",
        Activity.MODEL: "#b48cff",
        Activity.EVALUATE: "#f5b83d",
        Activity.PLOT: "#ff77b0",
        Activity.LOOK: "#8f897f",
        Activity.SAVE: "#a3d14f",
        Activity.OTHER: "#6f7885",
    },
)


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of a colour on a ground, for formats that cannot mix."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
