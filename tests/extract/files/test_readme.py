"""`README.md` of an emitted package: what it says, and what it does not."""

from __future__ import annotations

import pytest

from nbprod.extract.files.readme import readme
from nbprod.extract.files.surroundings import Surroundings
from stories import planned


def page(*cells: str) -> str:
    return readme(planned(*cells), (), Surroundings())


FOLDER = "in the folder the data paths start from"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("print(len(pd.read_csv('a.csv')))", True),
        ("print(len(pd.read_csv('/data/a.csv')))", False),
        ("pd.DataFrame().to_csv('a.csv')", False),
        ("pd.DataFrame().to_csv('a.csv')\nprint(pd.read_csv('a.csv'))", False),
    ],
)
def test_a_folder_is_asked_for_only_where_a_relative_path_is_read(code: str, told: bool) -> None:
    assert (FOLDER in page(f"import pandas as pd\n{code}")) == told
