"""All files or none, and nobody's work lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.errors import OutputExists, PlanError
from nbprod.extract import writing
from nbprod.extract.plan import Package
from nbprod.extract.writing import MANIFEST, write

FIRST = Package({"README.md": "one\n", "src/a/x.py": "x = 1\n", "src/a/old.py": "old = 1\n"})
SECOND = Package({"README.md": "two\n", "src/a/x.py": "x = 2\n", "src/a/new.py": "new = 1\n"})


def tree(root: Path) -> dict[str, str]:
    files = (file for file in root.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}


def test_every_file_is_written_and_nothing_beside_them(tmp_path: Path) -> None:
    write(FIRST, tmp_path / "deep" / "out")

    assert tree(tmp_path / "deep" / "out") == FIRST.files
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["out"]


def test_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(FIRST, tmp_path / "out")

    assert tree(tmp_path / "out") == FIRST.files


def test_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(OutputExists, match="not empty; choose another --out, or pass --force"):
        write(FIRST, tmp_path)

    assert tree(tmp_path) == {"thesis.txt": "mine"}


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    with pytest.raises(OutputExists, match="is no folder"):
        write(FIRST, tmp_path / "out", force=True)


def test_force_replaces_own_files_and_takes_away_those_no_longer_written(tmp_path: Path) -> None:
    write(FIRST, tmp_path / "out")

    written = write(SECOND, tmp_path / "out", force=True)

    assert tree(tmp_path / "out") == SECOND.files
    assert written.aside == ()


def test_force_leaves_strangers_files_where_they_are(tmp_path: Path) -> None:
    write(FIRST, tmp_path / "out")
    (tmp_path / "out" / "src" / "a" / "mine.py").write_text("mine = 1\n")
    (tmp_path / "out" / "data").mkdir()
    (tmp_path / "out" / "data" / "x.csv").write_text("1\n")

    write(SECOND, tmp_path / "out", force=True)

    mine = {"src/a/mine.py": "mine = 1\n", "data/x.csv": "1\n"}
    assert tree(tmp_path / "out") == {**SECOND.files, **mine}


def test_force_keeps_changed_files_beside_the_new_ones(tmp_path: Path) -> None:
    write(FIRST, tmp_path / "out")
    (tmp_path / "out" / "src" / "a" / "x.py").write_text("x = 'changed'\n")
    (tmp_path / "out" / "src" / "a" / "old.py").write_text("old = 'changed'\n")

    written = write(SECOND, tmp_path / "out", force=True)

    found = tree(tmp_path / "out")
    assert written.aside == ("src/a/x.py.before-nbprod",)
    assert found[written.aside[0]] == "x = 'changed'\n"
    assert found["src/a/old.py"] == "old = 'changed'\n"
    assert found["src/a/x.py"] == "x = 2\n"


def test_failure_on_the_way_leaves_the_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FIRST, tmp_path / "out")
    (tmp_path / "out" / "src" / "a" / "x.py").write_text("x = 'changed'\n")
    before = tree(tmp_path / "out")
    plain, calls = Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 5:
            raise OSError("disk full")
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", rename)

    with pytest.raises(OSError, match="disk full"):
        write(SECOND, tmp_path / "out", force=True)

    assert tree(tmp_path / "out") == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "C:\\x", "a\\..\\x", "", "a\0b", MANIFEST]
)
def test_path_out_of_the_folder_is_refused_before_anything_is_written(
    tmp_path: Path, path: str
) -> None:
    with pytest.raises(PlanError, match="nothing was written"):
        write(Package({"ok.txt": "", path: "x"}), tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_link_inside_the_folder_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "src").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputExists, match="is a link to another place"):
        write(FIRST, tmp_path / "out", force=True)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_forged_manifest_cannot_name_files_outside(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    write(FIRST, tmp_path / "out")
    digest = writing._digest(b"mine")
    (tmp_path / "out" / MANIFEST).write_text(f'{{"../precious.txt": "{digest}"}}')

    write(SECOND, tmp_path / "out", force=True)

    assert (tmp_path / "precious.txt").read_text() == "mine"


@given(st.dictionaries(st.sampled_from(["a.py", "b/a.py", "b/c.py", "d.md"]), st.text(max_size=5)),
       st.dictionaries(st.sampled_from(["a.py", "b/a.py", "b/c.py", "d.md"]), st.text(max_size=5)))  # fmt: skip
def test_last_package_is_what_stands_there(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, str], two: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("t") / "out"
    plain = {path: text.encode("utf-8", "replace").decode() for path, text in two.items()}
    write(Package({p: t.encode("utf-8", "replace").decode() for p, t in one.items()}), root)
    write(Package(plain), root, force=True)

    files = {
        f.relative_to(root).as_posix(): f.read_bytes().decode()
        for f in root.rglob("*")
        if f.is_file()
    }
    files.pop(MANIFEST)
    assert files == plain
