"""The graph of a plan as texts: Mermaid for the README, and `graph.json` for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nbprod.extract.files.graph import cells_of, edges, kept_changes
from nbprod.extract.files.waiting import by_files_alone, waits
from nbprod.extract.plan import Plan, Stage


def mermaid(plan: Plan) -> str:
    """The graph as Mermaid draws it."""
    numbers = {stage.name: f"s{number}" for number, stage in enumerate(plan.stages, 1)}
    lines = ["flowchart TD"]
    lines += [f'    {numbers[stage.name]}["{stage.name}"]' for stage in plan.stages]
    for edge in edges(plan):
        label = ", ".join(edge.names[:3]) + (", ..." if len(edge.names) > 3 else "")
        lines.append(f'    {numbers[edge.giver]} -- "{label}" --> {numbers[edge.taker]}')
    for giver, taker in by_files_alone(plan):
        lines.append(f'    {numbers[giver]} -. "files" .-> {numbers[taker]}')
    return "\n".join(lines)


def graph_file(plan: Plan) -> str:
    """`graph.json`: the graph for other programs."""
    before = waits(plan)
    data = {
        "package": plan.package,
        "stages": [_stage(plan, stage, before[stage.name]) for stage in plan.stages],
        "edges": [{"from": e.giver, "to": e.taker, "values": list(e.names)} for e in edges(plan)],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _stage(plan: Plan, stage: Stage, before: Sequence[str]) -> dict[str, Any]:
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
        "waits": list(before),
    }
