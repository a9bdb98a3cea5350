"""Snippets of the guides, held against what they configure."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from nbprod.analysis import Analysis
from nbprod.cli import main
from nbprod.config.reading import read
from nbprod.extract.decisions.planning import plan
from nbprod.extract.packaging import package
from nbprod.notebook import reading
from nbprod.notebook.model import Notebook

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
NAMES = ("use-in-ci.md", "adopt-on-an-old-repository.md")
ROOT = Path(__file__).parents[2]


def snippets(language: str) -> list[str]:
    texts = [(GUIDES / name).read_text("utf-8") for name in NAMES]
    return [s for text in texts for s in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)]


def commands() -> list[str]:
    """Every call of nbprod that the guides show."""
    shown = [
        line[2:] for text in snippets("console") for line in text.splitlines() if line[0] == "$"
    ]
    gitlab = next(yaml.safe_load(t) for t in snippets("yaml") if ".gitlab-ci.yml" in t)
    calls = [*shown, *gitlab["notebooks"]["script"]]
    return [call for call in calls if call.startswith("nbprod")]


@pytest.mark.parametrize("call", commands())
def test_each_command_of_the_guides_can_be_parsed(call: str) -> None:
    _, name, *arguments = shlex.split(call)
    parent = click.Context(main, **main.context_settings)
    command = main.get_command(parent, name)

    assert command is not None
    command.make_context(name, arguments, parent=parent)


@pytest.mark.parametrize("text", snippets("toml"))
def test_settings_of_the_guides_hold(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)

    assert tomllib.loads(text)["tool"]["nbprod"]
    read(path)


def test_hooks_and_inputs_of_the_guides_are_there() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    action = yaml.safe_load((ROOT / ".github/actions/nbprod/action.yml").read_text("utf-8"))
    texts = "\n".join(snippets("yaml"))

    assert set(re.findall(r"- id: (\S+)", texts)) <= {hook["id"] for hook in hooks}
    given = re.findall(r"actions/nbprod@\S+\n\s+with:\n((?:\s{10,}\S.*\n)+)", texts)
    named = {
        name for block in given for name in re.findall(r"^ {10}([\w-]+):", block, re.MULTILINE)
    }
    assert named and named <= set(action["inputs"])


def test_the_gitlab_job_keeps_what_its_script_writes() -> None:
    job = next(yaml.safe_load(t) for t in snippets("yaml") if ".gitlab-ci.yml" in t)["notebooks"]

    for path in job["artifacts"]["reports"].values():
        assert any(f"--output-file {path}" in line for line in job["script"])


def test_the_guide_to_extraction_shows_the_notebook_and_what_is_emitted_line_by_line() -> None:
    path = ROOT / "fixtures" / "churn-model" / "notebook.ipynb"
    notebook = reading.read("notebook.ipynb", path.read_bytes())
    assert isinstance(notebook, Notebook)
    emitted = package(plan(Analysis(notebook), "churn")).files.values()
    known = {line.strip() for text in emitted for line in text.splitlines()}
    known |= {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}

    guide = (GUIDES / "extract.md").read_text("utf-8").partition("## Side by side")[2]
    shown = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    lines = [line.strip() for text in shown for line in text.splitlines()]
    assert len(lines) > 30
    assert [line for line in lines if line not in {*known, "..."}] == []
