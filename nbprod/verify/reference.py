"""The notebook's runs, and what they say of themselves: which of it changes from run to run.

Three kinds of run start differently, so that three things can be told apart:

- the first run starts the global generators of random numbers from a seed; so does the package;
- the second from another seed: what differs now *varies*;
- a third, asked for only where the package differs in what varies or may vary, from the first
  seed again: what differs even now is *loose*, as a clock is, and nothing can be said about it.
  What varies and is not loose follows from the seed, and a package must follow with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbprod.verify.difference import Difference
from nbprod.verify.harness.shape import Fields, Shape
from nbprod.verify.likeness import KEYS, Pair
from nbprod.verify.lines import akin, own_lines, unstable_lines
from nbprod.verify.observed import Line, Run
from nbprod.verify.verdict import Likeness, Tolerance

STEADY = Tolerance(rtol=1e-12, atol=1e-15)
"""How far two runs of the notebook may lie apart: rounding, but not a clock that went on."""
WHOLE = ("pandas.", "numpy.", "scipy.", "polars.", "torch.", "column")
"""Values that are stable as a whole or not at all."""

Areas = frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A notebook's runs; without a second nothing is known to vary."""

    first: Run
    second: Run | None = None
    again: Run | None = None
    sources: Mapping[int, str] = field(default_factory=dict)
    """What the cells say, by their numbers."""

    def varying(self, kind: str, name: str) -> Areas:
        """The parts of a value or a file that differ from run to run."""
        return self._areas(kind, name, self.second)

    def loose(self, kind: str, name: str) -> Areas:
        """The parts about which nothing can be said."""
        return self._areas(kind, name, self.again or self.second)

    def _areas(self, kind: str, name: str, other: Run | None) -> Areas:
        if other is None:
            return frozenset()
        here, there = _shape(self.first, kind, name), _shape(other, kind, name)
        if here is None or there is None:
            return frozenset([name])
        if isinstance(here, str) or isinstance(there, str):
            return frozenset([name] if here != there else [])
        pair = Pair(self.first.blobs, other.blobs, STEADY)
        paths = [d.path for d in pair.differences(name, here, there) if _counts(d)]
        return frozenset(_area(name, here, path) for path in paths)

    def stored(self, name: str) -> Areas:
        """The parts of a value that displaying it set, which the second run watches."""
        told = self.second.stored if self.second else ()
        pair = Pair(b"", b"", STEADY)
        return frozenset(
            _area(name, one.after, found.path)
            for one in told if one.name == name
            for found in pair.differences(name, one.before, one.after) if _counts(found)
        )  # fmt: skip

    def varying_lines(self) -> frozenset[int]:
        """The numbers of printed lines that differ from run to run."""
        return self._lines(self.second)

    def loose_lines(self) -> frozenset[int]:
        """The numbers of printed lines about which nothing can be said."""
        unstable = self._lines(self.again or self.second)
        return unstable | akin(self.lines(), unstable)

    def _lines(self, other: Run | None) -> frozenset[int]:
        if other is None:
            return frozenset()
        return frozenset(unstable_lines(self.lines(), own_lines(other.lines), STEADY))

    def lines(self) -> Sequence[Line]:
        """What the notebook itself printed."""
        return own_lines(self.first.lines)

    def displays_alike(self, number: int) -> bool:
        """Whether another run displays the same at this place, from one seed if that is known."""
        other = self.again or self.second
        here = self.first.displays
        return other is None or (
            len(other.displays) == len(here) and other.displays[number].text == here[number].text
        )

    def draws_always(self, digest: str) -> bool:
        """Whether each run draws the figure."""
        return _draws(self.second, digest) and _draws(self.again, digest)

    def draws_once(self, digest: str) -> bool:
        """Whether a run after the first draws the figure."""
        runs = (run for run in (self.second, self.again) if run is not None)
        return any(_draws(run, digest) for run in runs)

    def draws_from_one_seed(self, digest: str) -> bool:
        """Whether each run from the first seed draws the figure."""
        return _draws(self.again or self.second, digest)


def _draws(run: Run | None, digest: str) -> bool:
    return run is None or any(figure.pixels.digest == digest for figure in run.figures)


def _shape(run: Run, kind: str, name: str) -> Shape | str | None:
    """A value, a file's content, or at least its digest."""
    if kind == "value":
        return run.values[name].shape if name in run.values else None
    written = run.files.get(name)
    return (written.content or written.digest) if written else None


def _counts(difference: Difference) -> bool:
    return difference.likeness is Likeness.DIFFERENT


def _area(name: str, shape: Shape, path: str) -> str:
    """The part of a value that a path leads into, one step deep.

    Deeper would be too fine: of a shuffled frame some columns agree by chance, of a random
    forest some trees.
    """
    if not isinstance(shape, Fields) or shape.kind.startswith(WHOLE):
        return name
    steps = (step for step in [KEYS, *_steps(shape)] if path.startswith(name + step))
    return name + max(steps, key=len, default="")


def _steps(shape: Fields) -> Iterator[str]:
    """The steps to the parts of a value, those of a container's contents among them."""
    for step, part in shape.fields:
        yield from _steps(part) if not step and isinstance(part, Fields) else (step,)
