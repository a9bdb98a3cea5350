"""Forks, loops and `try` while the notebook is played: each way in layers of its own, then joined."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from nbprod.flow.frames import Frame
from nbprod.flow.layers import Layer
from nbprod.flow.record import Attempt, Block, Fork, Loop
from nbprod.flow.shapes import bound_in
from nbprod.flow.things import Held, Things, union

if TYPE_CHECKING:
    from nbprod.flow.versions import Player


def loop(player: Player, event: Loop, frame: Frame | None) -> None:
    """Play the body once or not at all; a comprehension's targets are its own."""
    if generators := getattr(event.node, "generators", None):
        hidden: dict[str, Things] = {}
        for generator in generators:
            things = player.calls.things(generator.iter, frame)
            parts = player.calls.parts(things, generator.iter, None)
            hidden |= dict.fromkeys(bound_in(generator.target), parts)
        player.hidden.append(hidden)
        player.run(event.body, frame)
        player.hidden.pop()
    else:
        if frame is not None:
            frame.loops += 1
        ways(player, [event.body, ()], frame)
        if frame is not None:
            frame.loops -= 1


def fork(player: Player, event: Fork, frame: Frame | None) -> None:
    """Play each branch; `if "x" in globals()` guards the name."""
    if (test := constant_test(event.node)) is not None:
        live, dead = event.branches if test else event.branches[::-1]
        player.run(live, frame)
        unreached(player, dead, frame)
        return
    name, present = tested_name(event.node)
    if not name:
        ways(player, event.branches, frame)
        return
    if player.globals.get(name) is None and not present:
        player.run(event.branches[0], frame)
        return
    player.guards.append(frozenset({name}))
    ways(player, event.branches, frame)
    player.guards.pop()


def unreached(player: Player, block: Block, frame: Frame | None) -> None:
    """Code under `if False:` never runs, yet names what it would need; nothing is missing there."""
    player.guards.append(None)
    way(player, block, frame, layers(player, frame))
    player.guards.pop()


def constant_test(node: ast.AST) -> bool | None:
    """What `if False:` and `if 1:` test; None for a test that is no constant."""
    test = node.test if isinstance(node, ast.If) else None
    return bool(test.value) if isinstance(test, ast.Constant) else None


def attempt(player: Player, event: Attempt, frame: Frame | None) -> None:
    """Play the body whole, and each handler after a part of it."""
    guarded = any(catches_name_error(handler) for handler in event.node.handlers)
    player.guards += [None] if guarded else []
    base = layers(player, frame)
    body = way(player, event.body, frame, base)
    player.guards = player.guards[:-1] if guarded else player.guards
    ways = [body]
    for handler in event.handlers:
        start = partly(body, base)
        ways.append(way(player, handler, frame, start))
        for upper, lower in zip(ways[-1], start, strict=True):
            upper.own = {**lower.own, **upper.own}
    merge(player, ways, frame, base)
    player.run(event.final, frame)


def layers(player: Player, frame: Frame | None) -> tuple[Layer[Held], ...]:
    """The layers that a way of a fork may write to."""
    return (player.globals,) if frame is None else (player.globals, frame.layer)


def way(
    player: Player, block: Block, frame: Frame | None, base: tuple[Layer[Held], ...]
) -> tuple[Layer[Held], ...]:
    """Play one way of a fork in layers of its own."""
    before = layers(player, frame)
    mine: tuple[Layer[Held], ...] = tuple(Layer(layer) for layer in base)
    enter(player, mine, frame)
    player.run(block, frame)
    enter(player, before, frame)
    return mine


def enter(player: Player, layers: tuple[Layer[Held], ...], frame: Frame | None) -> None:
    """Write to these layers from now on."""
    player.globals = layers[0]
    if frame is not None:
        frame.layer = layers[1]


def ways(player: Player, branches: Sequence[Block], frame: Frame | None) -> None:
    """Play all ways of a fork and join them."""
    base = layers(player, frame)
    merge(player, [way(player, branch, frame, base) for branch in branches], frame, base)


def merge(
    player: Player,
    ways: Sequence[tuple[Layer[Held], ...]],
    frame: Frame | None,
    base: tuple[Layer[Held], ...],
) -> None:
    """Join what the ways left behind into the layers below."""
    for index, layer in enumerate(base):
        layer.join(
            [way[index] for way in ways], partial(joined, player) if index == 0 else joined_local
        )


def partly(body: tuple[Layer[Held], ...], base: tuple[Layer[Held], ...]) -> tuple[Layer[Held], ...]:
    """What a handler finds: the body ran in part, so what it bound may be there."""
    layers = []
    for done, below in zip(body, base, strict=True):
        layer: Layer[Held] = Layer(below)
        for name, held in done.own.items():
            kept = held or below.get(name)
            layer.set(name, Held(kept.version, kept.things, True) if kept else None)
        layers.append(layer)
    return tuple(layers)


def joined(player: Player, name: str, found: list[Held | None]) -> Held | None:
    """One version for what several ways left of a name."""
    there = [held for held in found if held is not None]
    if not there:
        return None
    maybe = len(there) < len(found) or any(held.maybe for held in there)
    versions = tuple(dict.fromkeys(h.version for h in there if h.version is not None))
    if len(versions) == 1:
        return Held(versions[0], union(*(h.things for h in there)), maybe)
    version = player.notes.version(name, "join", parents=versions)
    held = Held(version, union(*(h.things for h in there)), maybe)
    for thing in held.things:
        if not thing.immutable:
            thing.names[name] = None
    return held


def joined_local(name: str, found: list[Held | None]) -> Held | None:
    """What several ways left of a function's own name."""
    there = [held for held in found if held is not None]
    return Held(None, union(*(held.things for held in there))) if there else None


def catches_name_error(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is there for a name that may be missing."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id == "NameError" for kind in kinds)


def tested_name(node: ast.AST) -> tuple[str, bool]:
    """The name in `if "x" in globals()`, and whether the first branch runs when it is there."""
    match getattr(node, "test", None):
        case ast.Compare(
            left=ast.Constant(value=str(name)),
            ops=[ast.In() | ast.NotIn() as op],
            comparators=[ast.Call(func=ast.Name(id="globals" | "locals" | "vars" | "dir"))],
        ):
            return name, isinstance(op, ast.In)
    return "", False
