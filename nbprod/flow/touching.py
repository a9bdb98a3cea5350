"""Which names a statement may change through others: wider than the changes that flow believes.

A call whose result is used is taken to change nothing, and a trainer of an unknown library is not
known to hold its model. That serves a linter, which must not cry wolf. Whoever keeps values as files
must know of every change that may be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nbprod.flow.fact import Fact, looks_like_class
from nbprod.flow.frames import Frame
from nbprod.flow.record import Call
from nbprod.flow.things import Thing, Things, nearest, reached, union

if TYPE_CHECKING:
    from nbprod.flow.versions import Player


def touch(player: Player, things: Things, *, deep: bool, weak: bool = False) -> None:
    """Note every name whose object may change with things, and through which name it does.

    That is `""` where nothing on the way has a name, or where it is a mere guess that they change.
    """
    if not player.touching:
        return
    nameless: list[Thing] = []
    for start in nearest(things, lambda thing: bool(names_of(player, thing)), deep=deep):
        through = [] if weak else names_of(player, start)
        nameless += [] if through else [start]
        for root in through:
            _note(player, root, reached((start,), deep=deep))
    _note(player, "", reached(nameless, deep=deep))


def _note(player: Player, root: str, things: Iterable[Thing]) -> None:
    for thing in things:
        for name in names_of(player, thing):
            player.notes.touch(root, name)


def touch_unknown(player: Player, call: Call, frame: Frame | None) -> Thing:
    """Play a call of which nothing is known: it may change what it is given, and give that back."""
    receiver, arguments = receiver_of(player, call.node, frame), arguments_of(
        player, call.node, frame
    )
    touch(player, receiver, deep=True)
    touch(player, arguments, deep=True, weak=not call.discarded)
    name = player.names.callee(call) or call.written
    is_new = name.rpartition(".")[2][:1].isupper()
    return Thing().keep((*receiver, *arguments), same=not is_new)


def names_of(player: Player, thing: Thing) -> list[str]:
    """The module-level names that stand for a thing now."""
    held = ((name, player.globals.get(name)) for name in thing.names)
    return [name for name, one in held if one is not None and thing in one.things]


def makes_instance(player: Player, fact: Fact, node: ast.Call) -> bool:
    """Whether a call makes an instance of a class, and nobody says what that keeps."""
    said = fact.returns is not None and fact != Fact(returns=fact.returns)
    return not fact.shares and not said and looks_like_class(player.names.callee(node))


def arguments_of(player: Player, node: ast.Call, frame: Frame | None) -> Things:
    """The arguments of a call that something could change."""
    return _open(player, (*node.args, *(k.value for k in node.keywords)), frame)


def receiver_of(player: Player, node: ast.Call, frame: Frame | None) -> Things:
    """What a method is called of, if something could change it."""
    func = node.func
    return _open(player, [func.value], frame) if isinstance(func, ast.Attribute) else ()


def _open(player: Player, values: Iterable[ast.expr], frame: Frame | None) -> Things:
    names = player.names
    values = [v for v in values if not names.is_immutable(v) and not names.dotted(v)]
    return union(*(player.calls.things(value, frame) for value in values))
