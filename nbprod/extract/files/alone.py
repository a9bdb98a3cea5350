"""What stages go without where each runs in a process of its own: state, options, live values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.decisions.drafting import Draft, drafted
from nbprod.extract.decisions.living import is_live
from nbprod.extract.files.graph import edges, sharings
from nbprod.extract.plan import Plan, Stage
from nbprod.extract.statements.binding import reached
from nbprod.extract.statements.governing import options_set
from nbprod.extract.statements.pieces import Piece


def torn_apart(plan: Plan) -> dict[str, tuple[str, ...]]:
    """State that stages share inside one process and would lose as several, with its stages."""
    found: dict[str, dict[str, None]] = {}
    for sharing in sharings(plan):
        if not sharing.survives:
            found.setdefault(sharing.resource, {}).update(
                {sharing.giver: None, sharing.taker: None}
            )
    for resource, names in _of_the_process(plan):
        found.setdefault(resource, {}).update(dict.fromkeys(names))
    return {resource: tuple(names) for resource, names in found.items()}


def state(resource: str) -> str:
    """What people call a resource: `options of pandas`, `attributes of count`."""
    kind, _, library = resource.partition(":")
    return f"{kind} of {library}" if library else kind


# -- what one stage sets, and later ones go by


def _of_the_process(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """State that a stage sets, each with the stages that share it: itself, and those that heed it."""
    made = drafted(plan)
    if made is None:
        return
    inside = [reached(scope.pieces, made.work.lifted.by_name) for scope in made.scopes]
    staged = list(zip(plan.stages, inside, strict=False))
    for at, (stage, pieces) in enumerate(staged):
        for resource in _set_by(pieces, made):
            library = resource.partition(":")[2]
            later = (s.name for s, held in staged[at + 1 :] if _heeds(library, s, held, made))
            if takers := list(later):
                yield resource, [stage.name, *takers]


def _set_by(pieces: list[Piece], made: Draft) -> Iterator[str]:
    """Options of libraries, other attributes of theirs, and the current folder."""
    names = made.analysis.names
    yield from (f"options:{library}" for library in sorted(options_set(pieces, names)))
    found: dict[str, None] = {}
    for part in (part for piece in pieces for part in ast.walk(piece.node)):
        match part:
            case ast.Call() if (fact := names.fact(part)) and "cwd" in fact.sets:
                found["the current folder"] = None
            case ast.Attribute(value=whole, ctx=ast.Store()) if module := names.dotted(whole):
                if "options" not in module.split("."):
                    found[f"attributes:{module.partition('.')[0]}"] = None
    yield from found


def _heeds(library: str, stage: Stage, pieces: list[Piece], made: Draft) -> bool:
    """Whether a stage does what options of a library bear upon; any goes by what is of no library."""
    if not library:
        return True
    if library in _DRAWING:
        return bool(stage.figures)
    if library in _PRINTING:
        return any(made.program.announced.get(piece) or _prints(piece) for piece in pieces)
    imported = made.work.imports.lines
    read = {name for piece in pieces for name in piece.uses.every}
    lines = (line for name in read for line in imported.get(name, ()))
    return any(line.module.partition(".")[0] == library for line in lines)


_DRAWING = frozenset({"matplotlib", "seaborn"})
_PRINTING = frozenset({"numpy", "pandas", "builtins"})


def _prints(piece: Piece) -> bool:
    calls = (node.func for node in ast.walk(piece.node) if isinstance(node, ast.Call))
    return any(getattr(func, "id", "") in ("print", "display", "pprint") for func in calls)


# -- live values


def unkept(plan: Plan) -> dict[str, dict[str, tuple[str, ...]]]:
    """Values that cross a border and that no file can hold: by giver, then by taker."""
    stages = {stage.name: stage for stage in plan.stages}
    local = dict(_local(plan))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for edge in edges(plan):
        types = stages[edge.taker].types
        names = [
            name
            for name in edge.names
            if name in local.get(edge.giver, ()) or is_live(types.get(name, ""))
        ]
        if names:
            found.setdefault(edge.giver, {})[edge.taker] = tuple(names)
    return found


def _local(plan: Plan) -> Iterator[tuple[str, frozenset[str]]]:
    """Functions and classes that a stage holds and gives: a file would name what nobody finds."""
    made = drafted(plan)
    for stage, scope in zip(plan.stages, made.scopes if made else (), strict=False):
        held = (name for piece in scope.pieces for name in _defined(piece.node))
        yield stage.name, frozenset(held) & frozenset(stage.gives)


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
            yield name
