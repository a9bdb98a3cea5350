"""What the rules about data say, beyond the examples of their pages."""

from __future__ import annotations

from collections.abc import Mapping

from nbprod.analysis import Analysis
from nbprod.lint.checks import data
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef


def notebook(*cells: str, tracked: Mapping[str, str] | None = None) -> Analysis:
    made = (Cell(CellRef(n), "code", source) for n, source in enumerate(cells))
    return Analysis(Notebook("n.ipynb", tuple(made)), tracked or {})


def test_a_tracked_file_is_no_finding() -> None:
    cell = "open('a.csv')"

    assert list(data.file(notebook(cell)))
    assert not list(data.file(notebook(cell, tracked={"a.csv": "git"})))


def test_a_loop_is_found_unless_every_file_is_tracked() -> None:
    cell = "for name in ['a', 'b']:\n    open(name)"

    assert list(data.file(notebook(cell, tracked={"a": "git"})))
    assert not list(data.file(notebook(cell, tracked={"a": "git", "b": "dvc"})))


def test_credentials_in_an_address_are_not_repeated() -> None:
    [found] = data.database(
        notebook("import sqlalchemy", "sqlalchemy.create_engine('mysql://root:hunter2@host/db')")
    )

    assert found.values["what"] == "mysql://…@host/db"


def test_keys_in_an_address_are_not_repeated() -> None:
    [found] = data.url(
        notebook("import requests", "requests.get('https://e.com/a?api_key=abc&x=1')")
    )

    assert found.values["what"] == "https://e.com/a?api_key=…&x=1"


def test_a_database_in_memory_is_nobodys() -> None:
    assert not list(data.database(notebook("import sqlite3", "sqlite3.connect(':memory:')")))


def test_a_workbook_is_a_spreadsheet_and_not_also_a_file() -> None:
    found = notebook("import pandas as pd", "pd.read_excel('a.xlsx')")

    assert list(data.spreadsheet(found))
    assert not list(data.file(found))


def test_a_revision_pins_a_dataset_and_a_model() -> None:
    pinned = notebook(
        "from datasets import load_dataset\nfrom transformers import AutoModel",
        "load_dataset('a', revision='1')\nAutoModel.from_pretrained('b', revision='2')",
    )

    assert not list(data.hub(pinned))
    assert not list(data.model(pinned))


def test_a_model_in_a_folder_comes_from_no_hub() -> None:
    local = notebook("from transformers import AutoModel", "AutoModel.from_pretrained('./mine')")

    assert not list(data.model(local))


def test_a_camera_is_a_person_and_a_video_is_a_file() -> None:
    camera = notebook("import cv2", "cv2.VideoCapture(0)")
    video = notebook("import cv2", "cv2.VideoCapture('a.mp4')")

    assert list(data.manual(camera))
    assert not list(data.file(camera))
    assert list(data.file(video))


def test_a_file_that_was_downloaded_is_told_at_the_download_alone() -> None:
    fetching = notebook("!wget https://e.com/a.csv", "open('a.csv')")

    assert list(data.download(fetching))
    assert not list(data.file(fetching))
