from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nbprod.cli import main

Write = Callable[..., Path]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["data", *arguments])


@pytest.fixture
def here(write: Write, tmp_path: Path) -> Path:
    write(
        "work/a.ipynb",
        "import pandas as pd",
        "rows = pd.read_csv('rows.csv')\nraw = pd.read_csv('../raw/x.csv')",
        "web = pd.read_csv('https://user:hunter2@example.org/a.csv?token=s3cret')",
        "rows.to_csv('out.csv')\nagain = pd.read_csv('out.csv')",
    )
    (tmp_path / "work" / "rows.csv").write_text("x\n")
    (tmp_path / "nbprod.toml").write_text('[data."raw/*.csv"]\nowner = "sales"\nrefresh = "daily"')
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "add", "-f", "work/rows.csv"], check=True)
    return tmp_path


def test_each_source_is_listed_with_who_keeps_it(here: Path) -> None:
    lines = [" ".join(line.split()) for line in run().stdout.splitlines()]

    assert lines[0] == "work/a.ipynb"
    assert "cell 2:1 <- file rows.csv by pandas.read_csv [git]" in lines
    assert "cell 2:2 <- file ../raw/x.csv by pandas.read_csv [declared, sales, daily]" in lines
    assert lines[-1] == "3 sources, 2 of them tracked; 1 targets."


def test_credentials_are_taken_out(here: Path) -> None:
    for form in ("text", "json"):
        said = run("--format", form).stdout

        assert "hunter2" not in said and "s3cret" not in said
        assert "example.org/a.csv" in said


def test_programs_get_json(here: Path) -> None:
    rows = {row["text"]: row for row in json.loads(run("--format", "json").stdout)}

    assert (
        rows["../raw/x.csv"]
        | {
            "path": "work/a.ipynb",
            "cell": 1,
            "line": 2,
            "kind": "file",
            "direction": "in",
            "keeper": "declared",
            "owner": "sales",
            "refresh": "daily",
        }
        == rows["../raw/x.csv"]
    )
    assert rows["out.csv"]["direction"] == "out"


def test_a_check_may_fail_on_what_nobody_keeps(here: Path) -> None:
    assert run().exit_code == 0

    loose = run("--untracked", "--fail")
    assert loose.exit_code == 1
    assert "rows.csv" not in loose.stdout and "example.org" in loose.stdout
