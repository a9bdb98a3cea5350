"""What keeps a package's log from being read."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.extract.plan import Doubt
from nbprod.extract.statements.program import Program


def silenced(program: Program) -> Iterator[Doubt]:
    """Where a notebook shuts all loggers up: those of the package are among them.

    Source: Python, `logging.disable`.
    """
    names = program.analysis.names
    for piece in program.pieces:
        if any(names.callee(call) == "logging.disable" for call in piece.uses.calls):
            what = "`logging.disable` silences the log of the package as well: its progress, and what cells end with"
            yield Doubt(piece.cell, what)
