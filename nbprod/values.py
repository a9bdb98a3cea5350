"""Values that travel between floors: frozen, as mypy sees to it.

A frozen dataclass writes each field by way of `object.__setattr__`, which made making values four
times slower, and a tenth of all that lint does is making them. The type checker refuses every write
to a field all the same, so nothing need be refused again at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

Kind = TypeVar("Kind")

if TYPE_CHECKING:
    from dataclasses import dataclass as set_once
else:

    def set_once(
        *, frozen: bool, slots: bool, eq: bool = True, order: bool = False
    ) -> Callable[[type[Kind]], type[Kind]]:
        """Make a class as `dataclass` does, hashed by its fields where it is compared by them."""
        assert frozen, "a value never changes"
        return dataclass(slots=slots, eq=eq, order=order, unsafe_hash=eq)


__all__ = ["set_once"]
