"""`nbprod verify` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nbprod.cli import main


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A folder with a notebook that computes `x = 41`, and a package that does the same."""
    cell = {"cell_type": "code", "source": "x = 41", "metadata": {}, "outputs": [],
            "execution_count": None}  # fmt: skip
    data = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "story.ipynb").write_text(json.dumps(data), "utf-8")
    package = tmp_path / "package" / "src" / "story"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "__main__.py").write_text(
        "import sys\n\nx = 42 if 'wrong' in sys.argv else 41\n", "utf-8"
    )
    return tmp_path


def verify(story: Path, *options: str) -> tuple[int, str, str]:
    paths = [str(story / "story.ipynb"), str(story / "package")]
    result = CliRunner().invoke(main, ["verify", "--once", *paths, *options])
    return result.exit_code, result.stdout, result.stderr


def test_package_that_does_the_same_exits_with_0(story: Path) -> None:
    code, said, told = verify(story)

    assert code == 0, said
    assert said.endswith("The package does what the notebook did.\n")
    assert "executing" in told


def test_package_that_does_not_exits_with_1(story: Path) -> None:
    code, said, _ = verify(story, "--", "wrong")

    assert code == 1
    assert "x: 41 != 42" in said


def test_json_is_the_only_thing_on_standard_output(story: Path) -> None:
    code, said, told = verify(story, "--json", "--quiet")

    assert code == 0, said
    assert json.loads(said)["holds"] is True
    assert told == ""


def test_notebook_that_fails_exits_with_2(story: Path) -> None:
    path = story / "story.ipynb"
    path.write_text(path.read_text("utf-8").replace("x = 41", "x = 1 / 0"), "utf-8")
    code, _, told = verify(story)

    assert code == 2
    assert "cell 1: the notebook does not run: ZeroDivisionError" in told


def test_size_that_is_none_exits_with_2(story: Path) -> None:
    code, _, told = verify(story, "--memory", "lots")

    assert code == 2
    assert "write it as 4G" in told
