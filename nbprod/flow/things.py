"""Abstract objects: what names may refer to, so that a change reaches every name that sees it.

A thing stands for all objects that one expression makes. Two names with the same thing are
aliases; a thing may hold others (a list its elements) or view others (a column its frame).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from nbprod.flow.model import Version
from nbprod.flow.record import Define
from nbprod.values import set_once

if TYPE_CHECKING:
    from nbprod.flow.frames import Frame


REACH = 100
"""How many objects may show one change."""


class Thing:
    """One abstract object."""

    __slots__ = (
        "define",
        "frame",
        "holders",
        "holds",
        "immutable",
        "is_whole",
        "keepers",
        "keeps",
        "names",
        "of",
        "views",
    )

    def __init__(
        self,
        *,
        define: Define | None = None,
        frame: Frame | None = None,
        of: Thing | None = None,
        immutable: bool = False,
    ) -> None:
        self.define = define
        """The function or class that this is."""
        self.frame = frame
        """Where the function was defined, for the names of enclosing functions."""
        self.of = of
        """The notebook's class that this is an instance of."""
        self.immutable = immutable
        self.is_whole = False
        """Whether every element of a list or tuple is among what it holds, in order."""
        self.holds: dict[Thing, None] = {}
        self.holders: dict[Thing, None] = {}
        self.views: dict[Thing, None] = {}
        """Objects whose memory this one shares."""
        self.keeps: dict[Thing, bool] = {}
        """Objects that this one may hold, as nobody knows, each with whether it may be that very one."""
        self.keepers: dict[Thing, None] = {}
        self.names: dict[str, None] = {}
        """Every module-level name that ever stood for this; the environment says which still do."""

    def hold(self, parts: Iterable[Thing]) -> Thing:
        """Take objects as parts, so that they can be changed and seen through this one."""
        for part in parts:
            if part is not self and not part.immutable:
                self.holds[part] = None
                part.holders[self] = None
        return self

    def view(self, bases: Iterable[Thing]) -> Thing:
        """Share memory with other objects."""
        for base in bases:
            if base is not self and not base.immutable:
                self.views[base] = None
        return self

    def keep(self, parts: Iterable[Thing], *, same: bool) -> Thing:
        """Perhaps hold objects, or be one of them."""
        for part in parts:
            if part is not self and not part.immutable:
                self.keeps[part] = same
                part.keepers[self] = None
        return self


Things = tuple[Thing, ...]


@set_once(frozen=True, slots=True)
class Held:
    """What a name holds at one moment."""

    version: Version | None
    """None for names that belong to a function."""
    things: Things = ()
    maybe: bool = False
    """Whether on some way the name is not bound at all."""


def seen_from(things: Iterable[Thing]) -> Iterator[tuple[Thing, bool]]:
    """What shows a change of `things`, each with whether it surely does.

    Far views of views are left out: a notebook that chains a thousand of them means copies.
    """
    seen: set[Thing] = set()
    todo = deque((thing, True) for thing in things)
    while todo and len(seen) < REACH:
        thing, sure = todo.popleft()
        if thing in seen:
            continue
        seen.add(thing)
        yield thing, sure
        todo.extend((above, False) for above in (*thing.views, *thing.holders))


def reached(things: Iterable[Thing], *, deep: bool) -> Iterator[Thing]:
    """What a change of `things` may change and show, be it sure or not.

    A call may change, beyond the objects themselves, all that they hold: `trainer.train()` changes
    the model. To set a part of an object (`deep` is false) changes nothing that it only holds.
    """
    changed = _closure(things, lambda thing: _below(thing, deep))
    yield from _closure(changed, lambda thing: (*thing.holders, *thing.keepers))


def _below(thing: Thing, deep: bool) -> Iterator[Thing]:
    yield from thing.views
    yield from (part for part, same in thing.keeps.items() if same or deep)
    if deep or thing.of is not None:
        yield from thing.holds


def nearest(
    things: Iterable[Thing], known: Callable[[Thing], bool], *, deep: bool
) -> Iterable[Thing]:
    """Things, and what is known of what they change with them: the model in `train([model])`."""
    return _closure(things, lambda thing: () if known(thing) else _below(thing, deep))


def within(things: Iterable[Thing]) -> Iterator[Thing]:
    """What things surely hold, at any depth: the models in `[("first", model)]`."""
    yield from _closure((part for thing in things for part in thing.holds), lambda t: t.holds)


def _closure(
    things: Iterable[Thing], further: Callable[[Thing], Iterable[Thing]]
) -> Iterable[Thing]:
    """Things and all that follows from them, each once."""
    found = dict.fromkeys(thing for thing in things if not thing.immutable)
    todo = list(found)
    while todo:
        new = [each for each in further(todo.pop()) if each not in found and not each.immutable]
        found.update(dict.fromkeys(new))
        todo += new
    return found


def union(*groups: Iterable[Thing]) -> Things:
    """Things of several ways, each once, in order."""
    if len(groups) == 1 and isinstance(groups[0], tuple) and len(groups[0]) < 2:
        return groups[0]
    return tuple(dict.fromkeys(chain.from_iterable(groups))) if groups else ()
