"""Keep only what some outputs need; the rest of the notebook was exploration."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nbprod.analysis import Analysis
from nbprod.errors import PlanError
from nbprod.extract.decisions.drafting import Draft, drafted
from nbprod.extract.plan import LeftOut, Plan
from nbprod.flow.fact import arguments
from nbprod.flow.graph import ancestors, graph
from nbprod.flow.model import Flow
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

if TYPE_CHECKING:
    from nbprod.flow.graph import CellGraph


def sliced(
    analysis: Analysis, plan: Plan, outputs: Sequence[str]
) -> tuple[Notebook, tuple[LeftOut, ...]]:
    """The notebook with all cells empty that no output needs, and those cells.

    An output is a value by its name, a file that is written by its path, or a figure by the name
    under which it is saved.
    """
    drawn = _drawn(analysis, plan)
    needed: set[CellRef] = set()
    for output in outputs:
        makers = set(_makers(analysis, plan, output))
        if not makers:
            raise PlanError(_unknown(analysis, plan, output))
        for maker in makers:
            needed |= ancestors(drawn, maker)
    notebook = analysis.notebook
    gone = [cell for cell in notebook.cells if _goes(cell, needed)]
    left = tuple(LeftOut(c.ref, _first(c), f"not needed for {', '.join(outputs)}") for c in gone)
    cells = (replace(cell, source="") if cell in gone else cell for cell in notebook.cells)
    return replace(notebook, cells=tuple(cells)), left


def _drawn(analysis: Analysis, plan: Plan) -> CellGraph:
    """Which cell takes from which, once magics are Python: `%run` gives what its file binds."""
    made = drafted(plan)
    flow = _without_starters(made) if made else analysis.flow
    return graph(flow, (record.cell for record in analysis.records))


def _without_starters(made: Draft) -> Flow:
    """The flow without what starts programs: it is written anew above the first that is left."""
    names = {each.starter for each in made.translation.launches.values()} - {""}
    defined = (piece.node for piece in made.program.pieces if _name(piece.node) in names)
    inner = {id(part) for node in defined for part in ast.walk(node)}
    flow = made.analysis.flow
    kept = (d for d in flow.dependencies if d.giver.name not in names and id(d.node) not in inner)
    return replace(flow, dependencies=tuple(kept)) if names else flow


def _name(node: ast.stmt) -> str:
    return node.name if isinstance(node, ast.FunctionDef) else ""


def _makers(analysis: Analysis, plan: Plan, output: str) -> Iterator[CellRef]:
    """The cells that make an output."""
    made = drafted(plan)
    for each in (analysis, *([made.analysis] if made else ())):
        for version in each.flow.versions:
            if version.name == output and version.kind != "delete":
                yield version.cell
    yield from (cell for cell, name in _figures(plan) if name == output)
    for cell, path in _written(analysis):
        if path == output:
            yield cell


def _figures(plan: Plan) -> Iterator[tuple[CellRef, str]]:
    """The figures as the plan lists them: the second of a name is `name-2`."""
    made = drafted(plan)
    counts: Counter[str] = Counter()
    for piece, name in made.saved if made else ():
        counts[name] += 1
        yield piece.cell, name if counts[name] == 1 else f"{name}-{counts[name]}"


def _written(analysis: Analysis) -> Iterator[tuple[CellRef, str]]:
    for record in analysis.records:
        for call in record.calls:
            fact = analysis.names.fact(call)
            named = list(arguments(call.node, fact.argument)) if fact and fact.writes else []
            if named and (text := analysis.names.text(named[0])):
                yield record.cell, text


def _goes(cell: Cell, needed: set[CellRef]) -> bool:
    return cell.kind == "code" and bool(cell.source.strip()) and cell.ref not in needed


def _unknown(analysis: Analysis, plan: Plan, output: str) -> str:
    figures = [name for _, name in _figures(plan)]
    known = [
        *sorted(n for n in analysis.flow.bound if n[0] != "@"),
        *(path for _, path in _written(analysis)),
        *figures,
    ]
    told = ", ".join(known[:40]) + (" ..." if len(known) > 40 else "")
    return f"--slice {output!r}: no value, file or figure of the notebook; there are {told}"


def _first(cell: Cell) -> str:
    lines = [line.strip() for line in cell.source.split("\n") if line.strip()]
    return lines[0][:80]
