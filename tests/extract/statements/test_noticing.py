"""Notices of copyright and licence: what is one, and where it goes."""

from __future__ import annotations

import pytest

from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.files.building import build
from nbprod.extract.statements.noticing import notice
from stories import notebook

HEADER = '#@title Licensed under the Rain License (the "License");\n# see <https://rain.example>\n#\n# as is'
KEPT = 'Licensed under the Rain License (the "License");\nsee <https://rain.example>\n\nas is'


@pytest.mark.parametrize(
    "cell",
    [
        "# Load what the licence of the data lets us load\nrows = [1]",
        "#md The copyright office counts the works of each year.",
        "owner = 'Copyright 2020 Rain'",
        "print(1)\n# Copyright 2020 Rain",
        "%%writefile a.py\n# Copyright 2020 Rain",
    ],
)
def test_what_only_speaks_of_rights_is_no_notice(cell: str) -> None:
    assert notice(notebook(cell, "x = 1")) == ""


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (HEADER, KEPT),
        ("# Copyright 2020 Rain\n\nimport math", "Copyright 2020 Rain"),
        ("# SPDX-License-Identifier: MIT\nimport math", "SPDX-License-Identifier: MIT"),
        ("#md ##### Copyright 2020 Rain", "Copyright 2020 Rain"),
        ("#md # Rain\n\n<sub>&copy; 2020 Rain</sub>\n\nWe count.", "&copy; 2020 Rain"),
    ],
)
def test_a_notice_is_kept_word_for_word(cell: str, kept: str) -> None:
    assert notice(notebook(cell, "x = 1")) == kept


def test_a_notice_goes_to_a_file_and_the_plan_says_so() -> None:
    plan = decide(notebook(HEADER, HEADER, "x = 1\nprint(x)"))

    assert build(plan).files["NOTICE"] == f"{KEPT}\n"
    assert [(left.cell.number, left.why) for left in plan.left_out] == [
        (0, "a notice, kept in the file NOTICE"),
        (1, "a notice, kept in the file NOTICE"),
    ]


def test_a_slice_keeps_the_notice() -> None:
    plan = decide(notebook(HEADER, "x = 1", "y = 2"), Wishes(outputs=("x",)))

    assert plan.notice == KEPT


def test_a_notebook_without_a_notice_gets_no_file() -> None:
    assert "NOTICE" not in build(decide(notebook("# Count\nx = 1", "print(x)"))).files
