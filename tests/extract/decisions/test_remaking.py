"""What a stage that runs alone does not find as the others left it."""

from __future__ import annotations

import pytest

from stories import planned

BASKET = (
    "class Basket:\n    total = 0\n    def add(self, price):\n        {body}\n        return price"
)


def doubts(*cells: str) -> list[tuple[int, str]]:
    told = planned(*cells).doubts
    return [(doubt.cell.number, doubt.what) for doubt in told if "runs alone" in doubt.what]


@pytest.mark.parametrize("body", ["self.price = price", "total = price", "print(Basket.total)"])
def test_a_class_that_stays_as_it_was_defined_is_no_doubt(body: str) -> None:
    bought = "print(Basket().add(3))"

    assert not doubts(BASKET.format(body=body), bought, f"#tag stage: pay\n{bought}")


def test_a_class_that_one_stage_changes_is_no_doubt() -> None:
    bought = "print(Basket().add(3), Basket().add(4))"

    assert not doubts(
        BASKET.format(body="Basket.total += price"), bought, "#tag stage: pay\nrate = 2"
    )


@pytest.mark.parametrize("body", ["Basket.total += price", "Basket.seen = [price]"])
def test_a_class_that_a_later_stage_finds_changed_is_a_doubt(body: str) -> None:
    bought = "print(Basket().add(3))"
    told = doubts(BASKET.format(body=body), bought, f"#tag stage: pay\n{bought}")

    assert [(cell, "`Basket` is found as cell 2 changed it" in what) for cell, what in told] == [
        (2, True)
    ]


@pytest.mark.parametrize(
    "line",
    ["import warnings\nwarnings.simplefilter('ignore')", "rate = {}\nrate['a'] = 2", "x = 1"],
)
def test_a_stage_that_sets_no_option_is_no_doubt(line: str) -> None:
    assert not doubts(line, "#tag stage: pay\nprint(3)")


def test_options_of_the_last_stage_are_no_doubt() -> None:
    option = "import numpy as np\nnp.set_printoptions(precision=2)"

    assert not doubts("x = 1\nprint(x)", f"#tag stage: pay\n{option}\nprint(x)")


@pytest.mark.parametrize(
    ("line", "library"),
    [
        ("import numpy as np\nnp.set_printoptions(precision=2)", "numpy"),
        ("import pandas as pd\npd.options.display.max_rows = 5", "pandas"),
        ("import matplotlib.pyplot as plt\nplt.rcParams['font.size'] = 5", "matplotlib"),
        ("import matplotlib.pyplot as plt\nplt.style.use('ggplot')", "matplotlib"),
        ("import seaborn as sns\nsns.set_theme()", "seaborn"),
        ("import os\nos.environ['LEVEL'] = '5'", "os"),
        ("from decimal import getcontext\ngetcontext().prec = 5", "decimal"),
    ],
)
def test_options_that_a_later_stage_has_in_one_process_only_are_a_doubt(
    line: str, library: str
) -> None:
    told = doubts(f"{line}\nx = 1", "#tag stage: pay\nprint(x)")

    assert [cell for cell, what in told if what.startswith(f"`{library}` is told")] == [0]
