"""Downloads, which become a stage of their own."""

from __future__ import annotations

import pytest

from stories import planned

READ = "import pandas as pd\nrain = pd.read_csv('rain.csv')\nprint(rain.mean())"
WORK = "\n".join(f"print(sum([{n}, 2]))" for n in range(40))
FETCH = "!wget https://rain.example.org/rain.csv"
OWN = """from urllib.request import urlretrieve
def bring(name):
    urlretrieve(f"https://rain.example.org/{name}", name)
"""


@pytest.mark.parametrize(
    ("cells", "fetched"),
    [
        ((FETCH, READ), [1]),
        (("!mkdir -p data", FETCH, "!unzip -q rain.zip && ls", READ), [1, 2, 3]),
        (("import os\nfolder = os.path.join('data', 'rain')\nos.makedirs(folder)", FETCH, READ), [1, 2]),
        (("import os\nif not os.path.exists('rain.csv'):\n    " + FETCH, READ), [1]),
        (("import gdown\nplace = gdown.download('https://rain.example.org/r')", READ), [1]),
        ((OWN + "bring('rain.csv')", READ), [1]),
        ((OWN, "for name in ('rain.csv', 'wind.csv'):\n    bring(name)", READ), [1, 2]),
        ((WORK, FETCH, READ + "\n" + WORK), [2]),
    ],
)  # fmt: skip
def test_a_download_is_a_stage_of_its_own(cells: tuple[str, ...], fetched: list[int]) -> None:
    plan = planned(*cells)

    found = [s for s in plan.stages if [ref.number + 1 for ref in s.cells] == fetched]
    assert [stage.name for stage in found] == ["download-data"]


@pytest.mark.parametrize(
    "cells",
    [
        (FETCH + "\n" + READ,),
        ("!wget https://rain.example.org/tools.py", READ),
        (OWN + "bring('https://rain.example.org/tools.py')", READ),
        (OWN + "bring('rain.csv')\nprint(open('rain.csv').read())", READ),
        ("!python train.py && wget https://rain.example.org/rain.csv", READ),
        ("print(sum([1, 2]))", FETCH, READ),
        ("import pandas as pd\nrain = pd.read_csv('https://rain.example.org/rain.csv')", "print(rain)"),
        ("import nltk\nnltk.download('punkt')", READ),
        ("opened = open('log.txt', 'w')\n" + FETCH, READ + "\nprint(1, file=opened)"),
        ("import logging\nlogging.disable()\n" + FETCH, READ),
        ("%cd data\n" + FETCH, READ),
        ("import os\nos.umask(2)\n" + FETCH, READ),
    ],
)  # fmt: skip
def test_what_works_as_well_or_stands_amid_little_work_is_none(cells: tuple[str, ...]) -> None:
    assert len(planned(*cells).stages) == 1


def test_a_stage_of_the_author_holds_its_download() -> None:
    plan = planned("#tag stage: load\n" + FETCH, READ, "#tag stage: sum up\nprint(rain.sum())")

    assert [stage.name for stage in plan.stages] == ["load", "sum-up"]


def test_downloads_here_and_there_stay_with_what_they_are_for() -> None:
    plan = planned(WORK, FETCH, READ + "\n" + WORK, FETCH.replace("rain", "wind"), WORK)

    assert "download-data" not in [stage.name for stage in plan.stages]


def test_no_border_falls_within_what_is_tied() -> None:
    plan = planned(
        FETCH + "\nplace = 'rain.csv'\ndef bring():\n    global place\n    place = 'wind.csv'",
        "bring()\n" + READ.replace("'rain.csv'", "place"),
    )

    assert len(plan.stages) == 1


@pytest.mark.parametrize(
    ("heading", "stages"),
    [
        (
            "Getting the data",
            [("download-data", "Download data"), ("get-data", "Getting the data")],
        ),
        ("Download the rain", [("download-rain", "Download the rain"), ("load-rain", "Load rain")]),
    ],
)
def test_one_heading_does_not_name_both(heading: str, stages: list[tuple[str, str]]) -> None:
    plan = planned(f"#md ## {heading}", FETCH, READ, "#md ## Sum up", "print(rain.sum())\n" + WORK)

    assert [(stage.name, stage.title) for stage in plan.stages[:2]] == stages


def test_what_a_shell_line_brings_stands_among_the_data() -> None:
    plan = planned("url = 'https://rain.example.org/rain.csv'\n!wget {url} -O rain.csv", READ)

    assert [(ref.source, ref.where, ref.stage) for ref in plan.data] == [
        ("download", "https://rain.example.org/rain.csv", "download-data"),
        ("file", "rain.csv", "load-rain"),
    ]
