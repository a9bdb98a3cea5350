from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nbprod.cli import main
from nbprod.run import work

Write = Callable[..., Path]
BAD = "from math import *\n\nprint(sqrt(2))"
STAR = ("--select", "star-import")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments], input=stdin)


def test_a_clean_folder_exits_with_0(write: Write) -> None:
    write("a.ipynb", "x = 1")

    result = run(*STAR)
    assert (result.exit_code, result.stdout) == (0, "Nothing found in 1 notebook.\n")


def test_findings_exit_with_1(write: Write) -> None:
    write("a.ipynb", BAD)

    result = run(*STAR, "--format", "concise")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.ipynb:cell 1:1:1: warning[star-import] ")


def test_findings_below_the_bound_exit_with_0(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)

    assert run(*STAR, "--fail-on", "error").exit_code == 0
    assert run(*STAR, "--fail-on", "warning").exit_code == 1
    (tmp_path / "nbprod.toml").write_text('fail-on = "error"')
    assert run(*STAR).exit_code == 0


def test_exit_zero_is_0_whatever_is_found(write: Write) -> None:
    write("a.ipynb", BAD)

    assert run(*STAR, "--exit-zero").exit_code == 0


def test_a_file_that_cannot_be_read_exits_with_1(write: Write, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("<<<<<<< HEAD")

    result = run("a.ipynb")
    assert result.exit_code == 1
    assert "skipped: a.ipynb:1: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope.ipynb",), "nope.ipynb: no such file or folder"),
        (("--select", "star-imprt"), 'unknown rule "star-imprt"; did you mean "star-import"?'),
        (("--shard", "9/3"), "expected K/N"),
        (("--executor", "nowhere:x"), "--executor nowhere:x"),
        (("--baseline", "none.json"), "no such baseline"),
        (("--update-baseline",), "name the file with --baseline"),
        (("--config", "none.toml"), "cannot be read"),
        (("--format", "xml"), "'xml' is not one of"),
    ],
)
def test_a_users_mistake_exits_with_2_and_a_sentence(
    write: Write, arguments: tuple[str, ...], said: str
) -> None:
    write("a.ipynb", BAD)

    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_exits_with_2_and_its_line(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)
    (tmp_path / "pyproject.toml").write_text("[tool.nbprod]\n\nselct = []")

    result = run()
    assert result.exit_code == 2
    assert 'pyproject.toml:3: unknown setting "selct"' in result.stderr
    assert 'did you mean "select"?' in result.stderr


def test_a_crash_exits_with_3_and_the_others_are_reported(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.ipynb", BAD)
    write("b.ipynb", BAD)
    right = work.lint

    def lint(analysis: object, book: object) -> object:
        if analysis.notebook.path == "a.ipynb":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return right(analysis, book)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "lint", lint)

    result = run(*STAR, "--exit-zero")
    assert result.exit_code == 3
    assert "crashed: a.ipynb" in result.stdout
    assert "--> b.ipynb:cell 1:1:1" in result.stdout


def test_standard_input_is_linted_under_its_name(write: Write) -> None:
    path = write("a.ipynb", BAD)
    data = path.read_bytes()

    named = run(*STAR, "--format", "concise", "--stdin-filename", "x/b.ipynb", stdin=data)
    assert named.stdout.startswith("x/b.ipynb:cell 1:1:1: ")
    assert run(*STAR, "-", stdin=data).exit_code == 1
    script = run(*STAR, "--format", "concise", "--stdin-filename", "b.py", stdin=BAD.encode())
    assert script.stdout.startswith("b.py:1:1: ")


def test_a_baseline_is_written_kept_and_shrunk(write: Write, tmp_path: Path) -> None:
    baseline = ("--baseline", "known.json")
    write("a.ipynb", BAD, "from cmath import *")

    first = run(*STAR, *baseline, "--update-baseline")
    assert first.exit_code == 0
    assert "2 known from the baseline" in first.stdout
    assert run(*STAR, *baseline).exit_code == 0
    write("a.ipynb", BAD, "from os import *")
    later = run(*STAR, *baseline)
    assert later.exit_code == 1
    assert "1 known findings are gone" in later.stderr
    run(*STAR, *baseline, "--update-baseline")
    assert "cmath" not in (tmp_path / "known.json").read_text()


def test_a_baseline_may_be_a_setting(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)
    (tmp_path / "nbprod.toml").write_text('baseline = "known.json"\nselect = ["star-import"]')

    assert run("--update-baseline").exit_code == 0
    assert run().exit_code == 0


def test_statistics_count_by_rule(write: Write) -> None:
    write("a.ipynb", BAD, "from cmath import *")

    result = run(*STAR, "--statistics")
    assert result.stdout.splitlines()[0].split() == [
        "2",
        "NBP701",
        "star-import",
        "warning",
        "in",
        "1",
    ]
    (row,) = json.loads(run(*STAR, "--statistics", "--format", "json").stdout)
    assert (row["rule"], row["count"], row["notebooks"]) == ("star-import", 2, 1)


def test_a_report_may_be_written_to_a_file(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)

    result = run(*STAR, "--format", "sarif", "-o", "report.sarif")
    assert result.stdout == ""
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"


def test_no_cache_keeps_nothing(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)

    run(*STAR, "--no-cache")
    assert not (tmp_path / ".nbprod_cache").exists()
    run(*STAR, "--cache-dir", "elsewhere")
    assert (tmp_path / "elsewhere" / "answers.db").exists()
    run(*STAR)
    assert (tmp_path / ".nbprod_cache" / "answers.db").exists()


def test_names_come_with_commas_or_one_by_one(write: Write) -> None:
    write("a.ipynb", BAD)

    assert run("--select", "star-import,errors").exit_code == 1
    assert run("--select", "errors", "--extend-select", "NBP701").exit_code == 1
    assert run("--ignore", "import", "--ignore", "all").exit_code == 0


def test_colour_is_for_terminals_and_who_asks(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.ipynb", BAD)
    command = [sys.executable, "-m", "nbprod", "lint", "--no-cache", *STAR, path.name]

    def colours(**environment: str) -> bool:
        done = subprocess.run(command, capture_output=True, cwd=path.parent, env=environment)
        return b"\x1b[" in done.stdout

    here = str(Path(__file__).parents[2])
    assert not colours(PYTHONPATH=here)
    assert colours(PYTHONPATH=here, FORCE_COLOR="1")
    assert not colours(PYTHONPATH=here, FORCE_COLOR="1", NO_COLOR="1")
