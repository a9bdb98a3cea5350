"""When the notebook is run once more before its package is called different."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.report.verdict import as_text
from nbprod.verify import showing
from nbprod.verify.harness.shape import Column
from nbprod.verify.observed import Drawn, Run
from nbprod.verify.proving import Terms, prove
from nbprod.verify.reference import Reference
from nbprod.verify.verdict import Comparison, Likeness, Tolerance, Verdict

Write = Callable[..., Path]
COUNT = """import pathlib
counted = pathlib.Path('count.txt')
turn = len(counted.read_text()) if counted.exists() else 0
_ = counted.write_text('.' * (turn + 1))
del counted, _
"""
"""Counts the runs of a notebook that is run in its own folder."""


def told(verdict: Verdict, name: str) -> Comparison:
    (comparison,) = [c for c in verdict.comparisons if c.name == name]
    return comparison


def test_what_differs_clearly_needs_no_other_run(
    write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook("x = 1.5"), write_package("x = 2.5"))

    assert told(verdict, "x").likeness is Likeness.DIFFERENT
    assert verdict.runs == 2
    assert "third time" not in as_text(verdict)


def test_what_differs_a_little_every_time_is_different(
    write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook("x = 1.5"), write_package("x = 1.50001"))

    assert told(verdict, "x").likeness is Likeness.DIFFERENT
    assert verdict.runs == 3
    assert "third time" in as_text(verdict)


def test_what_two_runs_agree_in_by_chance_and_a_third_does_not_is_unstable(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook(f"{COUNT}x = 1.5 if turn < 2 else 1.50001\ndel turn")
    verdict = prove(notebook, write_package("x = 1.50001"), Terms(in_place=True))

    assert told(verdict, "x").likeness is Likeness.UNSTABLE
    assert verdict.runs == 3


@pytest.mark.parametrize(("third", "likeness"), [(2, Likeness.UNSTABLE), (1, Likeness.DIFFERENT)])
def test_what_differs_beside_unstable_ones_of_its_kind_gets_another_run(
    write_notebook: Write, write_package: Write, third: int, likeness: Likeness
) -> None:
    notebook = write_notebook(
        f"{COUNT}x = 1 if turn < 2 else {third}\nimport os\ny = os.urandom(8)"
    )
    package = write_package("import os\nx = 2\ny = os.urandom(8)\nturn = 0")
    verdict = prove(notebook, package, Terms(in_place=True))

    assert told(verdict, "y").likeness is Likeness.UNSTABLE
    assert told(verdict, "x").likeness is likeness
    assert verdict.runs == 3


def drawing(digest: str) -> Run:
    figure = Drawn("0", Column("figure", [1, 1, 4], digest, "z", -1, 0))
    return Run({}, (figure,), {}, (), (), "", (), b"", "", {})


@pytest.mark.parametrize(
    ("second", "third", "package", "likeness"),
    [
        ("a", None, "b", Likeness.DIFFERENT),
        ("a", "a", "b", Likeness.DIFFERENT),
        ("b", "a", "b", Likeness.UNSTABLE),
        ("a", "c", "b", Likeness.UNSTABLE),
        ("a", "c", "a", Likeness.UNSTABLE),
        ("a", "a", "a", Likeness.SAME),
    ],
)
def test_figure_that_a_run_draws_otherwise_is_unstable(
    second: str, third: str | None, package: str, likeness: Likeness
) -> None:
    again = drawing(third) if third else None
    reference = Reference(drawing("a"), drawing(second), again)
    (found,) = showing.figures(reference, drawing(package), Tolerance())

    assert found.likeness is likeness


def drawings(*marked: int) -> Run:
    """A run that draws figures of a thousand pixels, so many of them black."""
    blobs, figures = b"", []
    for black in marked:
        packed = zlib.compress(bytes(4 * black) + b"\xff" * 4 * (1000 - black))
        column = Column("figure", [10, 100, 4], str(black), "z", len(blobs), len(packed))
        figures.append(Drawn("0", column))
        blobs += packed
    return Run({}, tuple(figures), {}, (), (), "", (), blobs, "", {})


@pytest.mark.parametrize(
    ("third", "package", "likeness"),
    [
        ((1, 100), (3, 100), Likeness.DIFFERENT),
        ((1, 105), (20, 100), Likeness.DIFFERENT),
        ((1, 300), (3, 100), Likeness.DIFFERENT),
        ((1, 105), (3, 100), Likeness.UNSTABLE),
    ],
    ids=["nothing varies", "more than varies", "much varies", "no more than varies"],
)
def test_figure_that_differs_no_more_than_others_vary_is_unstable(
    third: tuple[int, ...], package: tuple[int, ...], likeness: Likeness
) -> None:
    reference = Reference(drawings(1, 100), drawings(1, 100), drawings(*third))
    found = {c.name: c for c in showing.figures(reference, drawings(*package), Tolerance())}

    assert found["figure 1 (cell 1)"].likeness is likeness
