"""The command that measures says what a stranger can read."""

from __future__ import annotations

import sys

from tests.benchmarks.growth import Point
from tests.benchmarks.measuring import Measured, once
from tests.benchmarks.reporting import page

ROWS = {
    "bare": Measured(10.0, 10.0, 90.0),
    "nbprod lint, cold": Measured(7.5, 8.0, 110.0),
    "nbprod lint, warm": Measured(0.5, 0.5, 30.0),
}


def test_what_a_process_needs_is_not_what_its_parent_held() -> None:
    held = bytearray(200_000_000)
    measured = once((sys.executable, "-c", "sum(range(3_000_000))"))

    assert len(held) and measured.memory < 100
    assert 0 < measured.cpu <= measured.wall * 1.5


def test_a_program_that_finds_something_is_measured_all_the_same() -> None:
    assert once((sys.executable, "-c", "raise SystemExit(1)")).wall > 0


def test_the_page_sets_nbprod_beside_each_line_and_has_a_chart() -> None:
    grown = {"cells": (Point(30, 0.2), Point(300, 0.47))}
    text, chart = page({"A folder": ROWS}, grown, "3 notebooks")

    assert "| bare | 10.00 | 10.00 | 90 | 0.75 / 0.80 | 0.05 / 0.05 |" in text
    assert "| 300 | 0.47 | 1.00 |" in text
    assert text.startswith("# Performance\n") and text.count("\n# ") == 0
    assert chart.count("<rect") == 3
