"""Who keeps a data file, asked of real repositories."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.ledger.repository import repository, state
from nbprod.ledger.tracking import Tracking, tracking

Make = Callable[[dict[str, str]], Path]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    """A git repository in which these files are tracked."""

    def make(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "--all")
        return tmp_path

    return make


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def seen(root: Path, notebook: str = "nb/a.ipynb", declared: dict[str, object] | None = None) -> Tracking:  # fmt: skip
    return tracking(root / notebook, declared or {}, root)


def test_a_tracked_file_is_seen_from_the_notebook(made: Make) -> None:
    kept = seen(made({"data/a.csv": "a"}))

    assert kept["../data/a.csv"] == "git"
    assert kept.get("../data/b.csv") is None


def test_a_path_from_the_root_is_found_as_well(made: Make) -> None:
    assert seen(made({"data/a.csv": "a"})).get("data/a.csv") == "git"


def test_an_absolute_path_into_the_repository_is_found(made: Make) -> None:
    root = made({"data/a.csv": "a"})

    assert seen(root).get(f"{root.as_posix()}/data/a.csv") == "git"


def test_a_folder_of_tracked_files_is_tracked(made: Make) -> None:
    assert seen(made({"data/cats/1.png": "a"})).get("../data/cats") == "git"


def test_an_unknown_part_stands_for_any_name(made: Make) -> None:
    kept = seen(made({"data/2024.csv": "a"}))

    assert kept.get("../data/{year}.csv") == "git"
    assert kept.get("../raw/{year}.csv") is None
    assert kept.get("{path}") is None


def test_a_file_on_disk_that_git_does_not_know_is_not_kept(made: Make) -> None:
    root = made({"data/a.csv": "a"})
    (root / "data" / "b.csv").write_text("b")

    assert seen(root).get("../data/b.csv") is None


def test_large_files_are_told_from_others(made: Make) -> None:
    files = {".gitattributes": "*.parquet filter=lfs diff=lfs\n", "a.parquet": "x", "a.csv": "y"}
    kept = seen(made(files), "a.ipynb")

    assert (kept["a.parquet"], kept["a.csv"]) == ("git-lfs", "git")


def test_attributes_of_a_folder_hold_below_it(made: Make) -> None:
    files = {"big/.gitattributes": "*.bin filter=lfs\n", "big/in/a.bin": "x", "a.bin": "y"}
    kept = seen(made(files), "a.ipynb")

    assert (kept["big/in/a.bin"], kept["a.bin"]) == ("git-lfs", "git")


@pytest.mark.parametrize(
    ("name", "text", "path"),
    [
        ("raw/a.csv.dvc", "outs:\n- md5: abc\n  path: a.csv\n", "../raw/a.csv"),
        ("raw/all.dvc", "outs:\n- path: all\n", "../raw/all/one/a.csv"),
        ("web.dvc", "deps:\n- path: https://e.com/a\nouts:\n- path: a\n", "https://e.com/a"),
        ("dvc.yaml", "stages:\n  load:\n    cmd: x\n    outs:\n    - b.csv\n", "../b.csv"),
        (
            "dvc.yaml",
            "stages:\n  s:\n    wdir: w\n    outs:\n    - b.csv: {cache: false}\n",
            "../w/b.csv",
        ),
        ("dvc.lock", "stages:\n  s:\n    outs:\n    - path: c.csv\n", "../c.csv"),
    ],
)
def test_dvc_keeps_its_outputs(made: Make, name: str, text: str, path: str) -> None:
    assert seen(made({name: text})).get(path) == "dvc"


def test_a_kedro_catalog_keeps_what_it_names(made: Make) -> None:
    catalog = "shops:\n  type: pandas.CSVDataset\n  filepath: data/01_raw/shops.csv\n_x: !py 1\n"
    kept = seen(made({"p/conf/base/catalog.yml": catalog}), "p/notebooks/a.ipynb")

    assert kept.get("../data/01_raw/shops.csv") == "kedro"


def test_a_catalog_that_is_no_yaml_keeps_nothing(made: Make) -> None:
    assert seen(made({"conf/base/catalog.yml": "a: [\n"})).get("a") is None


def test_a_declared_source_is_kept() -> None:
    declared: dict[str, object] = {"raw/*.csv": 1, "https://example.com/*": 1, "s3://shop/**": 1}
    kept = Tracking(None, "nb", tuple(declared))

    assert kept.get("../raw/a.csv") == "declared"
    assert kept.get("https://example.com/a/b.csv") == "declared"
    assert kept.get("s3://shop/a") == "declared"
    assert kept.get("../raw/in/a.csv") is None


def test_declared_patterns_start_from_the_settings_file(made: Make) -> None:
    root = made({"p/nbprod.toml": ""})

    assert tracking(root / "p/nb/a.ipynb", {"raw/*.csv": 1}, root / "p").get("../raw/a.csv")


def test_outside_a_repository_only_declarations_count(tmp_path: Path) -> None:
    kept = tracking(tmp_path / "a.ipynb", {"a.csv": 1}, tmp_path)

    assert kept.get("a.csv") == "declared"
    assert kept.get("b.csv") is None


def test_a_repository_is_read_again_only_when_it_changed(made: Make) -> None:
    root = made({"a.csv": "a"})
    first, before = repository(root), state(root)

    assert repository(root) is first
    (root / "b.csv").write_text("b")
    git(root, "add", "b.csv")
    assert state(root) != before
    assert repository(root).keeper("b.csv") == "git"
