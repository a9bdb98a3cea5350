"""An inventory of data for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from json import dumps
from typing import Any

from nbprod.report.escaping import visible
from nbprod.run.inventory import Entry

UNNAMED = {"worked out": "(worked out at run time)", "configured": "(configured from outside)"}


def as_text(entries: Sequence[Entry]) -> str:
    """The sources of each notebook, one a line, with who keeps them, and a sum."""
    lines: list[str] = []
    for path, found in groupby(entries, key=lambda entry: entry.place.path):
        lines += (visible(path), *map(_line, found), "")
    incoming = [entry for entry in entries if entry.direction == "in"]
    kept = sum(1 for entry in incoming if entry.keeper)
    outgoing = len(entries) - len(incoming)
    lines.append(f"{len(incoming)} sources, {kept} of them tracked; {outgoing} targets.")
    return "\n".join(lines) + "\n"


def as_json(entries: Sequence[Entry]) -> str:
    """The inventory as a JSON list."""
    return dumps([_data(entry) for entry in entries], indent=2) + "\n"


def _line(entry: Entry) -> str:
    arrow = "<-" if entry.direction == "in" else "->"
    named = visible(entry.text) or UNNAMED.get(entry.given, "(not named)")
    state = entry.keeper or ("untracked" if entry.direction == "in" else "")
    about = entry.declared
    facts = [about.owner, about.licence, about.refresh] if about else []
    keeper = ", ".join(fact for fact in (state, *facts) if fact)
    place = f"cell {entry.place.cell.number + 1}:{entry.place.span.line}"
    line = f"  {place:<12} {arrow} {entry.kind:<9} {named}  by {visible(entry.through)}"
    return f"{line}  [{visible(keeper)}]" if keeper else line


def _data(entry: Entry) -> dict[str, Any]:
    about = entry.declared
    return {
        "path": entry.place.path,
        "cell": entry.place.cell.number,
        "line": entry.place.span.line,
        "column": entry.place.span.column + 1,
        "kind": entry.kind,
        "direction": entry.direction,
        "text": entry.text,
        "through": entry.through,
        "format": entry.format,
        "given": entry.given,
        "keeper": entry.keeper or None,
        "owner": about.owner if about else None,
        "licence": about.licence if about else None,
        "refresh": about.refresh if about else None,
        "description": about.description if about else None,
    }
