"""Work that is timed or watched: statements between two readings of a clock, or under a profiler."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names

OBSERVER = "observer"
"""What looks on as the interpreter works: a profiler, a tracer, what is called for each error."""


def timed(pieces: Iterable[Piece], names: Names) -> Iterator[Piece]:
    """The statements of each cell that stand between its first and its last look at a clock.

    began = perf_counter()
    np.sort(rain)  # shown nowhere, and made for the time that it takes
    print(perf_counter() - began)

    So do those that an observer sees, whatever the cell: only its own calls could go.
    """
    every = tuple(pieces)
    for _, group in groupby(every, key=lambda piece: piece.cell):
        cell = list(group)
        read = [at for at, piece in enumerate(cell) if _does(piece, names, "uses", "clock")]
        yield from _work(cell[read[0] + 1 : read[-1]] if read else ())
    yield from _work(_observed(every, names))


def _observed(pieces: Sequence[Piece], names: Names) -> Iterator[Piece]:
    """From where one starts to the last that asks it before another does; to the end if none asks."""
    starts = [at for at, piece in enumerate(pieces) if _does(piece, names, "sets", OBSERVER)]
    for start, following in pairwise([*starts, len(pieces)]):
        asked = [at for at in range(start + 1, len(pieces))
                 if at <= following and _does(pieces[at], names, "uses", OBSERVER)]  # fmt: skip
        yield from pieces[start + 1 : asked[-1] if asked else following]


def _does(piece: Piece, names: Names, how: str, resource: str) -> bool:
    """Whether a call of a statement `uses` or `sets` a resource."""
    facts = filter(None, map(names.fact, piece.uses.calls))
    return any(resource in getattr(fact, how) for fact in facts)


def _work(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Statements that are more than a name or a text by themselves."""
    for piece in pieces:
        if not isinstance(getattr(piece.node, "value", None), ast.Constant | ast.Name):
            yield piece
