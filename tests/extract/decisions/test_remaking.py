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
