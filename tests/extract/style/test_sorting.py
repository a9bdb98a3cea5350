"""Imports that no sorter sorts anew, under its own width or under the package's."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stories import emitted, only_stage

LONG = "standardize variables to a mean of 0.0 and a variance of 1.0 for each of them"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("from statistics import fmean  # means", "from statistics import fmean  # means\n"),
        (f"from statistics import fmean  # {LONG}", f"# {LONG}\nfrom statistics import fmean\n"),
        (
            f"import statistics  # {LONG}\nfmean = statistics.fmean",
            f"import statistics  # {LONG}\n",
        ),
    ],
)
def test_a_long_remark_beside_an_import_stands_above_it(line: str, written: str) -> None:
    code = only_stage(emitted(f"import json\n{line}\nprint(json.dumps(fmean([1, 2])))"))

    assert written in code
    for width in ("88", "120"):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--isolated", "--select=I", f"--line-length={width}", "-"],
            input=code, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
