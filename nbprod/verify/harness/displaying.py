"""What displaying an object stores in it: widths of a table's columns, what a `__repr__` keeps.

A package does not show what a notebook only looked at, so its object lacks them; nobody can say
whether that is a difference but by knowing that the display made it.
"""

from __future__ import annotations

import io
import time
import weakref
from collections.abc import Iterator
from typing import Any

from . import tables
from .blobs import Blobs
from .looking import Look
from .shape import Shape, packed

BUDGET = 10.0
"""Seconds of one run that are spent on this; what is displayed later is not watched."""
EACH = 1.0
"""Seconds for one look; an object that takes longer is not watched."""

Change = tuple[Shape, Shape]


class Displayed:
    """Objects that were displayed, each with what it was before and after."""

    def __init__(self, own: list[str]) -> None:
        """Watch nothing yet. Contents are kept as digests, and no object is kept alive."""
        self.look = Look(Blobs(io.BytesIO(), 0), "", own)
        self.changes: list[tuple[Any, Change]] = []
        self.spent = 0.0

    def watch(self, formatter: Any) -> None:
        """Look at each object before and after the shell's formatter makes its texts."""
        plain = formatter.format

        def format(shown: Any, *args: Any, **kwargs: Any) -> Any:
            before = self._seen(shown)
            try:
                return plain(shown, *args, **kwargs)
            finally:
                after = self._seen(shown) if before else None
                if before and after and before != after:
                    self.changes.append((weakref.ref(shown), (before, after)))

        formatter.format = format

    def among(self, held: list[tuple[str, Any]]) -> Iterator[list[Any]]:
        """The changes of the objects that still have a name at the end, as data."""
        for name, value in held:
            for known, change in self.changes:
                if known() is value:
                    yield [name, *map(packed, change)]

    def _seen(self, shown: Any) -> Shape | None:
        """An object as it is now; nothing where a look is not worth its time."""
        if self.spent > BUDGET or not _may_store(type(shown)):
            return None
        start = time.monotonic()
        shape = self.look.value(shown, seconds=EACH)
        self.spent += time.monotonic() - start
        return shape


def _may_store(kind: type) -> bool:
    """Whether it can be found again at the end and is no array or frame, whose display is pure."""
    libraries = {(base.__module__ or "").partition(".")[0] for base in kind.__mro__}
    return bool(kind.__weakrefoffset__) and not libraries & {*tables.READ}
