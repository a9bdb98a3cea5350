"""What was shown: printed lines, displays, figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from nbprod.verify.lines import compared, own_lines
from nbprod.verify.observed import Drawn, Run
from nbprod.verify.pixels import likeness_of_pixels, pixels
from nbprod.verify.reference import Reference
from nbprod.verify.verdict import SEEDED, Comparison, Likeness, Tolerance

IMAGES = {"image/png", "image/svg+xml", "image/jpeg"}


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


def displays(reference: Reference, package: Run) -> Iterator[Comparison]:
    """Values that a cell displayed; a package that prints or logs their text shows them too."""
    told = "\n".join(line.text.strip() for line in package.lines)
    told += "\n" + "\n".join(line.strip() for line in package.logged.splitlines())
    for display in reference.first.displays:
        text = "\n".join(line.strip() for line in display.text.splitlines() if line.strip())
        if text and not IMAGES & set(display.mimes):
            shown = text in told
            detail = "" if shown else f"not shown by the package: {text.splitlines()[0][:60]}"
            likeness = Likeness.SAME if shown else Likeness.MISSING
            yield Comparison("display", cell(display.cell), likeness, detail)


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
        here = pixels(reference.first.blobs, figure.pixels)
        there = pixels(package.blobs, other.pixels)
        dims = (figure.pixels.dims, other.pixels.dims)
        likeness, detail = likeness_of_pixels(here, there, dims=dims, tolerance=tolerance)
        yield Comparison("figure", name, likeness, detail)


def cell(number: int) -> str:
    """A cell as people count."""
    return f"cell {number + 1}"


def _name(number: int, figure: Drawn) -> str:
    where = f" ({cell(int(figure.cell))})" if figure.cell.lstrip("-").isdigit() else ""
    return f"figure {number + 1}{where}"
