from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.errors import ConfigError
from nbprod.run.baseline import Baseline, read, text
from nbprod.run.discovery import Asked
from nbprod.run.doors import lint_paths
from nbprod.run.outcome import Report

Write = Callable[..., Path]
STAR, OTHER = "from math import *", "from cmath import *"
ONE = Asked(over={"select": ("star-import",)})


def report(*paths: str) -> Report:
    return lint_paths(paths or ["."], ONE)


def left(report: Report) -> list[str]:
    return [f"{finding.place}" for finding, _ in report.findings]


def known(folder: Path) -> Baseline:
    """What is known now, by way of a file."""
    path = folder / "baseline.json"
    path.write_text(text(Baseline(folder).updated(report())), "utf-8")
    return read(path)


def test_what_was_there_before_is_left_out(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR)
    baseline = known(tmp_path)
    write("a.ipynb", STAR, OTHER)

    after = baseline.apply(report())
    assert left(after) == ["a.ipynb:cell 2:1:1"]
    assert [linted.known for linted in after.linted] == [1]


def test_moved_cells_and_lines_stay_known(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR, OTHER)
    baseline = known(tmp_path)
    write("a.ipynb", "# first", f"x = 1\n\n{OTHER}", f"if x:\n      {STAR}  ".rstrip(), STAR)

    assert left(baseline.apply(report())) == ["a.ipynb:cell 4:1:1"]


def test_white_space_is_no_difference(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR)
    baseline = known(tmp_path)
    write("a.ipynb", "from  math   import  *")

    assert left(baseline.apply(report())) == []


def test_one_known_finding_does_not_cover_two(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR)
    baseline = known(tmp_path)
    write("a.ipynb", STAR, STAR)

    assert left(baseline.apply(report())) == ["a.ipynb:cell 2:1:1"]


def test_what_is_gone_is_forgotten(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR, OTHER)
    write("b.ipynb", STAR)
    baseline = known(tmp_path)
    write("a.ipynb", OTHER)
    (tmp_path / "b.ipynb").unlink()

    assert baseline.gone(report()) == 1
    after = baseline.updated(report())
    assert {name: list(rows) for name, rows in after.files.items()} == {
        "a.ipynb": [("star-import", OTHER)]
    }


def test_notebooks_that_were_not_looked_at_stay_known(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", STAR)
    write("b.ipynb", STAR)
    baseline = known(tmp_path)

    assert baseline.updated(report("a.ipynb")).files == baseline.files


def test_the_file_is_the_same_for_the_same_findings(write: Write, tmp_path: Path) -> None:
    write("b.ipynb", OTHER, STAR)
    write("a.ipynb", STAR)

    forwards = text(Baseline(tmp_path).updated(report("a.ipynb", "b.ipynb")))
    assert text(Baseline(tmp_path).updated(report("b.ipynb", "a.ipynb"))) == forwards


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"nbprod-baseline": 99}', '{"files": {}}'])
def test_a_file_that_is_no_baseline_is_a_users_mistake(tmp_path: Path, junk: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(junk)

    with pytest.raises(ConfigError, match="baseline"):
        read(path)


def test_a_missing_baseline_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--update-baseline"):
        read(tmp_path / "baseline.json")
