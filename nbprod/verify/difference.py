"""One difference between two values."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from nbprod.verify.verdict import Likeness


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two values part, how far, and what stands there."""

    path: str
    """Leads from the variable to the part: `model.coef_[0][3]`."""
    likeness: Likeness
    text: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.path}: {self.text}"


def different(path: str, left: str, right: str) -> Difference:
    """A difference that no tolerance covers."""
    return Difference(path, Likeness.DIFFERENT, f"{left} != {right}")


def lies_within(path: str, areas: Set[str]) -> bool:
    """Whether a path leads into one of the areas: `m.a[0]` into `m.a`, `m.ab` not."""
    return any(
        path == area or (path.startswith(area) and path[len(area)] in ".[") for area in areas
    )
