"""The runs of a notebook and one of a package become comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nbprod.verify import showing
from nbprod.verify.difference import Difference, lies_within
from nbprod.verify.harness.shape import Opaque, Shape
from nbprod.verify.likeness import Pair
from nbprod.verify.observed import Run
from nbprod.verify.reference import Reference
from nbprod.verify.verdict import LITTLE, SEEDED, Comparison, Kind, Likeness, Tolerance

SECRET = re.compile(r"(?i)key|token|secret|passw|credential|auth")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a judgement rests on."""

    reference: Reference
    package: Run
    tolerance: Tolerance

    def judge(self) -> Iterator[Comparison]:
        """Set everything the notebook left behind beside what the package did."""
        for broken in self.package.errors:
            yield Comparison("run", "the package", Likeness.DIFFERENT, broken.reason)
        yield from self._values()
        yield from showing.prints(self.reference, self.package, self.tolerance)
        yield from showing.displays(self.reference, self.package, self.tolerance)
        yield from showing.figures(self.reference, self.package, self.tolerance)
        yield from self._files()

    def extras(self) -> Iterator[str]:
        """What only the package wrote or drew."""
        first = self.reference.first
        yield from (f"writes {name}" for name in self.package.files if name not in first.files)
        known = {figure.pixels.digest for figure in first.figures}
        more = [f for f in self.package.figures if f.pixels.digest not in known]
        spare = len(self.package.figures) - len(first.figures)
        if spare > 0 and more:
            yield f"draws {spare} more figure" + ("s" if spare > 1 else "")

    def _values(self) -> Iterator[Comparison]:
        for name, held in self.reference.first.values.items():
            there = self.package.values.get(name)
            if there is None:
                detail = "no function, module or setting of the package holds it"
                yield _missing(name, held.shape, detail)
            else:
                yield self._comparison("value", name, (held.shape, there.shape), there.where)

    def _files(self) -> Iterator[Comparison]:
        for name, written in self.reference.first.files.items():
            there = self.package.files.get(name)
            if there is None:
                yield Comparison("file", name, Likeness.MISSING, "the package does not write it")
            elif there.digest == written.digest:
                yield self._settled("file", name)
            elif written.content is None or there.content is None:
                loose = bool(self.reference.loose("file", name))
                likeness = Likeness.UNSTABLE if loose else Likeness.DIFFERENT
                yield Comparison("file", name, likeness, "its bytes differ")
            else:
                yield self._comparison("file", name, (written.content, there.content))

    def _comparison(
        self, kind: Kind, name: str, shapes: tuple[Shape, Shape], where: str = ""
    ) -> Comparison:
        """The worst of a value's differences, those about which nothing can be said aside."""
        pair = Pair(self.reference.first.blobs, self.package.blobs, self.tolerance)
        stored = self.reference.stored(name) if kind == "value" else frozenset()
        found = list(_worst_first(_of_displays(pair.differences(name, *shapes), stored)))
        if not found:
            return self._settled(kind, name, where)
        loose = self.reference.loose(kind, name)
        told = [d for d in found if not lies_within(d.path, loose)]
        if not told or (loose and told[0].likeness is Likeness.CLOSE):
            areas = ", ".join(sorted(loose)[:3])
            detail = f"two runs of the notebook differ in {areas}"
            detail += "" if name in loose else "; the rest is the same"
            return Comparison(kind, name, Likeness.UNSTABLE, detail, where)
        return Comparison(kind, name, told[0].likeness, _discreet(name, str(told[0])), where)

    def _settled(self, kind: Kind, name: str, where: str = "") -> Comparison:
        """The package's is the same as the first run's; still it may vary from run to run."""
        varying = sorted(self.reference.varying(kind, name))
        if not varying:
            return Comparison(kind, name, Likeness.SAME, where=where)
        detail = f"two runs of the notebook differ in {', '.join(varying[:3])}; {SEEDED}"
        return Comparison(kind, name, Likeness.UNSTABLE, detail, where)


def asks_again(trial: Trial) -> bool:
    """Whether another run from the first seed could say something new.

    It could where the package differs in what varies. And two runs may agree by chance: so before
    what differs only a little is called different, or what stands beside unstable ones of its
    kind, there is one more run to disagree.
    """
    found = tuple(trial.judge())
    different = [c for c in found if c.likeness is Likeness.DIFFERENT]
    shaky = {c.kind for c in found if c.likeness is Likeness.UNSTABLE}
    if any(c.kind in shaky for c in different) or not all(map(_is_settled, found)):
        return True
    near = {(c.kind, c.name) for c in replace(trial, tolerance=LITTLE).judge()
            if c.likeness is Likeness.CLOSE} if different else set()  # fmt: skip
    return any((c.kind, c.name) in near for c in different)


def _is_settled(comparison: Comparison) -> bool:
    return comparison.likeness is not Likeness.UNSTABLE or SEEDED in comparison.detail


def _worst_first(found: Iterator[Difference]) -> Iterator[Difference]:
    """All differences, the worst before the others, those alike in the order of their parts."""
    yield from sorted(found, key=lambda difference: -difference.likeness.weight)


def _of_displays(found: Iterator[Difference], stored: frozenset[str]) -> Iterator[Difference]:
    """What a display set is not there where nothing is displayed: neither the same nor not."""
    for one in found:
        area = next((area for area in sorted(stored) if lies_within(one.path, {area})), None)
        if area is None or one.likeness is not Likeness.DIFFERENT:
            yield one
        else:
            yield Difference(area, Likeness.NOT_COMPARABLE, "a display of the value set it")


def _missing(name: str, shape: Shape, detail: str) -> Comparison:
    """A value that the package does not hold; one that nobody could compare is no loss."""
    if isinstance(shape, Opaque):
        return Comparison("value", name, Likeness.NOT_COMPARABLE, f"{shape.kind}: {shape.reason}")
    return Comparison("value", name, Likeness.MISSING, detail)


def _discreet(name: str, text: str) -> str:
    """Keep the value of what looks like a secret out of the report."""
    if not SECRET.search(name):
        return text
    return f"{text.partition(':')[0]}: differs (not shown: the name looks like a secret's)"


def proven_facts(
    first: Run, comparisons: tuple[Comparison, ...]
) -> Mapping[str, Mapping[str, object]]:
    """The facts about those values that the package's `run()` was found to give."""
    proven = {c.name for c in comparisons
              if c.kind == "value" and c.where == "run()"
              and c.likeness in (Likeness.SAME, Likeness.CLOSE)}  # fmt: skip
    return {name: facts for name, facts in first.facts.items() if name in proven}
