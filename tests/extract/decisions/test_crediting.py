"""Which cells a stage is credited with."""

from __future__ import annotations

from stories import planned

LOAD = ("#md ## Load the rain", "rain = 0\n" + "rain = rain + 1\n" * 20 + "print(rain)")
TRAIN = "model = rain\n" + "model = model + 1\n" * 20 + "print(model)"
TOTAL = ("#md ## Total", "total = model\n" + "total = total + 1\n" * 20 + "print(total)")


def numbers(*cells: str) -> list[list[int]]:
    return [[cell.number for cell in stage.cells] for stage in planned(*cells).stages]


def test_cells_with_no_work_left_stay_with_the_stage_of_their_section() -> None:
    below = ("import math", "def share(x):\n    return x / math.pi", "#md ## Train", TRAIN, *TOTAL)

    assert numbers(*LOAD, *below) == [[1, 2, 3], [5], [7]]


def test_cells_with_no_work_left_open_the_section_that_they_stand_in() -> None:
    below = ("#md ## Train", "import math", "def share(x):\n    return x / math.pi", TRAIN, *TOTAL)

    assert numbers(*LOAD, *below) == [[1], [3, 4, 5], [7]]


def test_imports_that_an_author_calls_a_stage_open_it() -> None:
    below = ("#tag stage: fit\nimport math", TRAIN, *TOTAL)

    assert numbers(*LOAD, *below) == [[1], [2, 3], [5]]


def test_what_stands_below_the_last_statement_goes_with_the_last_stage() -> None:
    below = ("#md ## Train", TRAIN, *TOTAL, "#md ## Outlook", "import math")

    assert numbers(*LOAD, *below) == [[1], [3], [5, 7]]
