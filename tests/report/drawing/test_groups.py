from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.report.drawing.activities import Activity
from nbprod.report.drawing.groups import LONGEST, MOST, groups
from nbprod.report.drawing.model import DrawnCell


def cells(sections: list[str]) -> list[DrawnCell]:
    return [
        DrawnCell(number, "", "t", section, Activity.LOOK, "1")
        for number, section in enumerate(sections)
    ]


def test_a_section_is_a_group() -> None:
    found = groups(cells(["Load", "Load", "Clean"]))

    assert [(group.title, group.cells) for group in found] == [("Load", (0, 1)), ("Clean", (2,))]


def test_a_long_section_is_told_apart_in_equal_parts() -> None:
    found = groups(cells(["Load"] * (LONGEST + 2)))

    assert [len(group.cells) for group in found] == [LONGEST // 2 + 1, LONGEST // 2 + 1]


def test_many_short_sections_go_together() -> None:
    found = groups(cells([f"s{number}" for number in range(MOST * 5)]))

    assert len(found) <= MOST
    assert found[0].title == "s0"


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=400))
def test_every_cell_is_in_one_group_and_groups_keep_the_order(sections: list[str]) -> None:
    found = groups(cells(sections))

    assert [cell for group in found for cell in group.cells] == list(range(len(sections)))
    assert len(found) <= MOST
