"""Figures are compared by their pixels, whatever file they were saved to."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.verify.harness.shape import Column
from nbprod.verify.pixels import likeness_of_pixels, pixels
from nbprod.verify.proving import Terms, prove
from nbprod.verify.verdict import Likeness, Tolerance, Verdict

Write = Callable[..., Path]
DIMS = [10, 10, 4]
WHITE = bytes([255]) * 400


def figures(verdict: Verdict) -> dict[str, Likeness]:
    return {c.name: c.likeness for c in verdict.comparisons if c.kind == "figure"}


def touched(*changes: tuple[int, int]) -> bytes:
    data = bytearray(WHITE)
    for at, value in changes:
        data[at] = value
    return bytes(data)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (WHITE, Likeness.SAME),
        (touched((40, 250)), Likeness.CLOSE),
        (touched((40, 0)), Likeness.DIFFERENT),
        (touched((40, 250), (80, 250)), Likeness.DIFFERENT),
    ],
    ids=["none", "one, a little", "one, a lot", "more than the share"],
)
def test_pixels_may_differ_a_little(other: bytes, expected: Likeness) -> None:
    tolerance = Tolerance(pixels=0.01)

    assert likeness_of_pixels(WHITE, other, dims=(DIMS, DIMS), tolerance=tolerance)[0] is expected


def test_first_pixel_is_named() -> None:
    _, text = likeness_of_pixels(WHITE, touched((44, 0)), dims=(DIMS, DIMS), tolerance=Tolerance())

    assert text == "1 of 100 pixels differ, first at x=1 y=1"


def test_size_is_a_difference() -> None:
    dims = (DIMS, [20, 10, 4])

    assert likeness_of_pixels(WHITE, WHITE * 2, dims=dims, tolerance=Tolerance()) == (
        Likeness.DIFFERENT,
        "10 x 10 pixels != 10 x 20",
    )


def test_figures_that_were_too_large_to_keep_are_told_apart_by_digest() -> None:
    column = Column("figure", DIMS, "a", "z", -1, 0)
    kept = Column("figure", DIMS, "b", "z", 3, len(zlib.compress(WHITE)))

    assert pixels(b"", column) == b""
    assert pixels(b"xyz" + zlib.compress(WHITE), kept) == WHITE
    for left in (b"", WHITE):
        found, text = likeness_of_pixels(left, b"", dims=(DIMS, DIMS), tolerance=Tolerance())

        assert found is Likeness.DIFFERENT
        assert "too large" in text


def test_saved_figure_is_the_one_that_was_shown(
    write_notebook: Write, write_package: Write
) -> None:
    pytest.importorskip("matplotlib")
    notebook = write_notebook(
        "import matplotlib.pyplot as plt",
        "plt.plot([1, 2, 3])\nplt.title('first')\nplt.show()",
        "fig, ax = plt.subplots()\nax.plot([3, 1])",
        "fig",
        "fig2, ax2 = plt.subplots()\nax2.bar([1, 2], [3, 4])\nplt.savefig('bars.png')",
    )
    code = """\
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.title('first')
plt.savefig('figures-1.svg', dpi=30)
plt.close()
fig, ax = plt.subplots()
ax.plot([3, 1])
plt.show()
fig2, ax2 = plt.subplots()
ax2.bar([1, 2], [3, {height}])
plt.savefig('bars.png')
"""
    right, wrong = (
        prove(notebook, write_package(code.format(height=height)), Terms(runs=1))
        for height in (4, 5)
    )

    assert figures(right) == dict.fromkeys(
        ["figure 1 (cell 2)", "figure 2 (cell 3)", "figure 3 (cell 5)"], Likeness.SAME
    )
    assert right.holds()
    assert figures(wrong)["figure 3 (cell 5)"] is Likeness.DIFFERENT
    assert not wrong.holds()


def test_figure_that_is_not_kept_is_missing(write_notebook: Write, write_package: Write) -> None:
    pytest.importorskip("matplotlib")
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])"
    verdict = prove(write_notebook(plot), write_package(plot), Terms(runs=1))

    assert figures(verdict) == {"figure 1 (cell 1)": Likeness.MISSING}
