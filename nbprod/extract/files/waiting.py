"""Which stages wait for which where each runs by itself: for values, for state, for what lies in files.

A download or a program leaves files of which nobody knows the names, and a program may read any; so
what stands below the one waits for it, and the other for what is written above. So does who lists a
folder, makes one, or moves a file. A place that is worked out may be any place, and a query ask for any table.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from nbprod.extract.decisions.drafting import drafted
from nbprod.extract.files.graph import edges, sharings
from nbprod.extract.files.running import running_by
from nbprod.extract.plan import DataRef, Plan, Stage
from nbprod.extract.statements.listing import listed

Pair = tuple[str, str]
"""The stage that is waited for, and the one that waits."""


def waits(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each stage those that must be done before it."""
    found: dict[str, dict[str, None]] = {stage.name: {} for stage in plan.stages}
    valued = ((edge.giver, edge.taker) for edge in edges(plan))
    shared = ((sharing.giver, sharing.taker) for sharing in sharings(plan))
    for giver, taker in (*valued, *shared, *_by_files(plan)):
        found[taker][giver] = None
    order = [stage.name for stage in plan.stages]
    return {name: tuple(sorted(needed, key=order.index)) for name, needed in found.items()}


def by_files_alone(plan: Plan) -> tuple[Pair, ...]:
    """Stages that wait for others since these leave files, where no value has them wait already."""
    before: dict[str, set[str]] = {stage.name: set() for stage in plan.stages}
    for edge in edges(plan):
        before[edge.taker].add(edge.giver)
    kept = (s for s in sharings(plan) if s.survives)
    pairs = {*((s.giver, s.taker) for s in kept), *_by_files(plan)}
    found: list[Pair] = []
    for at, stage in enumerate(plan.stages):
        for giver in reversed(plan.stages[:at]):
            if (giver.name, stage.name) in pairs and giver.name not in _all(stage.name, before):
                before[stage.name].add(giver.name)
                found.append((giver.name, stage.name))
    return tuple(found)


def _all(name: str, before: dict[str, set[str]]) -> set[str]:
    """All stages that a stage waits for, be it through others."""
    waiting, found = [name], set[str]()
    while waiting:
        more = before[waiting.pop()] - found
        found |= more
        waiting += more
    return found


# -- what stages leave outside, and find there


@dataclass(frozen=True, slots=True)
class _Outside:
    """What a stage does outside of its process."""

    leaves_any: bool
    """Whether it brings files, or runs a program that may write some."""
    finds_any: bool
    """Whether it runs a program that may read any file."""
    writes: frozenset[tuple[str, str]]
    """Kinds of places with their names."""
    reads: frozenset[tuple[str, str]]


def _by_files(plan: Plan) -> Iterator[Pair]:
    running, imports = running_by(plan), _imports(plan)
    every = [
        _outside(stage, plan.data, running.get(stage.name, set()), imports.get(stage.name, ()))
        for stage in plan.stages
    ]
    for at, (taker, finds) in enumerate(zip(plan.stages, every, strict=True)):
        for giver, leaves in zip(plan.stages[:at], every, strict=False):
            if _depends(leaves, finds):
                yield giver.name, taker.name


def _depends(above: _Outside, below: _Outside) -> bool:
    """Whether one may find what the other leaves, or must not take away what it still reads."""
    if above.leaves_any or (below.finds_any and above.writes):
        return True
    if below.leaves_any and (above.writes or above.reads or above.finds_any):
        return True
    if above.finds_any and below.writes:
        return True
    pairs = [
        *product(above.writes, below.reads | below.writes),
        *product(above.reads, below.writes),
    ]
    return any(_may_meet(one, other) for one, other in pairs)


def _may_meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two places may be one, or one of them lie in the other; an ending may be put to a name."""
    if one[0] != other[0]:
        return False
    here, there = (posixpath.normpath(place) for _, place in (one, other))
    inside = here == there or here.startswith((f"{there}/", f"{there}."))
    inside = inside or there.startswith((f"{here}/", f"{here}.")) or "." in (here, there)
    return inside or "{" in here + there or one[0] == "database"


def _outside(
    stage: Stage, data: Iterable[DataRef], running: set[str], imports: Iterable[str]
) -> _Outside:
    own = [ref for ref in data if ref.stage == stage.name]
    brings = any(ref.source == "download" for ref in own)
    kept = {("file", ref.where) for ref in own if ref.format in _STORES}
    code = {("file", file) for file in imports}
    return _Outside(
        brings or bool(running - _LOOKING),
        bool(running),
        frozenset({*kept, *((ref.source, ref.where) for ref in own if ref.writes)}),
        frozenset({*kept, *code, *((ref.source, ref.where) for ref in own if not ref.writes)}),
    )


_STORES = frozenset({"shelve", "sqlite"})
"""What is opened for reading and writing at once."""

_LOOKING = listed(
    "cat date df du echo free grep head ls lscpu lsb_release nproc nvidia-smi pwd tail tree uname wc which"
)
"""Programs that leave no file behind."""


def _imports(plan: Plan) -> dict[str, set[str]]:
    """The files of modules that each stage imports, of those that the notebook writes itself."""
    made = drafted(plan)
    written = {posixpath.normpath(ref.where) for ref in plan.data if ref.writes}
    where = {cell: stage.name for stage in plan.stages for cell in stage.cells}
    found: dict[str, set[str]] = {}
    for record in made.analysis.records if made is not None else ():
        for each in record.imports:
            if _file(each.module) in written:
                found.setdefault(where.get(record.cell, ""), set()).add(_file(each.module))
    return found


def _file(module: str) -> str:
    return f"{module.replace('.', '/')}.py"
