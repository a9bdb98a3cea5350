"""What an emitted module keeps is excused by name, where it stands, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nbprod.errors import PlanError
from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.plan import Package
from nbprod.extract.style import excusing


def excused(text: str) -> str:
    return excusing.excused(Package({"made.py": text})).files["made.py"]


@pytest.mark.parametrize(
    "text",
    [
        'with open("a") as file:\n    print(file.read())\n',
        "try:\n    print(1)\nexcept ValueError:\n    print(2)\n",
        '"""日本語"""\n',
        "",
    ],
)
def test_what_breaks_no_rule_is_left_as_it_is(text: str) -> None:
    assert excused(text) == text


def test_what_breaks_a_rule_is_excused_by_its_name_where_it_stands() -> None:
    text = 'def f():\n    x = 1\n\n\nprint("%s" % f())\n'

    assert excused(text) == (
        'def f():\n    x = 1  # noqa: F841\n\n\nprint("%s" % f())  # noqa: UP031\n'
    )


def test_excuse_that_would_move_a_line_stands_at_the_top() -> None:
    one, two = "x" * 40, "y" * (WIDTH - 62)
    text = f'{one} = {two} = 1\nprint("%s" % {one}, {two})\n'

    assert excused(text) == f"# ruff: noqa: UP031\n\n{text}"


def test_excuse_never_stands_inside_of_a_text() -> None:
    text = 'print("%s \\\nand more" % 1)\n'

    made = excused(text)
    assert made.startswith("# ruff: noqa: UP031\n")
    assert made.endswith(text)


def test_linter_finds_nothing_then(tmp_path: Path) -> None:
    made = excused('from os import *\n\nx = getcwd() == None\ny = "%s" % x\n')
    (tmp_path / "made.py").write_text(made)
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]

    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0


def test_linter_that_cannot_run_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excusing, "COMMAND", (sys.executable, "-m", "no_such_linter"))

    with pytest.raises(PlanError, match="ruff could not be asked"):
        excused("x = 1")
