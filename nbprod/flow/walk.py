"""One walk over a cell's tree: what lint, graph and extraction need is written down at once.

The walk follows Python's order of evaluation (Language Reference, 6.16): right side before
targets, decorators and defaults when the `def` is reached, a comprehension's first iterable
outside its own scope. `statements`, `expressions` and `definitions` hold one handler for each
kind of node.
"""

from __future__ import annotations

from nbprod.flow import definitions, expressions, statements
from nbprod.flow.record import Record
from nbprod.flow.walker import Walker
from nbprod.notebook.model import Parsed

__all__ = ["definitions", "expressions", "statements", "walk"]


def walk(parsed: Parsed) -> Record:
    """Write down what one cell does."""
    record = Record(parsed.cell.ref, lines=parsed.masked.text.split("\n"))
    Walker(record).cell(parsed.tree)
    return record
