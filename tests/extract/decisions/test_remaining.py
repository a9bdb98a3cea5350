"""Hazards that a package still has, and those that went with a statement or a literal."""

from __future__ import annotations

import pytest

from nbprod.config import Config
from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.decisions.steering import steering
from nbprod.extract.plan import Hazard, Plan
from nbprod.run.standing import standing
from stories import notebook

DRAW = "import random\nx = random.gauss(0, 1)\nprint(x)"


def plan(*cells: str, **wishes: object) -> Plan:
    made = notebook(*cells)
    return decide(made, Wishes(found=standing(made, Config()), **wishes))  # type: ignore[arg-type]


def left(*cells: str, **wishes: object) -> dict[str, list[int]]:
    hazards = plan(*cells, **wishes).hazards
    return {each.rule: each.cells for each in hazards if not each.resolved}


@pytest.mark.parametrize(
    "cells",
    [
        ("import pandas as pd", "t = pd.read_csv('/home/me/t.csv')\nprint(t)"),
        ("!pip install rain\nimport rain", "%matplotlib inline\nprint(rain.x)"),
        ("from math import *\nimport re\nprint(sqrt(4))", "print(unheard)"),
        ("token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'\nprint(len(token))",),
        ("x = 1", "x += 1", "print(x)"),
    ],
)
def test_what_the_extraction_settles_is_no_hazard_that_stays(cells: tuple[str, ...]) -> None:
    assert left(*cells).keys() <= {"untracked-file"}


def test_a_hazard_of_kept_cells_stays_and_is_told_once_with_its_cells() -> None:
    hazards = plan(DRAW, "y = 2\nprint(y)", DRAW, "print(x + random.random())").hazards

    assert [each for each in hazards if each.rule == "unseeded-draw"] == [
        Hazard(
            (made := notebook(DRAW, DRAW, DRAW, DRAW).cells)[0].ref,
            "unseeded-draw",
            "`random.gauss` draws from a generator that nothing seeded; 2 more of this kind",
            False,
            (made[2].ref, made[3].ref),
        )
    ]


def test_a_hazard_goes_with_the_statement_that_is_left_out() -> None:
    draw = "random.random() + random.random() + random.random() + random.random() + random.random()"

    assert left("import random", f"x = {draw}\nprint(x)") == {"unseeded-draw": [2]}
    assert left("import random\nx = 1", f"%timeit {draw}\nprint(x)") == {}


def test_a_hazard_goes_with_the_cell_that_nobody_asked_for() -> None:
    assert left(DRAW, "a = 1\nprint(a)", steering=steering(["1"], (), ())) == {}
    assert left(DRAW, "a = 1\nprint(a)", outputs=("a",)) == {}
    assert left("%%R\nx <- 1", "a = 1\nprint(a)") == {}


def test_a_hazard_that_somebody_allowed_is_none() -> None:
    assert left(DRAW.replace("1)\n", "1)  # nbprod: allow[unseeded-draw]\n")) == {}


def test_what_a_magic_says_is_left_out_and_what_it_does_is_kept() -> None:
    assert left("%cd rain", "print(open('a.csv').read())")["working-directory-change"] == [1]


def test_a_literal_that_is_no_setting_stays() -> None:
    read = "def f():\n    return open('/srv/rain.csv').read()\nprint(f())"

    assert left(read)["absolute-path"] == [1]


def test_a_long_address_that_is_a_setting_is_resolved() -> None:
    address = "https://rain.example.org/" + "deep/" * 20 + "rain.csv"

    made = plan(f"import pandas as pd\nt = pd.read_csv('{address}')\nprint(t)")

    assert [each.resolved for each in made.hazards if each.rule == "literal-url"] == [True]
