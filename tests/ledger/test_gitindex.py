"""The index is read as git itself reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbprod.ledger.gitindex import repository_of, tracked_files

NAMES = ["a", "b/c.csv", "b/c/d", "b/" + "x" * 120, "grün/ü.csv", "with space.txt"]


def git(folder: Path, *words: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True
    ).stdout


def filled(folder: Path, version: int) -> Path:
    git(folder, "init", "-q")
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    git(folder, "add", "--all")
    git(folder, "update-index", "--index-version", str(version))
    return folder


@pytest.mark.parametrize("version", [2, 3, 4])
def test_every_version_lists_what_git_lists(tmp_path: Path, version: int) -> None:
    folder = filled(tmp_path, version)
    listed = git(folder, "ls-files", "-z").decode().split("\0")[:-1]

    assert sorted(tracked_files(folder)) == sorted(listed)


def test_extended_flags_are_stepped_over(tmp_path: Path) -> None:
    folder = filled(tmp_path, 3)
    (folder / "later").write_text("x")
    git(folder, "add", "--intent-to-add", "later")

    assert "later" in tracked_files(folder)
    assert "a" in tracked_files(folder)


def test_a_worktree_has_an_index_of_its_own(tmp_path: Path) -> None:
    main = tmp_path / "main"
    main.mkdir()
    filled(main, 2)
    git(main, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    git(main, "worktree", "add", "-q", str(tmp_path / "other"))

    assert tracked_files(tmp_path / "other") == tracked_files(main)


def test_the_repository_above_is_found(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert repository_of(tmp_path / "a" / "b") == tmp_path


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_index_list_nothing(tmp_path_factory, data: bytes) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("r")
    (folder / ".git").mkdir()
    (folder / ".git" / "index").write_bytes(b"DIRC\0\0\0\2\0\0\0\7" + data)

    assert isinstance(tracked_files(folder), frozenset)
