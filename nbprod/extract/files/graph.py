"""The graph of a plan: which stage hands what to which, and what stages share besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    lifted = {definition.name for definition in plan.definitions}
    found: dict[Sharing, None] = {}
    for dependency in made.analysis.flow.dependencies:
        left, name = dependency.giver, dependency.giver.name
        giver, taker = where.get(left.cell.number), where.get(dependency.taker.number)
        if not giver or not taker or giver == taker:
            continue
        if name.startswith("@") and name not in SEEN_ONLY:
            found[Sharing(giver, taker, name[1:], name.startswith(OUTSIDE))] = None
        elif name in lifted and left.kind == "change":
            found[Sharing(giver, taker, f"attributes:{name}", survives=False)] = None
    return tuple(found)
