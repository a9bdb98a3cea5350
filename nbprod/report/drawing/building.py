"""An analysis becomes a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbprod.analysis import Analysis
from nbprod.errors import NotebookError
from nbprod.finding import Finding, Severity
from nbprod.flow.graph import Kind, ancestors, descendants, graph
from nbprod.flow.model import Missing
from nbprod.notebook.model import Parsed, Unparsed
from nbprod.place import CellRef
from nbprod.report.drawing.activities import Activity, activities
from nbprod.report.drawing.model import Drawing, DrawnCell, Edge, Handed, Hazard, Lack
from nbprod.report.drawing.titles import Titles, headings, title
from nbprod.run.secrecy import Secrecy

if TYPE_CHECKING:
    from nbprod.flow.graph import CellGraph

FAMILY = "hidden-state"
"""The family whose findings are hazards of the graph."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw of a notebook."""

    kinds: frozenset[Kind] = frozenset({"name"})
    names: bool = False
    cell: int | None = None
    """The cell whose slice is wanted, over all cells from 0; None wants them all."""
    ancestors: bool = True
    descendants: bool = True


def draw(notebook: Analysis, wanted: Wanted, findings: Iterable[Finding] = ()) -> Drawing:
    """Draw a notebook, or the slice of one cell.

    `findings` mark cells as hazardous, and say which parts of the code are secret. Raises
    NotebookError where there is nothing to draw.
    """
    cells = tuple(cell for cell in notebook.cells if cell.cell.source.strip())
    if not cells:
        raise NotebookError(_nothing(notebook))
    whole = graph(notebook.flow, (cell.cell.ref for cell in cells))
    kept = _slice(whole, cells, wanted)
    titles = headings(notebook.notebook.cells)
    drawn = _Cells(notebook, titles, tuple(findings))
    return Drawing(
        path=notebook.notebook.path,
        title=titles.notebook,
        cells=tuple(drawn.one(cell) for cell in cells if cell.cell.ref in kept),
        edges=tuple(_edges(whole, kept)),
        kinds=wanted.kinds,
        names=wanted.names,
        focus=wanted.cell,
    )


def _nothing(notebook: Analysis) -> str:
    """Why there is nothing to draw, and what to do."""
    about = notebook.notebook
    if not about.is_python:
        return (
            f"{about.path}: the notebook is written in {about.language}; only Python can be drawn"
        )
    return f"{about.path}: the notebook has no code; name one that has code cells"


def _slice(
    whole: CellGraph, cells: tuple[Parsed | Unparsed, ...], wanted: Wanted
) -> frozenset[CellRef]:
    """The cells to draw. Imports belong to what a cell needs, drawn or not: it runs on them."""
    if wanted.cell is None:
        return frozenset(whole)
    by_number = {cell.cell.ref.number: cell.cell.ref for cell in cells}
    if wanted.cell not in by_number:
        raise NotebookError(_no_such(wanted.cell, by_number))
    focus = by_number[wanted.cell]
    above = ancestors(whole, focus, wanted.kinds | {"import"}) if wanted.ancestors else {focus}
    below = descendants(whole, focus, wanted.kinds) if wanted.descendants else {focus}
    return frozenset(above | below)


def _no_such(number: int, known: Iterable[int]) -> str:
    near = sorted(sorted(known, key=lambda other: (abs(other - number), other))[:3])
    cells = ", ".join(str(other + 1) for other in near)
    return (
        f"cell {number + 1} is no code cell (cells count as in messages: all of them, from 1); "
        f"the nearest code cells are {cells}"
    )


def _edges(whole: CellGraph, kept: frozenset[CellRef]) -> Iterator[Edge]:
    pairs: dict[tuple[int, int], list[Handed]] = {}
    for giver, taker, name, about in whole.edges(keys=True, data=True):
        if giver in kept and taker in kept:
            handed = Handed(name, about["kind"], about["certain"], about["late"])
            pairs.setdefault((giver.number, taker.number), []).append(handed)
    for (first, second), names in sorted(pairs.items()):
        yield Edge(first, second, tuple(names))


class _Cells:
    """Draws cells with what the whole notebook says of each."""

    def __init__(self, notebook: Analysis, titles: Titles, findings: tuple[Finding, ...]) -> None:
        self.titles = titles
        self.secrecy = Secrecy.over(findings)
        self.activities = activities(notebook)
        self.leaves = _leaves(notebook)
        self.lacks = _lacks(notebook)
        self.hazards: dict[int, dict[Hazard, None]] = {}
        for finding in findings:
            if finding.category == FAMILY and finding.severity is not Severity.INFO:
                hazard = Hazard(finding.rule, finding.message)
                self.hazards.setdefault(finding.place.cell.number, {})[hazard] = None
        self.doubts: dict[int, list[str]] = {}
        for ref, doubt in notebook.flow.doubts:
            self.doubts.setdefault(ref.number, []).append(doubt)

    def one(self, cell: Parsed | Unparsed) -> DrawnCell:
        ref = cell.cell.ref
        lines = cell.cell.source.split("\n")
        code = "\n".join(self.secrecy.line(ref.number, n, text) for n, text in enumerate(lines, 1))
        heading = self.titles.above.get(ref.number, "")
        return DrawnCell(
            number=ref.number,
            id=ref.id,
            title=title(code, heading, cell.tree if isinstance(cell, Parsed) else None),
            section=self.titles.sections.get(ref.number, ""),
            activity=self.activities.get(ref, Activity.OTHER),
            code=code,
            leaves=tuple(self.leaves.get(ref.number, ())),
            lacks=tuple(self.lacks.get(ref.number, ())),
            hazards=tuple(self.hazards.get(ref.number, ())),
            doubts=tuple(self.doubts.get(ref.number, ())),
            unparsed=cell.reason if isinstance(cell, Unparsed) else "",
            execution_count=cell.cell.execution_count,
        )


def _leaves(notebook: Analysis) -> dict[int, dict[str, None]]:
    """The names that each cell binds or changes; imports, resources and what it deletes left out."""
    found: dict[int, dict[str, None]] = {}
    for version in notebook.flow.versions:
        names = found.setdefault(version.cell.number, {})
        if version.kind == "delete":
            names.pop(version.name, None)
        elif version.name[0] != "@" and version.how not in ("import", "star"):
            names[version.name] = None
    return found


def _lacks(notebook: Analysis) -> dict[int, dict[Lack, None]]:
    """What each cell reads and nothing above it gives."""
    givers: dict[str, list[int]] = {}
    for version in notebook.flow.versions:
        if version.kind != "delete":
            givers.setdefault(version.name, []).append(version.cell.number)
    found: dict[int, dict[Lack, None]] = {}
    for missing in notebook.flow.missing:
        if not missing.local:
            lack = _lack(missing, givers.get(missing.name, ()))
            found.setdefault(missing.cell.number, {})[lack] = None
    return found


def _lack(missing: Missing, givers: Iterable[int]) -> Lack:
    below = next((number for number in givers if number > missing.cell.number), None)
    deleted = missing.deleted.cell.number if missing.deleted else None
    return Lack(missing.name, missing.via, below, deleted)
