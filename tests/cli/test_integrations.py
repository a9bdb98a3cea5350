"""Where nbprod is used: pre-commit, GitHub."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "nbprod" / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
Write = Callable[..., Path]


def git(*arguments: str, cwd: Path) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    git("init", "-q", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "Begin", cwd=folder)
    return folder


@pytest.fixture
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nbprod as a repository of its own, as pre-commit would clone it."""
    folder = tmp_path_factory.mktemp("source")
    for name in ("nbprod", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    return repository(folder)


def try_repo(
    source: Path, hook: str, here: Path, tmp_path: Path
) -> subprocess.CompletedProcess[str]:
    """Run a hook with the real pre-commit on a repository with a bad notebook."""
    shims = tmp_path / "bin"
    shims.mkdir()
    shim = shims / "nbprod"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nbprod "$@"\n')
    shim.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT) if hook == "nbprod-system" else "",
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(source), hook, "--all-files"],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("hook", ["nbprod", "nbprod-system"])
def test_the_hook_stops_a_bad_notebook_and_lets_a_good_one_pass(
    hook: str, source: Path, write: Write, tmp_path: Path
) -> None:
    pytest.importorskip("pre_commit")
    path = write("work/bad.ipynb", "from math import *\n\nprint(sqrt(2))")
    write("work/.ipynb_checkpoints/bad-checkpoint.ipynb", "from cmath import *")
    here = repository(path.parent)

    bad = try_repo(source, hook, here, tmp_path)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "bad.ipynb:cell 1:1:1" in bad.stdout
    assert "checkpoint" not in bad.stdout.split("nbprod", 1)[1]
    write("work/bad.ipynb", "x = 1")
    shutil.rmtree(tmp_path / "bin")
    good = try_repo(source, hook, here, tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr


def test_hooks_call_a_command_that_there_is() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert [hook["id"] for hook in hooks] == ["nbprod", "nbprod-system"]
    for hook in hooks:
        command = [sys.executable, "-m", *hook["entry"].split(), "--help"]
        assert subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 0


def check(schema: str, *paths: Path) -> None:
    pytest.importorskip("check_jsonschema")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_fits_the_schema_of_github() -> None:
    check("vendor.github-actions", ACTION)


def test_workflows_fit_the_schema_of_github() -> None:
    check("vendor.github-workflows", *WORKFLOWS)


def test_hooks_fit_the_schema_of_pre_commit() -> None:
    pytest.importorskip("pre_commit")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_scripts_of_the_action_take_inputs_from_the_environment_alone() -> None:
    """An input pasted into a script would be run as a script."""
    steps = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]

    assert [s["name"] for s in steps if re.search(r"\$\{\{", s.get("run", ""))] == []


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("paths", "arguments", "code"),
    [
        ("good.ipynb", "", 0),
        ("bad.ipynb\ngood.ipynb\n", "--select=star-import", 1),
        ("my notebooks", "--select=star-import\n--exit-zero", 0),
        ("my notebooks", "--select=star-import\n", 1),
        ("$(touch pwned)", "", 2),
    ],
)
def test_the_action_lints_what_it_is_given(
    write: Write, tmp_path: Path, paths: str, arguments: str, code: int
) -> None:
    write("good.ipynb", "x = 1")
    write("bad.ipynb", "from math import *\n\nprint(sqrt(2))")
    write("my notebooks/bad.ipynb", "from math import *\n\nprint(sqrt(2))")
    shim = tmp_path / "nbprod"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nbprod "$@"\n')
    shim.chmod(0o755)
    step = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"][-1]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "NBPROD_COMMAND": str(shim),
        "INPUT_PATHS": paths,
        "INPUT_ARGUMENTS": arguments,
    }

    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert not (tmp_path / "pwned").exists()
