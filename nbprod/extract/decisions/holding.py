"""Statements that a border should not part, since one value holds another and changes it.

    trainer = Trainer(model)  # holds `model`
    trainer.train()           # changes it
    print(model.weights)      # and here it is read

In one process all of these see one model. As files, `trainer` and `model` are two objects, and a
stage that takes both would train the one and hand on the other. Where a stage would grow too long for
it, a border falls here all the same, and the plan says what that means to stages that run alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nbprod.extract.decisions.asking import Work

Places = dict[str, list[int]]
"""Positions in `work.pieces` by name."""


def held_together(work: Work, bound: Places, read: Places) -> set[int]:
    """Positions from where a value came to hold another to where it may change that."""
    found: set[int] = set()
    for at, through, name, sure in _changed_through_others(work):
        since = max(_last(bound.get(each, ()), at) for each in (through, name))
        first = at if sure else at + 1
        if since >= 0 and _is_seen(first, bound.get(name, ()), read.get(name, ())):
            found.update(range(since + 1, at + 1))
    return found


def _changed_through_others(work: Work) -> Iterator[tuple[int, str, str, bool]]:
    """Each position with a value that another changes there, and whether flow believes that it does.

    A call of which nothing is known may use two values as one or not; where facts say that
    `optimizer.step()` changes the model, the loop around it needs both as they were.
    """
    effects, touches = work.program.analysis.flow.effects, work.program.analysis.touches
    for at, piece in enumerate(work.pieces):
        effect = effects.get((piece.cell.number, piece.index))
        if effect is None:
            continue
        changed = {version.name for version in effect.makes if version.kind == "change"}
        for through, name in touches.get((piece.cell.number, piece.index), ()):
            if through != name and work.is_value(through) and work.is_value(name):
                yield at, through, name, name in changed


def _last(places: Sequence[int], at: int) -> int:
    """The last of some positions up to one; -1 where there is none."""
    return max((place for place in places if place <= at), default=-1)


def _is_seen(first: int, bound: Sequence[int], read: Sequence[int]) -> bool:
    """Whether a value is read at a position or below, until it is bound anew."""
    anew = min((place for place in bound if place >= first), default=None)
    return any(first <= place and (anew is None or place <= anew) for place in read)
