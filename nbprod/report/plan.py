"""A plan for extraction, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from nbprod.extract.files.alone import state, torn_apart, unkept
from nbprod.extract.files.graph import cells_of, edges
from nbprod.extract.files.requirements import Requirement
from nbprod.extract.files.waiting import waits
from nbprod.extract.plan import Hazard, Plan, Stage
from nbprod.flow.credentials import starred
from nbprod.place import CellRef
from nbprod.report.counting import many
from nbprod.report.escaping import visible

SHOWN = 12
"""Things that were left out, of one kind, that are listed before the rest is counted."""


def as_text(plan: Plan, needed: Sequence[Requirement] = ()) -> str:
    """Say what becomes of the notebook: what it turns into first, doubts last."""
    sections = [
        _head(plan),
        _stages(plan),
        _section("Definitions, in modules of their own", _definitions(plan)),
        _section("Configuration", _settings(plan)),
        _section("Data", _data(plan)),
        _section("Dependencies", _dependencies(needed)),
        _section("Left out", _left_out(plan)),
        _section("Resolved by the extraction", _hazards(plan, resolved=True)),
        _section("Hazards that stay", _hazards(plan, resolved=False)),
        _section("Cannot be kept", _refused(plan)),
        _section("Doubts", _doubts(plan)),
    ]
    lines = [line for section in sections for line in section]
    return starred("\n".join(visible(line) for line in lines).rstrip("\n")) + "\n"


def as_json(plan: Plan, needed: Sequence[Requirement] = ()) -> str:
    """Everything the plan says; cells are counted from 1, as messages do."""
    before = waits(plan)
    data = {
        "package": plan.package,
        "notebook": plan.notebook,
        "title": plan.title,
        "summary": plan.summary,
        "stages": [_stage(stage, before[stage.name]) for stage in plan.stages],
        "edges": [{"from": e.giver, "to": e.taker, "values": list(e.names)} for e in edges(plan)],
        "state": {name: list(stages) for name, stages in torn_apart(plan).items()},
        "unkept": unkept(plan),
        "definitions": _plain(plan.definitions),
        "settings": _plain(plan.settings),
        "data": _plain(plan.data),
        "requirements": [asdict(each) for each in needed],
        "left_out": _plain(plan.left_out),
        "refused": _plain(plan.refused),
        "hazards": [_as_data(hazard) for hazard in plan.hazards],
        "doubts": _plain(plan.doubts),
    }
    return starred(json.dumps(data, indent=2, ensure_ascii=False, sort_keys=False)) + "\n"


# -- text


def _head(plan: Plan) -> list[str]:
    count = len(plan.stages)
    stages = "no stage" if not count else "1 stage" if count == 1 else f"{count} stages"
    return [f"{plan.notebook} becomes the package {plan.package}: {stages}", ""]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return [title, *found, ""] if found else []


def _stages(plan: Plan) -> Iterator[str]:
    before = waits(plan)
    for number, stage in enumerate(plan.stages, 1):
        where = _cells(stage)
        yield f"{number}. {stage.name}  ({where}, {many(stage.lines, 'line')})"
        if stage.doc:
            yield f"     {stage.doc[:100]}"
        if stage.takes:
            yield f"     takes {', '.join(stage.takes)}"
        if stage.gives:
            yield f"     gives {', '.join(stage.gives)}"
        if stage.changes:
            yield f"     changes in place {', '.join(stage.changes)}"
        if others := [name for name in before[stage.name] if name not in stage.after]:
            yield f"     comes after {', '.join(others)}, with which it shares state or files"
        if stage.figures:
            several = dict.fromkeys(stage.several, " (several)")
            told = (f"{name}{several.get(name, '')}" for name in stage.figures)
            yield f"     saves figures {', '.join(told)}"
    yield ""


def _cells(stage: Stage) -> str:
    numbers = cells_of(stage)
    if len(numbers) == 1:
        return f"cell {numbers[0]}"
    runs = numbers[-1] - numbers[0] + 1 == len(numbers)
    return f"cells {numbers[0]}-{numbers[-1]}" if runs else f"cells {_list(map(str, numbers))}"


def _definitions(plan: Plan) -> Iterator[str]:
    modules: dict[str, list[str]] = {}
    for definition in plan.definitions:
        added = f" (now takes {', '.join(definition.added)})" if definition.added else ""
        modules.setdefault(definition.module, []).append(f"{definition.name}{added}")
    for module, names in modules.items():
        yield f"{module}.py: {', '.join(names)}"


def _settings(plan: Plan) -> Iterator[str]:
    for setting in plan.settings:
        secret = setting.kind == "secret"
        value = f"required: ${setting.env}" if secret else f"= {setting.value}"
        yield f"{setting.name} {value}  ({setting.kind}, {_cell(setting.cell)})"


def _data(plan: Plan) -> Iterator[str]:
    for ref in plan.data:
        verb = "writes" if ref.writes else "reads"
        form = f" as {ref.format}" if ref.format else ""
        named = f", config.{ref.setting}" if ref.setting else ""
        yield f"{verb} {ref.source} {ref.where}{form}  ({_cell(ref.cell)}{named})"


def _dependencies(needed: Sequence[Requirement]) -> Iterator[str]:
    for each in needed:
        guess = f"  (a guess for `import {each.module}`)" if each.origin == "guess" else ""
        group = f"  [{each.group}]" if each.group else ""
        yield f"{each.text}{group}{guess}"


def _left_out(plan: Plan) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for left in plan.left_out:
        reasons.setdefault(left.why, []).append(f"{_cell(left.cell)}: {left.what}")
    for why, found in reasons.items():
        yield f"{why}:"
        yield from (f"  {line}" for line in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  and {len(found) - SHOWN} more"


def _hazards(plan: Plan, *, resolved: bool) -> Iterator[str]:
    for hazard in plan.hazards:
        if hazard.resolved == resolved:
            yield _hazard(hazard)


def _hazard(hazard: Hazard) -> str:
    rule = f"  ({hazard.rule})" if hazard.rule else ""
    where = f"cells {_list(map(str, hazard.cells))}" if hazard.also else _cell(hazard.cell)
    return f"{where}: {hazard.what}{rule}"


def _refused(plan: Plan) -> Iterator[str]:
    for refused in plan.refused:
        needed = f"; later cells need {_list(refused.needed)}" if refused.needed else ""
        yield f"{_cell(refused.cell)}: {refused.reason}{needed}"


def _doubts(plan: Plan) -> Iterator[str]:
    for doubt in plan.doubts:
        yield f"{_cell(doubt.cell)}: {doubt.what}"
    for resource, stages in torn_apart(plan).items():
        yield f"{_list(stages)} share {state(resource)} in one process; run apart they may differ"
    for giver, takers in unkept(plan).items():
        names = dict.fromkeys(name for found in takers.values() for name in found)
        what = f"{giver} gives {_list(names)}, which no file can hold"
        yield f"{what}: with --artifacts the run ends there, and {_list(takers)} cannot run alone"


def _cell(cell: CellRef) -> str:
    return f"cell {cell.number + 1}"


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


# -- JSON


def _stage(stage: Stage, before: Sequence[str]) -> dict[str, Any]:
    return {**asdict(stage), "cells": cells_of(stage), "waits": list(before)}


def _as_data(hazard: Hazard) -> dict[str, Any]:
    said = asdict(hazard)
    return {**said, "cell": hazard.cells[0], "also": hazard.cells[1:]}


def _plain(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [{**asdict(value), "cell": value.cell.number + 1} for value in values]
