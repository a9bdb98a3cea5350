from __future__ import annotations

import os
from pathlib import Path

import pytest

from nbprod.errors import NotebookError
from nbprod.run.discovery import Asked, discover


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, **asked: object) -> list[str]:
    return [file.shown for file in discover(paths, Asked(**asked))]  # type: ignore[arg-type]


def test_a_folder_is_searched_in_the_same_order_everywhere(here: Path) -> None:
    tree(here, "b/z.ipynb", "b/a.ipynb", "a.ipynb", "c.py", "readme.md", "data.csv")

    assert found(".") == ["a.ipynb", "b/a.ipynb", "b/z.ipynb", "c.py"]


def test_checkpoints_and_environments_are_left_out(here: Path) -> None:
    tree(here, "a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb", ".venv/lib/x.ipynb")

    assert found(".") == ["a.ipynb"]


def test_a_named_file_is_always_taken(here: Path) -> None:
    tree(here, ".ipynb_checkpoints/a-checkpoint.ipynb", "notes.txt")

    assert found(".ipynb_checkpoints/a-checkpoint.ipynb", "notes.txt") == [
        ".ipynb_checkpoints/a-checkpoint.ipynb",
        "notes.txt",
    ]


def test_a_hook_may_leave_out_named_files_too(here: Path) -> None:
    tree(here, ".ipynb_checkpoints/a-checkpoint.ipynb", "b.ipynb")
    named = (".ipynb_checkpoints/a-checkpoint.ipynb", "b.ipynb")

    assert found(*named, force_exclude=True) == ["b.ipynb"]


def test_each_file_is_found_once(here: Path) -> None:
    tree(here, "a/x.ipynb")

    assert found("a/x.ipynb", ".", "a") == ["a/x.ipynb"]


def test_nothing_where_a_path_should_be_is_a_users_mistake(here: Path) -> None:
    with pytest.raises(NotebookError, match=r"nope\.ipynb: no such file or folder"):
        found("nope.ipynb")


def test_what_git_ignores_is_left_out(here: Path) -> None:
    tree(here, "a.ipynb", "out/b.ipynb", "deep/c.ipynb", "deep/keep.ipynb", "deep/tmp/d.ipynb")
    (here / ".git").mkdir()
    (here / ".gitignore").write_text("# scratch\nout/\n*.ipynb\n!a.ipynb\n")
    (here / "deep" / ".gitignore").write_text("!keep.ipynb\n")

    assert found(".") == ["a.ipynb", "deep/keep.ipynb"]


def test_ignore_files_of_the_repository_hold_in_its_folders(here: Path) -> None:
    tree(here, "deep/down/a.ipynb", "deep/down/b.ipynb")
    (here / ".git" / "info").mkdir(parents=True)
    (here / ".git" / "info" / "exclude").write_text("b.ipynb\n")
    (here / ".gitignore").write_text("deep/down/a*\n")

    assert found("deep/down") == []
    assert found("deep/down", over={"respect_gitignore": False}) == [
        "deep/down/a.ipynb",
        "deep/down/b.ipynb",
    ]


def test_exclusions_are_patterns_from_the_settings_on(here: Path) -> None:
    tree(here, "old/a.ipynb", "new/old/b.ipynb", "new/draft-1.ipynb", "new/c.ipynb")
    (here / "nbprod.toml").write_text('extend-exclude = ["/old", "draft-*.ipynb"]')

    assert found(".") == ["new/c.ipynb", "new/old/b.ipynb"]


def test_the_nearest_settings_speak_for_a_file(here: Path) -> None:
    tree(here, "a/x.ipynb", "b/y.ipynb")
    (here / "nbprod.toml").write_text('ignore = ["cost"]')
    (here / "b" / "nbprod.toml").write_text('ignore = ["errors"]')

    settings = {file.shown: file.config.ignore for file in discover(["."], Asked())}
    assert settings == {"a/x.ipynb": ("cost",), "b/y.ipynb": ("errors",)}


def test_the_command_line_lies_on_top_of_every_settings_file(here: Path) -> None:
    tree(here, "a/x.ipynb")
    (here / "a" / "nbprod.toml").write_text('ignore = ["cost"]')
    asked = Asked(over={"ignore": ("errors",), "select": None})

    assert [file.config.ignore for file in discover(["."], asked)] == [("errors",)]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_to_a_folder_is_not_followed(here: Path) -> None:
    tree(here, "a/x.ipynb")
    (here / "a" / "loop").symlink_to(here)

    assert found(".") == ["a/x.ipynb"]
