"""What the documentation says is so: references, consoles, settings and links."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import Session, blocks, is_run, renewed
from nbprod.config.reading import read
from references import PAGES
from snapshot import ROOT, Shelf

DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "rules" / "README.md",
        ROOT / ".github" / "CONTRIBUTING.md",
    ]
)
WITH_CONSOLE = [path for path in DOCUMENTS if any(map(is_run, blocks(path.read_text("utf-8"))))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES)
def test_reference_is_current(page: str, kept: Shelf) -> None:
    kept.compare(ROOT / "docs" / "reference" / f"{page}.md", PAGES[page]())


def test_every_reference_is_made_from_the_code() -> None:
    there = {path.stem for path in (ROOT / "docs" / "reference").glob("*.md")}

    assert there == set(PAGES)


@pytest.mark.parametrize("path", WITH_CONSOLE, ids=name)
def test_consoles_show_what_commands_say(path: Path, tmp_path: Path, kept: Shelf) -> None:
    kept.compare(path, renewed(path.read_text("utf-8"), Session.begin(tmp_path)))


def links(path: Path) -> Iterator[str]:
    """The links of a page that lead to files of the repository."""
    text = FENCE.sub("", path.read_text("utf-8"))
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    lost = [t for t in links(path) if not (path.parent / t.partition("#")[0]).resolve().exists()]

    assert lost == []


def reachable(start: Path) -> set[Path]:
    """The pages that a reader finds by following links."""
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for target in links(here):
            there = (here.parent / target.partition("#")[0]).resolve()
            if there.suffix == ".md" and there.exists() and there not in found:
                found.add(there)
                todo.append(there)
    return found


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    there = set((ROOT / "docs").rglob("*.md"))

    assert sorted(map(name, there - reachable(ROOT / "README.md"))) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_settings_in_the_docs_can_be_read(path: Path, tmp_path: Path) -> None:
    for fence in re.findall(r"^```toml\n(.*?)^```$", path.read_text("utf-8"), re.DOTALL | re.M):
        if "tool.nbprod" in fence:
            file = tmp_path / "pyproject.toml"
            file.write_text(fence, "utf-8")

            assert read(file).root == tmp_path


def test_the_commands_of_the_readme_are_those_of_ci() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    steps = [line for line in lines if re.match(r"python3 -m venv|\.venv/bin/(pip|pytest)", line)]

    assert len(steps) >= 4
    assert " && ".join(steps) in readme


def test_the_changelog_names_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert heads[0] == "Unreleased" or heads[0].startswith(version)
