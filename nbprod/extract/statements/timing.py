"""Work that is timed: statements between two readings of a clock."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import groupby

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names


def timed(pieces: Iterable[Piece], names: Names) -> Iterator[Piece]:
    """The statements of each cell that stand between its first and its last look at a clock.

    began = perf_counter()
    np.sort(rain)  # shown nowhere, and made for the time that it takes
    print(perf_counter() - began)
    """
    for _, group in groupby(pieces, key=lambda piece: piece.cell):
        cell = list(group)
        read = [at for at, piece in enumerate(cell) if _reads_clock(piece, names)]
        yield from (p for p in cell[read[0] + 1 : read[-1]] if _takes_time(p.node)) if read else ()


def _reads_clock(piece: Piece, names: Names) -> bool:
    facts = filter(None, map(names.fact, piece.uses.calls))
    return any("clock" in fact.uses for fact in facts)


def _takes_time(node: ast.stmt) -> bool:
    """Whether a statement is more than a name or a text by itself."""
    return not isinstance(getattr(node, "value", None), ast.Constant | ast.Name)
