"""Two runs of a notebook and one of a package become comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice

from nbprod.verify.difference import Difference, lies_within
from nbprod.verify.harness.shape import Fields, Opaque, Shape
from nbprod.verify.likeness import Pair
from nbprod.verify.lines import compared, own_lines, unstable_lines
from nbprod.verify.observed import Drawn, Run, Written
from nbprod.verify.pixels import likeness_of_pixels, pixels
from nbprod.verify.verdict import Comparison, Kind, Likeness, Tolerance

MOST = 1_000
WHOLE = ("pandas.", "numpy.", "scipy.", "polars.", "torch.", "column")
"""Values that are stable as a whole or not at all."""
STEADY = Tolerance(rtol=1e-12, atol=1e-15)
"""How far two runs of the notebook may lie apart: rounding, but not a clock that went on."""
SECRET = re.compile(r"(?i)key|token|secret|passw|credential|auth")


@dataclass(frozen=True, slots=True)
class Trial:
    """The runs that a judgement rests on; without a second run nothing is known to be unstable."""

    first: Run
    second: Run | None
    package: Run
    tolerance: Tolerance

    def judge(self) -> Iterator[Comparison]:
        """Set everything the notebook left behind beside what the package did."""
        yield from self._ending()
        yield from self._values()
        yield from self._prints()
        yield from self._displays()
        yield from self._figures()
        yield from self._files()

    def extras(self) -> Iterator[str]:
        """What only the package wrote or drew."""
        for name in self.package.files:
            if name not in self.first.files:
                yield f"writes {name}"
        known = {figure.pixels.digest for figure in self.first.figures}
        more = [f for f in self.package.figures if f.pixels.digest not in known]
        spare = len(self.package.figures) - len(self.first.figures)
        if spare > 0 and more:
            yield f"draws {spare} more figure" + ("s" if spare > 1 else "")

    def _ending(self) -> Iterator[Comparison]:
        for broken in self.package.errors:
            yield Comparison("run", "the package", Likeness.DIFFERENT, broken.reason)

    def _values(self) -> Iterator[Comparison]:
        for name, held in self.first.values.items():
            there = self.package.values.get(name)
            if there is None:
                detail = "no function, module or setting of the package holds it"
                yield _missing(name, held.shape, detail)
                continue
            one = self._differences(name, held.shape, there.shape)
            yield self._comparison("value", name, one, self._unstable(name), there.where)

    def _differences(self, name: str, left: Shape, right: Shape) -> Iterator[Difference]:
        pair = Pair(self.first.blobs, self.package.blobs, self.tolerance)
        return pair.differences(name, left, right)

    def _unstable(self, name: str) -> frozenset[str]:
        """Where two runs of the notebook differ in a value."""
        if self.second is None:
            return frozenset()
        if name not in self.second.values:
            return frozenset([name])
        pair = Pair(self.first.blobs, self.second.blobs, STEADY)
        return _unsteady(pair, name, self.first.values[name].shape, self.second.values[name].shape)

    def _comparison(
        self, kind: Kind, name: str, found: Iterator[Difference],
        unstable: frozenset[str], where: str = "",
    ) -> Comparison:  # fmt: skip
        """The worst of a value's differences, those in its unstable parts aside."""
        told = [d for d in islice(found, MOST) if not lies_within(d.path, unstable)]
        if not told and unstable:
            rest = "" if name in unstable else "; the rest is the same"
            detail = f"two runs of the notebook differ in {', '.join(sorted(unstable)[:3])}{rest}"
            return Comparison(kind, name, Likeness.UNSTABLE, detail, where)
        if not told:
            return Comparison(kind, name, Likeness.SAME, where=where)
        worst = max((d.likeness for d in told), key=lambda likeness: likeness.weight)
        first = next(d for d in told if d.likeness is worst)
        if unstable and worst is Likeness.CLOSE:
            worst = Likeness.UNSTABLE
        return Comparison(kind, name, worst, _discreet(name, str(first)), where)

    def _prints(self) -> Iterator[Comparison]:
        """One comparison for each cell that printed."""
        left, right = own_lines(self.first.lines), own_lines(self.package.lines)
        again = own_lines(self.second.lines) if self.second else left
        findings = compared(
            left, right,
            unstable=unstable_lines(left, again, self.tolerance),
            shown={line.strip() for d in self.first.displays for line in d.text.splitlines()},
            tolerance=self.tolerance,
        )  # fmt: skip
        for cell, group in groupby(findings, key=lambda finding: finding[0].cell):
            of_cell = list(group)
            _, worst, detail = max(of_cell, key=lambda finding: finding[1].weight)
            if worst is Likeness.UNSTABLE:
                count = sum(likeness is Likeness.UNSTABLE for _, likeness, _ in of_cell)
                detail = f"{count} of {len(of_cell)} lines change from run to run"
            yield Comparison("print", _cell(cell), worst, detail)

    def _displays(self) -> Iterator[Comparison]:
        """Values that a cell displayed; a package that prints or logs their text shows them too."""
        told = "\n".join(line.text.strip() for line in self.package.lines)
        told += "\n" + "\n".join(line.strip() for line in self.package.logged.splitlines())
        for display in self.first.displays:
            text = "\n".join(line.strip() for line in display.text.splitlines() if line.strip())
            if text and not {"image/png", "image/svg+xml"} & set(display.mimes):
                shown = text in told
                detail = "" if shown else f"not shown by the package: {text.splitlines()[0][:60]}"
                likeness = Likeness.SAME if shown else Likeness.MISSING
                yield Comparison("display", _cell(display.cell), likeness, detail)

    def _figures(self) -> Iterator[Comparison]:
        """Figures by their pixels: equal ones first, the rest in the order they were drawn."""
        rest = list(self.package.figures)
        unmatched: list[tuple[int, Drawn]] = []
        for number, figure in enumerate(self.first.figures):
            twin = next((f for f in rest if f.pixels.digest == figure.pixels.digest), None)
            if twin is None:
                unmatched.append((number, figure))
            else:
                rest.remove(twin)
                yield Comparison("figure", _figure(number, figure), Likeness.SAME)
        for number, figure in unmatched:
            other = rest.pop(0) if rest else None
            yield self._figure(number, figure, other)

    def _figure(self, number: int, figure: Drawn, other: Drawn | None) -> Comparison:
        name = _figure(number, figure)
        if self.second and not any(f.pixels.digest == figure.pixels.digest
                                   for f in self.second.figures):  # fmt: skip
            detail = "two runs of the notebook draw it otherwise"
            return Comparison("figure", name, Likeness.UNSTABLE, detail)
        if other is None:
            detail = "the package neither saves nor shows it"
            return Comparison("figure", name, Likeness.MISSING, detail)
        blobs = self.first.blobs, self.package.blobs
        likeness, detail = likeness_of_pixels(
            pixels(blobs[0], figure.pixels), pixels(blobs[1], other.pixels),
            dims=(figure.pixels.dims, other.pixels.dims), tolerance=self.tolerance,
        )  # fmt: skip
        return Comparison("figure", name, likeness, detail)

    def _files(self) -> Iterator[Comparison]:
        for name, written in self.first.files.items():
            there = self.package.files.get(name)
            if there is None:
                yield Comparison("file", name, Likeness.MISSING, "the package does not write it")
            elif there.digest == written.digest:
                yield Comparison("file", name, Likeness.SAME)
            else:
                yield self._file(name, written, there)

    def _file(self, name: str, written: Written, there: Written) -> Comparison:
        again = self.second.files.get(name) if self.second else written
        steady = again is not None and again.digest == written.digest
        if written.content is None or there.content is None:
            likeness = Likeness.DIFFERENT if steady else Likeness.UNSTABLE
            reason = "its bytes differ" if steady else "two runs of the notebook write other bytes"
            return Comparison("file", name, likeness, reason)
        found = self._differences(name, written.content, there.content)
        unstable: frozenset[str] = frozenset()
        if self.second and again and again.content and not steady:
            pair = Pair(self.first.blobs, self.second.blobs, STEADY)
            unstable = _unsteady(pair, name, written.content, again.content)
        return self._comparison("file", name, found, unstable)


def _unsteady(pair: Pair, name: str, one: Shape, two: Shape) -> frozenset[str]:
    """The parts of a value in which two runs of the notebook differ, one step deep.

    Deeper would be too fine: of a shuffled frame some columns agree by chance, of a random
    forest some trees.
    """
    found = islice(pair.differences(name, one, two), MOST)
    paths = [d.path for d in found if d.likeness is Likeness.DIFFERENT]
    if not isinstance(one, Fields) or one.kind.startswith(WHOLE):
        return frozenset([name] if paths else [])
    steps = sorted({step for step, _ in one.fields}, key=len, reverse=True)
    return frozenset(
        name + next((step for step in steps if path.startswith(name + step)), "") for path in paths
    )


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


def _cell(number: int) -> str:
    return f"cell {number + 1}"


def _figure(number: int, figure: Drawn) -> str:
    cell = f" ({_cell(int(figure.cell))})" if figure.cell.lstrip("-").isdigit() else ""
    return f"figure {number + 1}{cell}"


def proven_facts(
    first: Run, comparisons: tuple[Comparison, ...]
) -> Mapping[str, Mapping[str, object]]:
    """The facts about those values that the package's `run()` was found to give."""
    proven = {c.name for c in comparisons
              if c.kind == "value" and c.where == "run()"
              and c.likeness in (Likeness.SAME, Likeness.CLOSE)}  # fmt: skip
    return {name: facts for name, facts in first.facts.items() if name in proven}
