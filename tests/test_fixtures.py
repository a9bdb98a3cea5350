"""Every story of `fixtures/` is linted, drawn and planned, and says what it said before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from console import Session
from nbprod.cli import main
from nbprod.config import load
from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.plan import Plan
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read
from nbprod.report.plan import as_text
from nbprod.run.standing import standing
from snapshot import ROOT, Shelf

STORIES = sorted(path for path in (ROOT / "fixtures").iterdir() if path.is_dir())
SHOWN = ("cell", "line", "column", "rule", "severity", "certain", "message", "help", "raw")
"""What is kept of a finding; ends of spans and texts of fixes have tests of their own."""


def file_of(story: Path) -> str:
    """The notebook of a story, as seen from the root of the repository."""
    (path,) = story.glob("notebook.*")
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the stories, whose files git tracks."""
    return Session.begin(tmp_path_factory.mktemp("clone")).folder


def said(*arguments: str) -> Any:
    """What a command answers in JSON, or how it refuses."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in (0, 1, 2), result.output
    return {"refused": result.stderr} if result.exit_code == 2 else json.loads(result.stdout)


@pytest.fixture(params=STORIES, ids=lambda story: story.name)
def story(request: pytest.FixtureRequest, here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(here)
    assert isinstance(request.param, Path)
    return request.param


def test_a_story_says_why_it_is_kept(story: Path) -> None:
    about = (story / "about.md").read_text("utf-8")

    assert about.startswith("# ")
    assert "keep it" in about


def test_a_story_is_linted_as_before(story: Path, kept: Shelf) -> None:
    report = said("lint", file_of(story), "--format", "json", "--no-cache")

    assert not report["crashed"]
    told = {
        "findings": [shown(finding) for finding in report["findings"]],
        "skipped": report["skipped"],
    }
    kept.compare(story / "expected" / "lint.json", dumped(told))


def shown(finding: dict[str, Any]) -> dict[str, Any]:
    raw = f"{finding['raw']['line']}:{finding['raw']['column']}"
    return {name: finding[name] for name in SHOWN} | {"raw": raw}


def test_a_story_is_drawn_as_before(story: Path, kept: Shelf) -> None:
    drawn = said("graph", file_of(story), "--format", "json")

    kept.compare(story / "expected" / "graph.json", dumped(drawn))


def test_a_story_is_planned_as_before(story: Path, kept: Shelf) -> None:
    notebook = read(file_of(story), Path(file_of(story)).read_bytes())
    assert isinstance(notebook, Notebook)
    # What must be installed depends on the machine, and is no part of this plan.
    text = as_text(planned(notebook)) if notebook.is_python else "not planned: no Python\n"

    kept.compare(story / "expected" / "plan.txt", text)


def planned(notebook: Notebook) -> Plan:
    return decide(notebook, Wishes(found=standing(notebook, load(Path.cwd()))))


def test_the_shelf_holds_the_stories_it_should() -> None:
    names = {story.name for story in STORIES}

    assert names >= {
        "broken-cell",
        "churn-model",
        "data-sources",
        "databricks-source",
        "empty",
        "gpu-training",
        "harbour-download",
        "hidden-state",
        "huge-output",
        "magics-everywhere",
        "out-of-order",
        "percent-format",
        "r-kernel",
        "single-line-json",
    }


def dumped(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def test_a_story_that_changes_is_seen(here: Path, tmp_path: Path) -> None:
    """The comparison itself: another text fails unless it is accepted."""
    page = tmp_path / "kept.txt"
    shutil.copy(here / "fixtures" / "empty" / "about.md", page)

    with pytest.raises(pytest.fail.Exception, match="pytest --accept takes it over"):
        Shelf().compare(page, "another text\n")
    Shelf(accept=True).compare(page, "another text\n")
    Shelf().compare(page, "another text\n")
