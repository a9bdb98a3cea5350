"""A value becomes a shape. Bounded in depth, in parts and in time; cycles are followed once.

Each reader is asked in turn; the first that knows the value answers.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from . import plain, tables, things
from .blobs import Blobs
from .shape import Column, Fields, Items, Leaf, Loop, Opaque, Shape, packed

Reader = Callable[["Look", Any], Shape | None]

READERS: tuple[Reader, ...] = (plain.scalar, tables.read, plain.container, things.read)

DEPTH = 60
PARTS = 100_000
SECONDS = 20.0
LONG = 2_000
CHUNK = 1_000


class TooMuch(Exception):
    """A value has more parts than are looked at, or takes too long."""


class Look:
    """Looks at values, one after the other, for one run."""

    def __init__(self, blobs: Blobs, home: str, own: Sequence[str]) -> None:
        """`home` is the folder of the run; `own` are the modules whose classes are the user's."""
        self.blobs = blobs
        self.home = home
        self.own = frozenset(own)
        self.stack: list[int] = []
        self.parts = 0
        self.deadline = 0.0

    def value(self, value: Any, seconds: float = SECONDS) -> Shape:
        """The shape of a value, whatever it is; what cannot be looked at is opaque."""
        self.stack, self.parts = [], 0
        self.deadline = time.monotonic() + seconds
        try:
            return self.see(value)
        except TooMuch as limit:
            return Opaque(self.kind(type(value)), str(limit))
        except Exception as error:
            reason = f"looking at it raised {type(error).__name__}: {error}"
            return Opaque(self.kind(type(value)), reason[:300])

    def see(self, value: Any) -> Shape:
        """The shape of a part."""
        self._count()
        if id(value) in self.stack:
            return Loop("loop", len(self.stack) - self.stack.index(id(value)))
        if len(self.stack) >= DEPTH:
            return Opaque(self.kind(type(value)), f"lies more than {DEPTH} levels deep")
        self.stack.append(id(value))
        try:
            return next(shape for shape in (read(self, value) for read in READERS) if shape)
        finally:
            self.stack.pop()

    def items(self, kind: str, values: Sequence[Any]) -> Shape:
        """Parts in order; long rows of them as digests of a thousand each."""
        if len(values) <= LONG:
            return Items(kind, [self.see(value) for value in values])
        chunks = (
            (f"[{start}:{start + CHUNK}]", values[start : start + CHUNK])
            for start in range(0, len(values), CHUNK)
        )
        fields: list[tuple[str, Shape]] = [("len", Leaf("int", str(len(values))))]
        fields += [(step, self._digest(map(self.see, chunk))) for step, chunk in chunks]
        return Fields(kind, fields)

    def kind(self, of: type) -> str:
        """Name a type; one of the user's own by its bare name, wherever it was moved to."""
        if of.__module__ == "builtins":
            return of.__name__
        name = getattr(of, "__qualname__", of.__name__)
        return str(name.rpartition(".")[2]) if self.is_own(of) else f"{of.__module__}.{name}"

    def is_own(self, thing: Any) -> bool:
        """Whether a class or function is the notebook's, not a library's."""
        module = getattr(thing, "__module__", None) or ""
        return module in self.own or module.partition(".")[0] in self.own

    def text(self, text: str) -> str:
        """A text without the name of the folder that the run happened in."""
        return text.replace(self.home, "<folder>") if self.home in text else text

    def column(self, kind: str, dims: Sequence[int], code: str, *, raw: bytes) -> Column:
        """Contents for the blob file."""
        return self.blobs.column(kind, dims, code, raw=raw)

    def _count(self) -> None:
        self.parts += 1
        if self.parts > PARTS:
            raise TooMuch(f"has more than {PARTS:,} parts")
        if self.parts % 500 == 0 and time.monotonic() > self.deadline:
            raise TooMuch("takes too long to look at")

    def _digest(self, shapes: Iterable[Shape]) -> Shape:
        """One digest over many shapes; opaque as soon as one of them is."""
        text = json.dumps([packed(shape) for shape in shapes])
        self.parts = 0
        if plain.UNTOLD in text:
            return Opaque("parts", "one of these parts cannot be compared")
        return Leaf("digest", hashlib.blake2b(text.encode(), digest_size=16).hexdigest())
