"""`README.md` of an emitted package: what it says, and what it does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nbprod.extract.files.environment import Environment
from nbprod.extract.files.readme import readme
from nbprod.extract.files.requirements import Requirement
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.plan import Hazard
from nbprod.place import CellRef
from stories import planned


def page(*cells: str) -> str:
    return readme(planned(*cells), (), Surroundings())


def test_hazards_that_stay_are_told_with_all_their_cells() -> None:
    made = planned("x = 1", "print(x)")
    seedless = Hazard(CellRef(0), "unseeded-draw", "`f` draws", False, (CellRef(1), CellRef(4)))

    text = readme(replace(made, hazards=(seedless,)), (), Surroundings())

    assert "Left, and yours to decide:\n\n- cells 1-2, 5: `f` draws (`unseeded-draw`)\n" in text
    assert "`nbprod explain" in text
    assert "Hazards" not in readme(made, (), Surroundings())


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


def test_a_long_address_loses_its_middle_unless_it_would_look_like_another() -> None:
    long = "https://weather.example/" + "stations/" * 12
    read = "import pandas as pd\nprint(pd.read_csv('{}'))"
    one = f"{long}a/rain-of-all-the-days-and-all-the-stations.csv"
    two = one.replace("/a/", "/b/")

    assert re.search(r" \.\.\. [a-z-]+-all-the-stations.csv` \|", page(read.format(one)))
    assert f"| `{two}` |" in page(read.format(one), read.format(two))


def test_lifted_code_is_named_by_its_module() -> None:
    text = page("def rain(x):\n    return x + 1\ndef sun(x):\n    return x", "print(rain(sun(2)))")

    assert "- `functions.py`: `rain`, `sun`" in text


def test_a_written_file_is_not_told_as_if_it_were_left_out() -> None:
    text = page("%%writefile a.py\nx = 1\n")

    assert "what a magic says of its work, which is kept: `%%writefile a.py`" in text


def test_what_is_left_out_is_told_once_with_its_cells() -> None:
    rain = "import pandas as pd\nrain = pd.DataFrame({'mm': [1]})"
    text = page(rain, "rain.head()", "rain.head()", "print(rain)", "rain.head()")

    assert "- a look at data: `rain.head()` (2-3, 5)\n" in text


def test_a_condition_of_an_install_is_no_look_at_data() -> None:
    text = page("import sys\nhere = 'x' in sys.modules\nif here:\n    !pip install rain\nprint(1)")

    assert "a condition of what is left out: `if here:` (1)" in text


def test_the_origin_of_each_version_is_told() -> None:
    here = Environment("3.12.1", {}, {"pandas": "2.2"}, named=True)
    needed = [Requirement(text, "known") for text in ("pandas==2.2", "rain>=2", "sun")]
    text = readme(planned("print(1)"), needed, Surroundings(here=here))

    assert "are those of the Python 3.12.1 which `--python` named." in text
    assert "Versions of `rain` are from the notebook's own install lines." in text
    assert "Without a version: `sun`." in text


def test_programs_that_have_to_be_installed_are_told() -> None:
    text = page(
        "!unzip -o rain.zip\n!ls -l\n!cd rain && git status\n!python fit.py", "!wget {str(1)}"
    )

    assert "It runs `git`, `unzip` and `wget`, which `pip` does not install;" in text
