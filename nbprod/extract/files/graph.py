"""The graph of a plan: which stage hands what to which, as edges, Mermaid and `graph.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbprod.extract.decisions.drafting import drafted
from nbprod.extract.plan import Plan, Stage


@dataclass(frozen=True, slots=True)
class Edge:
    """Values that one stage hands to another."""

    giver: str
    taker: str
    names: tuple[str, ...]


def edges(plan: Plan) -> tuple[Edge, ...]:
    """Every hand-over, in the order of the stages; a value comes from the last that gave it."""
    givers: dict[str, str] = {}
    found: dict[tuple[str, str], list[str]] = {}
    for stage in plan.stages:
        for name in stage.takes:
            if name in givers:
                found.setdefault((givers[name], stage.name), []).append(name)
        givers.update(dict.fromkeys((*stage.gives, *kept_changes(plan, stage)), stage.name))
    return tuple(Edge(*pair, tuple(names)) for pair, names in found.items())


def kept_changes(plan: Plan, stage: Stage) -> tuple[str, ...]:
    """Values that a stage changes in place, does not give, and a later stage takes."""
    later = plan.stages[plan.stages.index(stage) + 1 :]
    return tuple(name for name in stage.changes if _is_taken(name, later))


def _is_taken(name: str, stages: Sequence[Stage]) -> bool:
    for stage in stages:
        if name in stage.takes:
            return True
        if name in stage.gives:
            return False
    return False


def hands_over(plan: Plan) -> bool:
    """Whether any value passes from stage to stage."""
    return bool(edges(plan))


def leaves_results(plan: Plan) -> bool:
    """Whether a stage gives what no later one takes."""
    later = (plan.stages[at:] for at in range(1, len(plan.stages) + 1))
    pairs = zip(plan.stages, later, strict=True)
    return any(not _is_taken(name, rest) for stage, rest in pairs for name in stage.gives)


def cells_of(stage: Stage) -> list[int]:
    """The cells of a stage as people count them: all cells, from 1."""
    return [cell.number + 1 for cell in stage.cells]


def mermaid(plan: Plan) -> str:
    """The graph as Mermaid draws it."""
    numbers = {stage.name: f"s{number}" for number, stage in enumerate(plan.stages, 1)}
    lines = ["flowchart TD"]
    lines += [f'    {numbers[stage.name]}["{stage.name}"]' for stage in plan.stages]
    for edge in edges(plan):
        label = ", ".join(edge.names[:3]) + (", ..." if len(edge.names) > 3 else "")
        lines.append(f'    {numbers[edge.giver]} -- "{label}" --> {numbers[edge.taker]}')
    return "\n".join(lines)


def graph_file(plan: Plan) -> str:
    """`graph.json`: the graph for other programs."""
    data = {
        "package": plan.package,
        "stages": [_stage(plan, stage) for stage in plan.stages],
        "edges": [{"from": e.giver, "to": e.taker, "values": list(e.names)} for e in edges(plan)],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _stage(plan: Plan, stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "function": f"{plan.package}.{stage.module}:{stage.function}",
        "cells": cells_of(stage),
        "takes": list(stage.takes),
        "config": plan.config if stage.takes_config else None,
        "gives": list(stage.gives),
        "changes": list(kept_changes(plan, stage)),
        "settings": list(stage.settings),
        "figures": list(stage.figures),
    }


# -- what stages share besides values

SEEN_ONLY = frozenset({"@figure", "@display", "@clock", "@network", "@random:system"})
"""Resources that pass nothing on from stage to stage: figures are closed where they are shown."""
OUTSIDE = ("@file", "@path", "@mlflow", "@wandb", "@session", "@views")
"""Resources that outlive a process: another process finds them as they were left."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """A resource that one stage leaves and another goes on with."""

    giver: str
    taker: str
    resource: str
    """As flow calls it: `random:numpy`, `options`, `file:data.csv`."""
    survives: bool
    """Whether the taker finds it in a process of its own."""


def sharings(plan: Plan) -> tuple[Sharing, ...]:
    """Every resource that crosses a border between stages, as far as flow knows."""
    made = drafted(plan)
    if made is None:
        return ()
    where = {cell.number: stage.name for stage in plan.stages for cell in stage.cells}
    found: dict[Sharing, None] = {}
    for dependency in made.analysis.flow.dependencies:
        name = dependency.giver.name
        giver, taker = where.get(dependency.giver.cell.number), where.get(dependency.taker.number)
        if name.startswith("@") and name not in SEEN_ONLY and giver and taker and giver != taker:
            found[Sharing(giver, taker, name[1:], name.startswith(OUTSIDE))] = None
    return tuple(found)


def waits(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each stage those that must be done before it: by values, files or state that it needs."""
    found: dict[str, dict[str, None]] = {stage.name: {} for stage in plan.stages}
    for giver, taker in [(e.giver, e.taker) for e in edges(plan)] + [
        (s.giver, s.taker) for s in sharings(plan)
    ]:
        found[taker][giver] = None
    order = [stage.name for stage in plan.stages]
    return {name: tuple(sorted(needed, key=order.index)) for name, needed in found.items()}
