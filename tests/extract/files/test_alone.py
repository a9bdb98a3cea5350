"""What stages go without where each runs in a process of its own."""

from __future__ import annotations

import pytest

from nbprod.extract.files.alone import torn_apart, unkept
from nbprod.extract.files.readme import readme
from nbprod.extract.files.surroundings import Surroundings
from stories import planned

IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"


def apart(sets: str, then: str) -> dict[str, tuple[str, ...]]:
    return torn_apart(planned("#tag stage: start\n" + IMPORTS + sets, f"#tag stage: end\n{then}"))


@pytest.mark.parametrize(
    ("sets", "then"),
    [
        ("plt.rc('font', size=3)", "print(1)"),
        ("pd.set_option('display.max_rows', 3)", "x = 1"),
        ("with plt.style.context('ggplot'):\n    plt.plot([1])", "plt.plot([1])\nplt.show()"),
        ("df = pd.DataFrame()\ndf.columns = ['a']", "print(df)"),
        ("plt.ion()", "plt.plot([1])\nplt.show()"),
    ],
)
def test_options_that_no_later_stage_heeds_are_not_told(sets: str, then: str) -> None:
    assert not [name for name in apart(sets, then) if name.startswith("options")]


@pytest.mark.parametrize(
    ("sets", "then", "library"),
    [
        ("plt.rc('font', size=3)", "plt.plot([1])\nplt.show()", "matplotlib"),
        ("plt.rcParams['font.size'] = 3", "plt.plot([1])\nplt.show()", "matplotlib"),
        ("pd.options.display.max_rows = 3", "print(1)", "pandas"),
        ("np.set_printoptions(precision=3)", "def f():\n    print(1)\nf()", "numpy"),
    ],
)
def test_options_that_a_later_stage_draws_or_prints_with_are_told(
    sets: str, then: str, library: str
) -> None:
    assert apart(sets, then)[f"options:{library}"] == ("start", "end")


@pytest.mark.parametrize(
    ("sets", "then", "state"),
    [
        ("import os\nos.chdir('w')", "print(open('a').read())", "the current folder"),
        ("import math\nmath.tau2 = 3", "import math\nprint(math.tau2)", "attributes:math"),
    ],
)
def test_state_of_the_process_that_a_stage_sets_is_told(sets: str, then: str, state: str) -> None:
    assert apart(sets, then)[state] == ("start", "end")


@pytest.mark.parametrize(
    ("sets", "then"),
    [
        ("import os\nprint(os.getcwd())", "print(1)"),
        ("import math\nmath.tau2 = 3", "print(1)"),
        ("pd.options.display.max_rows = 3", "print(1)"),
    ],
)
def test_other_state_of_the_process_is_not(sets: str, then: str) -> None:
    told = apart(sets, then)

    assert not [name for name in told if name.startswith(("attributes", "the current folder"))]


def test_values_that_a_file_holds_are_not_told() -> None:
    made = planned(
        "#tag stage: start\nrows = [1]\nn = len(rows)", "#tag stage: end\nprint(rows, n)"
    )

    assert unkept(made) == {}


@pytest.mark.parametrize(
    "code",
    [
        "import sqlite3\nvalue = sqlite3.connect('a.db')",
        "value = (n for n in [1, 2])",
        "import boto3\nvalue = boto3.client('s3')",
        "value = open('a.txt')",
    ],
)
def test_values_of_one_process_are_told_with_their_stages(code: str) -> None:
    made = planned(f"#tag stage: start\n{code}", "#tag stage: end\nprint(value)")

    assert unkept(made) == {"start": {"end": ("value",)}}
    page = readme(made, (), Surroundings())
    assert "No file can hold `value` from `start`" in page
    assert "run --only" not in page


def test_an_animation_is_no_result_and_no_file_holds_it() -> None:
    moves = "from matplotlib.animation import FuncAnimation\nfig = plt.figure()\n"
    moves += "moving = FuncAnimation(fig, print, frames=3)"
    first, then = "#tag stage: start\n" + IMPORTS + moves, "#tag stage: end\nprint({})"

    assert planned(first, then.format("fig")).stages[0].gives == ("fig",)
    assert unkept(planned(first, then.format("moving"))) == {"start": {"end": ("moving",)}}


def test_what_is_kept_at_a_function_of_the_notebook_is_told() -> None:
    count = "def count():\n    count.calls += 1\n    return count.calls\ncount.calls = 0\ncount()"

    assert apart(count, "print(count())") == {"attributes:count": ("start", "end")}
    assert apart("def double(x):\n    return 2 * x\ny = double(3)", "print(double(y))") == {}
