"""Names and what they stand for, in layers, so that the ways of a fork can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Layer(Generic[Value]):
    """A scope on top of another; what is written here is not seen below.

    A fork plays each way in a layer of its own and joins only the names that some way touched,
    so its cost does not grow with the notebook.
    """

    __slots__ = ("below", "left", "own")

    def __init__(self, below: Layer[Value] | None = None) -> None:
        self.below = below
        self.own: dict[str, Value | None] = {}
        self.left = False
        """Whether this way ended early, by `raise`, `return` or `break`."""

    def get(self, name: str) -> Value | None:
        """What a name stands for; None where it is unbound."""
        layer: Layer[Value] | None = self
        while layer is not None:
            if name in layer.own:
                return layer.own[name]
            layer = layer.below
        return None

    def set(self, name: str, value: Value | None) -> None:
        """Bind a name here, or unbind it with None."""
        self.own[name] = value

    def items(self) -> Iterator[tuple[str, Value]]:
        """Every bound name, those of lower layers included."""
        seen: set[str] = set()
        layer: Layer[Value] | None = self
        while layer is not None:
            for name, value in layer.own.items():
                if name not in seen:
                    seen.add(name)
                    if value is not None:
                        yield name, value
            layer = layer.below

    def join(
        self,
        ways: Iterable[Layer[Value]],
        merge: Callable[[str, list[Value | None]], Value | None],
    ) -> None:
        """Take over what the ways of a fork leave behind; those that left early do not count."""
        ways = list(ways)
        alive = [way for way in ways if not way.left] or ways
        self.left = bool(ways) and all(way.left for way in ways)
        for name in dict.fromkeys(name for way in alive for name in way.own):
            self.own[name] = merge(name, [way.get(name) for way in alive])
