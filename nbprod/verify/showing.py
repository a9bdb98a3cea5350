"""What was shown: printed lines, displays, figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from nbprod.verify.lines import compared, frame, likeness_of, own_lines
from nbprod.verify.observed import Drawn, Run, Shown
from nbprod.verify.pixels import likeness_of_pixels, pixels, share_of_pixels
from nbprod.verify.reference import Reference
from nbprod.verify.verdict import LITTLE, SEEDED, Comparison, Likeness, Tolerance

IMAGES = {"image/png", "image/svg+xml", "image/jpeg"}
WORD = re.compile(r"\w+")
NAMED = re.compile(r"(?:^|[^\w.])([^\W\d]\w*): ([^\s:][^:]*)$")


def prints(reference: Reference, package: Run, tolerance: Tolerance) -> Iterator[Comparison]:
    """One comparison for each cell that printed."""
    shown = {line.strip() for d in reference.first.displays for line in d.text.splitlines()}
    findings = compared(
        reference.lines(), own_lines(package.lines), shown=shown, tolerance=tolerance,
        varying=reference.varying_lines(), loose=reference.loose_lines(),
    )  # fmt: skip
    for number, group in groupby(findings, key=lambda finding: finding[0].cell):
        of_cell = list(group)
        _, worst, detail = max(of_cell, key=lambda finding: (finding[1].weight, not finding[2]))
        if worst is Likeness.UNSTABLE:
            count = sum(likeness is Likeness.UNSTABLE for _, likeness, _ in of_cell)
            lines = f"{count} of {len(of_cell)} lines change from run to run"
            detail = "; ".join(filter(None, [lines, detail]))
        yield Comparison("print", cell(number), worst, detail)


def displays(reference: Reference, package: Run, tolerance: Tolerance) -> Iterator[Comparison]:
    """Values that a cell displayed; a package that prints or logs their text shows them too.

    One that says `score: 0.8` where a cell that speaks of a `score` displays 0.9 shows another;
    only numbers may differ, lest any line that begins so was taken for one.
    """
    lines = [line.text.strip() for line in package.lines]
    lines += [line.strip() for line in package.logged.splitlines()]
    told, spare = "\n".join(lines), _unclaimed(reference, lines)
    for number, display in enumerate(reference.first.displays):
        text = _stripped(display)
        if not text or IMAGES & set(display.mimes):
            continue
        name = cell(display.cell)
        words = set(WORD.findall(reference.sources.get(display.cell, "")))
        other = next((p for p in spare if p[0] in words and frame(p[1]) == frame(text)), None)
        if text in told:
            yield Comparison("display", name, Likeness.SAME)
        elif other is None:
            detail = f"not shown by the package: {text.splitlines()[0][:60]}"
            yield Comparison("display", name, Likeness.MISSING, detail)
        elif not reference.displays_alike(number):
            detail = "two runs of the notebook display it otherwise"
            yield Comparison("display", name, Likeness.UNSTABLE, detail)
        else:
            spare.remove(other)
            likeness = likeness_of(text, other[1], tolerance)
            detail = f"{text[:60]} != {other[0]}: {other[1][:60]}"
            yield Comparison("display", name, likeness, detail)


def _unclaimed(reference: Reference, lines: list[str]) -> list[tuple[str, str]]:
    """Lines `name: value` whose value no display of the notebook's accounts for."""
    shown = Counter(_stripped(display) for display in reference.first.displays)
    spare = []
    for match in filter(None, map(NAMED.search, lines)):
        name, value = match.groups()
        shown[value] -= 1
        if shown[value] < 0:
            spare.append((name, value))
    return spare


def _stripped(display: Shown) -> str:
    """The text of a display without the spaces around its lines."""
    return "\n".join(line.strip() for line in display.text.splitlines() if line.strip())


def figures(reference: Reference, package: Run, tolerance: Tolerance) -> Iterator[Comparison]:
    """Figures by their pixels: equal ones first, the rest in the order they were drawn."""
    rest = list(package.figures)
    unmatched: list[tuple[int, Drawn]] = []
    for number, figure in enumerate(reference.first.figures):
        twin = next((f for f in rest if f.pixels.digest == figure.pixels.digest), None)
        if twin is None:
            unmatched.append((number, figure))
            continue
        rest.remove(twin)
        varies = not reference.draws_always(figure.pixels.digest)
        likeness = Likeness.UNSTABLE if varies else Likeness.SAME
        detail = f"changes from run to run; {SEEDED}" if varies else ""
        yield Comparison("figure", _name(number, figure), likeness, detail)
    noise = _noise(reference) if unmatched else 0.0
    for number, figure in unmatched:
        name = _name(number, figure)
        if not rest:
            detail = "the package neither saves nor shows it"
            yield Comparison("figure", name, Likeness.MISSING, detail)
            continue
        other = rest.pop(0)
        if not reference.draws_from_one_seed(figure.pixels.digest):
            detail = "two runs of the notebook draw it otherwise"
            yield Comparison("figure", name, Likeness.UNSTABLE, detail)
            continue
        if reference.draws_once(other.pixels.digest):
            detail = "another run of the notebook draws it as the package does"
            yield Comparison("figure", name, Likeness.UNSTABLE, detail)
            continue
        here = pixels(reference.first.blobs, figure.pixels)
        there = pixels(package.blobs, other.pixels)
        dims = (figure.pixels.dims, other.pixels.dims)
        likeness, detail = likeness_of_pixels(here, there, dims=dims, tolerance=tolerance)
        if likeness is Likeness.DIFFERENT and noise and share_of_pixels(here, there) <= noise:
            likeness = Likeness.UNSTABLE
            detail = "differs no more than others of the notebook's do from run to run"
        yield Comparison("figure", name, likeness, detail)


def _noise(reference: Reference) -> float:
    """How much of a figure changes from run to run, where chance that no seed governs is at work.

    It moves a line now and then, and three runs may agree in a figure that a fourth draws otherwise.
    Others of the notebook's figures tell how far such lines move, which is little.
    """
    first, second, again = reference.first, reference.second, reference.again
    if second is None or again is None or not list(_shifts(first, again)):
        return 0.0
    pairs = ((first, again), (first, second), (second, again))
    return max(share for pair in pairs for share in (0.0, *_shifts(*pair)))


def _shifts(one: Run, other: Run) -> Iterator[float]:
    """The shares of pixels by which figures of two runs differ a little."""
    for here, there in zip(one.figures, other.figures, strict=False):
        if here.pixels.digest != there.pixels.digest:
            share = share_of_pixels(
                pixels(one.blobs, here.pixels), pixels(other.blobs, there.pixels)
            )
            if share <= LITTLE.pixels:
                yield share


def cell(number: int) -> str:
    """A cell as people count."""
    return f"cell {number + 1}"


def _name(number: int, figure: Drawn) -> str:
    where = f" ({cell(int(figure.cell))})" if figure.cell.lstrip("-").isdigit() else ""
    return f"figure {number + 1}{where}"
