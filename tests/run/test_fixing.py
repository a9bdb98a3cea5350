from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.run.fixing import write as write_file


def test_a_file_is_replaced_with_its_mode_kept(tmp_path: Path) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_text("old")
    path.chmod(0o640)

    write_file(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [below.name for below in tmp_path.iterdir()] == ["nb.ipynb"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "nb.ipynb", tmp_path / "link.ipynb"
    target.write_text("old")
    link.symlink_to(target)

    write_file(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_failed_write_leaves_the_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_file(str(path), b"new")

    assert path.read_text() == "old"
    assert [below.name for below in tmp_path.iterdir()] == ["nb.ipynb"]
