"""A plan, told to people and to programs."""

from __future__ import annotations

import json
from dataclasses import replace

from nbprod.extract.files.requirements import Requirement
from nbprod.extract.plan import Doubt, Hazard, LeftOut, Refused
from nbprod.place import CellRef
from nbprod.report.plan import as_json, as_text
from plans import SALES, setting

FULL = replace(
    SALES,
    settings=(*SALES.settings, setting("token", "", "secret", "str", env="API_TOKEN")),
    left_out=tuple(LeftOut(CellRef(n), f"df{n}.head()", "a look at data") for n in range(15)),
    refused=(Refused(CellRef(8), "it does not parse", ("model", "score")),),
    hazards=(
        Hazard(CellRef(1), "hardcoded-path", "`/home/me` is on one machine", True),
        Hazard(CellRef(2), "unseeded-split", "the split has no seed", False, (CellRef(4),)),
    ),
    doubts=(Doubt(CellRef(3), "`f` may change `rows`"),),
)


def test_every_stage_is_told_with_what_it_takes_and_gives() -> None:
    text = as_text(SALES)

    assert text.startswith("notebooks/sales.ipynb becomes the package sales: 3 stages\n")
    assert "2. clean-sales  (cell 5, 0 lines)\n     takes rows, notes\n     gives rows\n" in text


def test_everything_that_is_lost_or_doubtful_is_told_with_its_cell() -> None:
    text = as_text(FULL, [Requirement("zz", "guess", "zz")])

    for told in (
        "cell 1: df0.head()", "and 3 more", "cell 9: it does not parse; later cells need model and score",
        "cell 2: `/home/me` is on one machine  (hardcoded-path)", "cells 3 and 5: the split has no seed",
        "cell 4: `f` may change `rows`", "token required: $API_TOKEN", "zz  (a guess for `import zz`)",
    ):  # fmt: skip
        assert told in text


def test_sections_with_nothing_to_say_are_left_out() -> None:
    assert "Doubts" not in as_text(SALES)


def test_words_of_the_notebook_cannot_steer_a_terminal() -> None:
    hostile = replace(SALES, left_out=(LeftOut(CellRef(0), "\x1b[2Jx", "look"),))

    assert "\x1b" not in as_text(hostile)


def test_json_counts_cells_from_1_and_tells_all() -> None:
    data = json.loads(as_json(FULL))

    assert [stage["cells"] for stage in data["stages"]] == [[3], [5], [7]]
    assert data["stages"][1]["waits"] == ["load-sales"]
    assert data["refused"][0]["cell"] == 9
    assert [(each["cell"], each["also"]) for each in data["hazards"]] == [(2, []), (3, [5])]
    assert len(data["left_out"]) == 15
    assert data["edges"][0] == {
        "from": "load-sales",
        "to": "clean-sales",
        "values": ["rows", "notes"],
    }
