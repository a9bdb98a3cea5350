"""Imports that are made twice."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.finding import Fix
from nbprod.lint.checks import each
from nbprod.lint.doubled import doubles
from nbprod.lint.edits import remove_import
from nbprod.lint.match import Also, Match


@each(Analysis)
def duplicate(notebook: Analysis) -> Iterator[Match]:
    """The same thing is imported again under the same name."""
    for found, first in doubles(notebook):
        record = notebook.record[found.inside.cell]
        title = f"Remove the second import of `{found.bound}`"
        fix = Fix(title, (remove_import(record, found),), safe=True)
        what = found.bound if found.name or found.node.asname else found.module
        also = Also(first.inside.cell, first.node, f"`{what}` is imported here already")
        same = first.inside.cell == found.inside.cell
        where = "this cell" if same else f"cell {first.inside.cell.number + 1}"
        yield Match(record.cell, found.node, {"name": what, "where": where}, (also,), fix)
