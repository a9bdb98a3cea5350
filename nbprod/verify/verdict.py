"""What is said about a package: one comparison for each thing the notebook left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

SEEDED = "the same from the same seed"
"""Said of what changes from run to run, but not if the global generators start alike."""

Kind = Literal["run", "value", "print", "display", "figure", "file"]


class Likeness(Enum):
    """How alike two things are; only the first two speak for the package."""

    SAME = "same"
    CLOSE = "close"
    """Numbers differ, within the tolerance that the verdict names."""
    UNSTABLE = "unstable"
    """Two runs of the notebook differ in it, so a package could not be right or wrong."""
    NOT_COMPARABLE = "not comparable"
    MISSING = "missing"
    DIFFERENT = "different"

    @property
    def weight(self) -> int:
        """Rank for the worst of several."""
        return list(Likeness).index(self)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two numbers may lie apart and still be called close."""

    rtol: float = 1e-9
    atol: float = 1e-15
    pixels: float = 0.001
    """Share of a figure's pixels that may differ, and then by no more than `levels` of 255."""
    levels: int = 16

    def allows(self, left: float, right: float) -> bool:
        """Whether two numbers are close."""
        return abs(left - right) <= max(self.atol, self.rtol * max(abs(left), abs(right)))

    def __str__(self) -> str:
        """Say it as a line of a report does."""
        return (
            f"text and whole numbers exactly, floats within rtol {self.rtol:g} or atol "
            f"{self.atol:g}, figures within {self.pixels:.1%} of pixels by {self.levels} of 255"
        )


LITTLE = Tolerance(rtol=1e-3, atol=1e-6, pixels=0.02, levels=255)
"""How far apart is still little: threads that add in another order, a line drawn over another."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing of the notebook's, set beside the package's."""

    kind: Kind
    name: str
    """A variable, `cell 4` for what a cell printed, a file's path, `figure 2`."""
    likeness: Likeness
    detail: str = ""
    """The first difference with its path, or why there can be no answer."""
    where: str = ""
    """Where the package holds it, such as `stages/train.py:train`."""

    @property
    def is_mere_look(self) -> bool:
        """Whether it says no more than that the package does not show what a cell displayed."""
        return self.kind == "display" and self.likeness is Likeness.MISSING


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a package does what its notebook did."""

    notebook: str
    package: str
    comparisons: tuple[Comparison, ...]
    tolerance: Tolerance = field(default_factory=Tolerance)
    python: str = ""
    runs: int = 2
    """How often the notebook was run; with one run nothing is known to be unstable."""
    extras: tuple[str, ...] = ()
    """What the package wrote or drew and the notebook did not."""
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Facts about the notebook's values, as `record` writes them down for a test."""

    def against(
        self, *, exact: bool = False, displays: bool = False, part: bool = False
    ) -> tuple[Comparison, ...]:
        """The comparisons that speak against the package.

        A look at a value computes nothing, so that it is missing counts only on request. Of a
        package that was made from a part of the notebook, what it lacks does not count.
        """
        bad = {Likeness.DIFFERENT} | ({Likeness.CLOSE} if exact else set())
        bad |= set() if part else {Likeness.MISSING}
        counted = (c for c in self.comparisons if displays or not c.is_mere_look)
        return tuple(c for c in counted if c.likeness in bad)

    def holds(self, *, exact: bool = False, displays: bool = False, part: bool = False) -> bool:
        """Whether nothing speaks against the package."""
        return not self.against(exact=exact, displays=displays, part=part)

    def counts(self, kind: Kind) -> Counter[Likeness]:
        """How many of a kind are how alike."""
        return Counter(c.likeness for c in self.comparisons if c.kind == kind)
