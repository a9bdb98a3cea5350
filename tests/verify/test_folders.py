"""Runs happen in copies of the notebook's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.errors import NbprodError
from nbprod.notebook.model import Cell
from nbprod.place import CellRef
from nbprod.verify.folders import copied, project_of
from nbprod.verify.script import Script


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    return root


def test_folder_is_copied_and_what_lies_beside_it_is_linked(tmp_path: Path) -> None:
    project = tree(tmp_path / "project", "pyproject.toml", "data/a.csv", "notebooks/nb/own.csv")
    place = copied(project / "notebooks/nb", tmp_path / "run", limit=1000, without=tmp_path / "x")

    assert (place.folder / "own.csv").read_text() == "notebooks/nb/own.csv"
    assert not (place.folder / "own.csv").is_symlink()
    assert (place.folder / "../../data/a.csv").read_text() == "data/a.csv"
    assert (place.root / "project" / "data").is_symlink()


def test_environments_caches_and_the_package_stay_behind(tmp_path: Path) -> None:
    folder = tree(tmp_path / "nb", ".venv/big", "__pycache__/x.pyc", "churn/src/a.py", "data/a.csv")
    place = copied(folder, tmp_path / "run", limit=1000, without=folder / "churn")

    assert [path.name for path in place.folder.iterdir()] == ["data"]


def test_folder_that_is_too_large_is_refused_with_a_way_out(tmp_path: Path) -> None:
    folder = tree(tmp_path / "nb", "data/large.csv")

    with pytest.raises(NbprodError, match="--in-place"):
        copied(folder, tmp_path / "run", limit=3, without=tmp_path / "x")
    assert not (tmp_path / "run").exists()


def test_link_inside_the_folder_is_copied_as_a_file(tmp_path: Path) -> None:
    folder = tree(tmp_path / "nb", "own.csv")
    (folder / "far.csv").symlink_to(tree(tmp_path / "far", "far.csv") / "far.csv")
    place = copied(folder, tmp_path / "run", limit=1000, without=tmp_path / "x")

    assert not (place.folder / "far.csv").is_symlink()
    assert (place.folder / "far.csv").read_text() == "far.csv"


def test_project_without_a_mark_ends_where_the_notebook_reaches(tmp_path: Path) -> None:
    folder = tree(tmp_path / "work", "data/a.csv", "lessons/one/own.csv", "b.csv") / "lessons/one"

    assert project_of(folder) == tmp_path / "work/lessons"
    assert project_of(folder, 2) == tmp_path / "work"
    assert project_of(folder, 99) not in (Path(folder.anchor), Path.home())
    (tmp_path / "pyproject.toml").write_text("")
    assert project_of(folder, 2) == tmp_path


@pytest.mark.parametrize(("source", "reach"), [
    ("x = 1  # and so on ... and ..", 0),
    ("open('../a.csv')", 1),
    ("sys.path.append('../..')", 2),
    ("os.path.join('..', \"..\", 'data')", 2),
    (r"open('..\..\a.csv')", 2),
])  # fmt: skip
def test_reach_is_how_far_up_a_notebook_goes(source: str, reach: int) -> None:
    cell = Cell(CellRef(0), "code", source)

    assert Script(Path("a.ipynb"), (cell,), (), (), ()).reach == reach
