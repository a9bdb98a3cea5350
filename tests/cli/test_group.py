"""The group: what it says, what it imports, how it ends."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import nbprod
from nbprod.cli import commands, main
from nbprod.report import findings

HEAVY = {"libcst", "nbformat", "networkx", "black", "pathspec", "yaml", "jupytext"}
NAMES = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
Write = Callable[..., Path]


def imported(*arguments: str, cwd: Path | None = None) -> set[str]:
    """The modules that a command imports, in a process of its own."""
    told = (
        "import sys, nbprod.cli\n"
        "try: nbprod.cli.main.main(sys.argv[1:], prog_name='nbprod')\n"
        "except SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    here = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PYTHONPATH": here, "PATH": ""},
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_version_and_help_import_no_more_than_click(flag: str) -> None:
    modules = imported(flag)

    assert not HEAVY & modules
    ours = {name for name in modules if name.startswith("nbprod.")}
    assert ours <= {"nbprod.cli", "nbprod.cli.commands", "nbprod.errors"}


def test_a_warm_run_imports_nothing_that_reads_or_judges(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", "from math import *")
    arguments = ("lint", "a.ipynb", "--select", "star-import")

    cold, warm = imported(*arguments, cwd=tmp_path), imported(*arguments, cwd=tmp_path)
    assert "nbprod.lint.engine" in cold
    assert not HEAVY & warm
    floors = ("nbprod.notebook", "nbprod.flow", "nbprod.lint", "nbprod.analysis", "nbprod.ledger")
    assert [name for name in sorted(warm) if name.startswith(floors)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_a_command_with_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)

    assert command is not None
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_the_list_shows_the_first_line_of_each_file() -> None:
    result = CliRunner().invoke(main, ["--help"])

    for name in NAMES:
        assert f"  {name.replace('_', '-')} " in result.stdout
    assert "Find what keeps notebooks from running in production." in result.stdout


def test_the_help_of_lint_tells_what_each_format_is_for() -> None:
    result = CliRunner().invoke(main, ["lint", "--help"])

    for name in findings.names():
        assert f"  {name} " in result.stdout.partition("Formats:")[2]
    assert "SARIF 2.1.0 for code scanning" in result.stdout


def test_the_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(main, ["--version"])

    assert result.stdout == f"nbprod, version {nbprod.__version__}\n"


def test_a_misspelt_command_is_met_with_a_guess() -> None:
    result = CliRunner().invoke(main, ["lnt"])

    assert result.exit_code == 2
    assert 'did you mean "lint"?' in result.stderr


def test_a_fault_of_nbprod_exits_with_3_and_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr("nbprod.run.doors.discover", broken)

    result = CliRunner().invoke(main, ["lint"])
    assert result.exit_code == 3
    assert "ZeroDivisionError: odd" in result.stderr
    assert "please report it" in result.stderr
