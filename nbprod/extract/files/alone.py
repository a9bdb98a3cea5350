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
    torn = {resource: tuple(names) for resource, names in found.items()}
    return torn | _options(plan) | _of_the_process(plan)


def state(resource: str) -> str:
    """What people call a resource: `options of pandas`."""
    kind, _, library = resource.partition(":")
    return f"{kind} of {library}" if library else kind


# -- options


def _options(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Options of libraries that one stage sets and later ones draw or print with."""
    made = drafted(plan)
    found: dict[str, dict[str, None]] = {}
    if made is None:
        return {}
    definitions = made.work.lifted.by_name
    inside = [reached(scope.pieces, definitions) for scope in made.scopes]
    staged = list(zip(plan.stages, inside, strict=False))
    for at, (stage, pieces) in enumerate(staged):
        later = staged[at + 1 :]
        for library in sorted(options_set(pieces, made.analysis.names)):
            takers = [other.name for other, held in later if _heeds(library, other, held, made)]
            if takers:
                names = found.setdefault(f"options:{library}", {})
                names.update(dict.fromkeys([stage.name, *takers]))
    return {resource: tuple(names) for resource, names in found.items()}


def _of_the_process(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The current folder and attributes of libraries that a stage sets, with the stages below it."""
    made = drafted(plan)
    found: dict[str, dict[str, None]] = {}
    if made is None:
        return {}
    inside = [reached(scope.pieces, made.work.lifted.by_name) for scope in made.scopes]
    staged = list(zip(plan.stages, inside, strict=False))
    for at, (stage, pieces) in enumerate(staged):
        later = staged[at + 1 :]
        for resource in dict.fromkeys(what for p in pieces for what in _set_by(p, made)):
            library = resource.partition(":")[2]
            takers = [s.name for s, held in later if not library or _heeds(library, s, held, made)]
            if takers:
                found.setdefault(resource, {}).update(dict.fromkeys([stage.name, *takers]))
    return {resource: tuple(names) for resource, names in found.items()}


def _set_by(piece: Piece, made: Draft) -> Iterator[str]:
    names = made.analysis.names
    for part in ast.walk(piece.node):
        match part:
            case ast.Call() if (fact := names.fact(part)) and "cwd" in fact.sets:
                yield "the current folder"
            case ast.Attribute(value=whole, ctx=ast.Store()) if (
                module := names.dotted(whole)
            ) and "options" not in module.split("."):
                yield f"attributes:{module.partition('.')[0]}"


def _heeds(library: str, stage: Stage, pieces: list[Piece], made: Draft) -> bool:
    """Whether a stage does what options of a library bear upon."""
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
