"""What a stage that runs in a process of its own finds as it was at first, though others changed it.

    class Basket:
        total = 0
        def add(self, price):
            Basket.total += price

A value that a stage changes is handed on; `Basket` stands in a module, and no stage hands it on.
"""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.extract.decisions.drafting import Draft
from nbprod.place import CellRef


def made_anew(made: Draft) -> Iterator[tuple[CellRef, str]]:
    """Where a stage first finds what another one changed, and what that means to one that runs alone."""
    stages = {
        (piece.cell.number, piece.index): number
        for number, scope in enumerate(made.scopes)
        for piece in scope.pieces
    }
    told: set[str] = set()
    for each in made.analysis.flow.dependencies if len(made.scopes) > 1 else ():
        giver, name = each.giver, each.giver.name
        there = stages.get((giver.cell.number, giver.statement))
        here = stages.get((each.taker.number, each.statement))
        if name in told or giver.kind != "change" or not made.work.lifted.knows(name):
            continue
        if there is not None and here is not None and there != here:
            told.add(name)
            found = f"`{name}` is found as cell {giver.cell.number + 1} changed it"
            yield each.taker, f"{found}; a stage that runs alone has it as it was defined"
