"""No report, cache or baseline ever holds the value of a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nbprod.cli import main
from nbprod.report.findings import names

Write = Callable[..., Path]
VALUE = "hunter2-Tr0ub4dor-9"
SOURCE = f'from math import *; password = "{VALUE}"\nx = sqrt(2)'


@pytest.mark.parametrize("form", names())
@pytest.mark.parametrize(
    "chosen", [(), ("--select", "star-import"), ("--ignore", "secret")], ids=" ".join
)
def test_no_format_shows_a_secret(
    write: Write, tmp_path: Path, form: str, chosen: tuple[str, ...]
) -> None:
    write("a.ipynb", SOURCE)
    arguments = ["lint", *chosen, "--format", form, "--baseline", "b.json", "--update-baseline"]

    written = CliRunner().invoke(main, arguments)
    shown = CliRunner().invoke(main, ["lint", *chosen, "--format", form])
    assert written.exit_code == 0 and shown.exit_code == 1
    assert VALUE not in written.output + shown.output
    assert VALUE not in (tmp_path / "b.json").read_text()
    for kept in (tmp_path / ".nbprod_cache").iterdir():
        assert VALUE.encode() not in kept.read_bytes()


def test_the_line_is_shown_with_stars(write: Write) -> None:
    write("a.ipynb", SOURCE)

    result = CliRunner().invoke(main, ["lint", "--select", "star-import"])
    stars = "*" * len(VALUE)
    assert f'1 | from math import *; password = "{stars}"' in result.stdout


def test_a_diff_shows_stars(write: Write) -> None:
    write("a.ipynb", f'import os\npassword = "{VALUE}"\nimport os')

    result = CliRunner().invoke(main, ["lint", "--diff", "--unsafe-fixes"])
    assert result.exit_code == 1
    assert VALUE not in result.stdout
    assert f' password = "{"*" * len(VALUE)}"' in result.stdout
