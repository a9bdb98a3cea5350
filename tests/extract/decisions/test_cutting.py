"""Where stages begin."""

from __future__ import annotations

from stories import planned

QUIET = "import warnings\nwarnings.filterwarnings('ignore')"
WORK = "\n".join(f"print(sum([{n}, 2]))" for n in range(40))
CHAPTERS = ("#md ## Count", WORK, "#md ## Draw", WORK.replace("sum", "max"))


def test_a_line_above_the_first_chapter_opens_it() -> None:
    plan = planned(QUIET, *CHAPTERS)

    assert [[ref.number for ref in stage.cells] for stage in plan.stages] == [[0, 2], [4]]


def test_what_works_above_it_is_a_stage() -> None:
    plan = planned(WORK, *CHAPTERS)

    assert [[ref.number for ref in stage.cells] for stage in plan.stages] == [[0], [2], [4]]


def test_a_line_that_its_author_calls_a_stage_is_one() -> None:
    plan = planned("#tag stage: hush\n" + QUIET, CHAPTERS[0], "#tag stage: count\n" + WORK)

    assert [stage.name for stage in plan.stages] == ["hush", "count"]
