"""Abstract objects: what names may refer to, so that a change reaches every name that sees it.

A thing stands for all objects that one expression makes. Two names with the same thing are
aliases; a thing may hold others (a list its elements) or view others (a column its frame).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
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


def union(*groups: Iterable[Thing]) -> Things:
    """Things of several ways, each once, in order."""
    if len(groups) == 1 and isinstance(groups[0], tuple) and len(groups[0]) < 2:
        return groups[0]
    return tuple(dict.fromkeys(chain.from_iterable(groups))) if groups else ()
