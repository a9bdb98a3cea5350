"""Imports that no sorter sorts anew, under its own width or under the package's."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nbprod.extract.style.formatting import style, styled
from nbprod.extract.style.modernising import modernised

LONG = "takes the mean of all the values that a station sent, be they right"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("from statistics import fmean  # means", "from statistics import fmean  # means\n"),
        (f"from statistics import fmean  # {LONG}", f"# {LONG}\nfrom statistics import fmean\n"),
        (f"import statistics  # {LONG}", f"import statistics  # {LONG}\n"),
    ],
)
def test_a_long_remark_beside_an_import_stands_above_it(line: str, written: str) -> None:
    code = styled(modernised(f"import json\n{line}\n"), style({}))

    assert written in code
    for width in ("88", "120"):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--isolated", "--select=I", f"--line-length={width}", "-"],
            input=code, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
