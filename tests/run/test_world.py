from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.config import Config, Declared
from nbprod.run import world
from nbprod.run.discovery import Asked
from nbprod.run.doors import lint_paths
from nbprod.run.world import Witness

Write = Callable[..., Path]
READS = "import pandas as pd\n\ndf = pd.read_csv('data/rows.csv')"
ONE = Asked(over={"select": ("untracked-file",)})


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def found() -> int:
    return sum(1 for _ in lint_paths(["a.ipynb"], ONE).findings)


@pytest.fixture
def here(write: Write, tmp_path: Path) -> Path:
    """A repository with a notebook that reads a file nobody keeps."""
    write("a.ipynb", READS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.csv").write_text("x\n1\n")
    git("init", "-q")
    git("add", "a.ipynb")
    return tmp_path


def test_an_answer_changes_when_git_begins_to_keep_the_data(here: Path) -> None:
    assert [found(), found()] == [1, 1]

    git("add", "-f", "data/rows.csv")
    assert [found(), found()] == [0, 0]
    git("rm", "-q", "--cached", "data/rows.csv")
    assert [found(), found()] == [1, 1]


def test_an_answer_changes_when_a_repository_is_begun(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", READS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.csv").write_text("x\n1\n")
    assert found() == 1

    git("init", "-q")
    git("add", "-f", "data/rows.csv")
    assert found() == 0


def test_an_answer_stays_while_git_keeps_other_files(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found()
    (here / "other.txt").write_text("x")
    git("add", "other.txt")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the notebook was judged again")

    monkeypatch.setattr("nbprod.run.work.judge", refuse)
    assert found() == 1


def test_nothing_is_asked_of_the_ledger_while_nothing_changed(here: Path) -> None:
    command = "import sys; from nbprod.cli import main\ntry: main.main(['lint', '--select', "
    command += "'untracked-file', 'a.ipynb'])\nexcept SystemExit: pass\n"
    command += "print([m for m in sys.modules if 'ledger' in m or m in ('yaml', 'pathspec')])"

    def run() -> str:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(
            [sys.executable, "-c", command], capture_output=True, text=True, env=environment
        )
        return done.stdout.splitlines()[-1]

    assert "ledger" in run()
    assert run() == "[]"


def test_a_notebook_that_asks_nothing_rests_on_nothing(tmp_path: Path) -> None:
    assert Witness(tmp_path / "a.ipynb", Config(root=tmp_path)).world == ""


def test_a_witness_remembers_what_was_asked(tmp_path: Path) -> None:
    config = Config(root=tmp_path, data={"raw/*.csv": Declared("raw/*.csv")})
    witness = Witness(tmp_path / "a.ipynb", config)

    assert witness.get("raw/x.csv") == "declared"
    assert "other.csv" not in witness
    assert json.loads(witness.world)["asked"] == {"raw/x.csv": "declared", "other.csv": ""}


def test_a_repository_with_too_much_to_watch_is_asked_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "one.dvc").write_text("outs:\n- path: other.csv\n")
    git("add", "one.dvc")
    monkeypatch.setattr(world, "MOST", 0)

    assert [found(), found()] == [1, 1]
    git("add", "-f", "data/rows.csv")
    assert found() == 0


def test_a_file_of_dvc_changes_an_answer(here: Path) -> None:
    (here / "one.dvc").write_text("outs:\n- path: other.csv\n")
    git("add", "one.dvc")
    assert found() == 1

    (here / "one.dvc").write_text("outs:\n- path: data/rows.csv\n")
    assert found() == 0
