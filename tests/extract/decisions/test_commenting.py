"""Comments outlive the statements that they stood beside, where they tell of something that stays."""

from __future__ import annotations

import pytest

from nbprod.extract.style.modernising import modernised
from stories import emitted, only_stage, planned

RAIN = "import pandas as pd\nrain = pd.Series([1, 2])"


def text_of(*cells: str) -> str:
    return only_stage(emitted(*cells))


@pytest.mark.parametrize(
    "cell",
    [
        "# Import libraries\nimport math\nprint(math.pi)",
        "# figures\nimport math\n# files\nimport os\nprint(math.pi, os.sep)",
        "import math  # noqa: F401\nprint(math.pi)",
        "# %matplotlib inline\nimport math\nprint(math.pi)",
        "# Show how it begins\nrain.head()",
        "# the first rows\nrain.head()",
        "# rain = rain.dropna() # so that all is there\nrain.head()",
    ],
)
def test_what_only_announces_an_import_or_a_look_goes_with_it(cell: str) -> None:
    assert "#" not in text_of(RAIN, cell, "print(rain)")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (
            "# requires the shapes package\nfrom math import pi\nprint(pi)",
            "# requires the shapes package\nfrom math import pi\n",
        ),
        ("import math  # for the circle\nprint(math.pi)", "import math  # for the circle\n"),
        (
            "print(1)\n# Measure the rain\nfrom math import pi\nweight = pi\nprint(weight)",
            "    # Measure the rain\n    weight = pi\n",
        ),
        (
            "import os\n# Measure the rain\nfrom math import pi\nweight = pi\nprint(weight, os.sep)",
            "    # Measure the rain\n    weight = pi\n",
        ),
        (
            "# The circle has no measure yet\n%cd sub\nfrom math import pi\nprint(pi)",
            "    # The circle has no measure yet\n    os.chdir",
        ),
        (
            "# This needs a folder of its own\nimport math\nimport os\n%cd sub\nprint(math.pi)",
            "    # This needs a folder of its own\n    os.chdir",
        ),
    ],
)
def test_a_comment_above_an_import_goes_with_what_it_tells_of(cell: str, kept: str) -> None:
    stage = text_of(cell)

    assert kept in stage
    assert stage.count("#") == 1


def test_what_is_told_of_one_import_is_kept_where_lines_are_joined() -> None:
    stage = text_of(
        "from math import pi  # exact\n# the package is slow\nfrom math import e\nprint(pi, e)"
    )

    assert "# exact\n# the package is slow\nfrom math import e, pi\n" in stage


def test_a_comment_of_a_cell_tells_of_its_work_and_not_of_a_helper() -> None:
    files = emitted(
        "# Double the rain\nimport math\ndef double(x):\n    return x * math.pi\n"
        "rain = double(2)\nprint(rain)"
    )

    assert "    # Double the rain\n    rain = " in only_stage(files)


def test_reasons_beside_a_look_stay_where_it_stood() -> None:
    stage = text_of(
        RAIN,
        "# Most of the rain falls in the west\nrain.head()\nwet = rain + 1\nprint(wet)",
        "dry = rain - 1\nprint(dry)\n# Nothing is missing, so no row goes\nrain.isna()",
        "# We keep the last day since it is whole\nrain.tail()",
    )

    assert "    # Most of the rain falls in the west\n    wet = " in stage
    assert (
        "print(dry)\n\n    # Nothing is missing, so no row goes\n\n"
        "    # We keep the last day since it is whole\n" in stage
    )


def test_comments_of_merged_imports_stand_above_them() -> None:
    assert modernised("import a  # x\n# y\nimport a\n", frozenset()) == "# x\n# y\nimport a\n"


def test_a_comment_that_opens_a_cell_stays_with_its_work() -> None:
    helper = "def double(x):\n    return 2 * x"
    text = emitted(RAIN, f"# Twice the rain, by hand\n\n{helper}\n\nprint(double(rain))")

    assert "# Twice the rain, by hand\n    print(double(rain))" in only_stage(text)
    near = emitted(RAIN, f"# Twice the rain, by hand\n{helper}\n\nprint(double(rain))")
    assert "# Twice" not in only_stage(near), "it tells of the function"


def test_a_comment_that_ends_a_block_stays_in_it() -> None:
    text = text_of(RAIN, "for mm in rain:\n    print(mm)\n    # mm of rain\n\nprint(rain)")

    assert "        print(mm)\n        # mm of rain\n    print(rain)" in text


def test_code_that_is_switched_off_describes_no_setting() -> None:
    plan = planned("# plot(rain)\n# How fast\nlearning_rate = 0.1\nprint(learning_rate)")

    assert [(s.description, s.above) for s in plan.settings] == [("", ("How fast",))]


def test_what_an_empty_line_parts_from_a_setting_tells_of_the_cell() -> None:
    cell = "# @title Rain { display-mode: 'form' }\n\n# Rain comes in showers\n\n# How fast\nlearning_rate = 0.1\nprint(learning_rate)"
    plan = planned(cell)

    assert [(s.description, s.above) for s in plan.settings] == [("", ("How fast",))]
    assert "    # Rain comes in showers\n    print(config.learning_rate)" in text_of(cell)
    assert "display-mode" not in text_of(cell)


@pytest.mark.parametrize(
    "look",
    [
        "rain.head()  # note that the west is wetter, since it is nearer to the sea",
        "# And this is what it now looks like:\nrain.head()",
    ],
)
def test_what_stands_on_the_line_of_a_look_or_leads_to_it_goes_with_it(look: str) -> None:
    text = text_of(RAIN, look, "print(rain)")

    assert "#" not in text.replace("# name: function, what it gives", "")


@pytest.mark.parametrize(
    "cell",
    ["# Your code here", "# Write your solution below", "# pip install rain==1", "# Placeholder"],
)
def test_a_cell_that_waits_to_be_filled_says_nothing(cell: str) -> None:
    assert cell not in text_of(RAIN, cell, "print(rain)")


def test_a_cell_of_comments_alone_stands_above_what_comes_next() -> None:
    text = text_of(
        RAIN, "# Now for the storms\n\n# rain.plot()", "print(rain)", "# Nothing is left"
    )

    assert "    # Now for the storms\n    print(rain)\n" in text
    assert text.rstrip().split("\n\n\n")[1].rstrip().endswith("# Nothing is left")
    assert "rain.plot()" not in text
