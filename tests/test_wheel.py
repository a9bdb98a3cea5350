"""The wheel says what the checkout says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from snapshot import ROOT

STORY = "fixtures/churn-model/notebook.ipynb"


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; PYTHONPATH would let the checkout stand in for the wheel."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel that is built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def nbprod(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel alone."""
    home = tmp_path_factory.mktemp("home") / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "-q", next(dist.glob("*.whl")), cwd=dist)
    return scripts / "nbprod"


def lint(command: list[str | Path], cwd: Path) -> list[dict[str, object]]:
    arguments = ["lint", STORY, "--format", "json", "--exit-zero", "--no-cache"]
    found = json.loads(run(*command, *arguments, cwd=cwd))["findings"]
    assert isinstance(found, list)
    return found


@pytest.mark.slow
def test_the_wheel_finds_what_the_checkout_finds(nbprod: Path) -> None:
    ours = lint([sys.executable, "-c", "from nbprod.cli import main; main()"], ROOT)

    assert ours
    assert lint([nbprod], ROOT) == ours


@pytest.mark.slow
def test_the_wheel_knows_every_rule(nbprod: Path, tmp_path: Path) -> None:
    listed = json.loads(run(nbprod, "rules", "--format", "json", cwd=tmp_path))
    pages = {path.stem for path in (ROOT / "rules").glob("*/*.md")}

    assert {row["rule"] for row in listed} == pages
    assert "Allow it when" in run(nbprod, "explain", "star-import", cwd=tmp_path)


@pytest.mark.slow
def test_the_wheel_holds_what_the_package_needs(dist: Path) -> None:
    """Everything of `nbprod/` and `rules/` that git keeps, and nothing that only tests need."""
    kept = run("git", "ls-files", "nbprod", "rules", cwd=ROOT).split()
    held = set(ZipFile(next(dist.glob("*.whl"))).namelist())
    shipped = {path: re.sub("^rules/", "nbprod/_rules/", path) for path in kept}

    assert [path for path in kept if shipped[path] not in held and (ROOT / path).exists()] == []
    assert not [path for path in held if path.startswith(("tests/", "fixtures/", "docs/"))]
