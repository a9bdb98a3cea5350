"""Every place where data enters or leaves a notebook.

1. `in_calls`: calls whose facts say that they read or write.
2. `in_magics`: queries such as `%%sql`, and shell lines that `fetching` knows.

A file that the notebook wrote earlier is its own product and no source.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from nbprod.analysis import Analysis, once
from nbprod.ledger.in_calls import of_calls
from nbprod.ledger.in_magics import of_magic
from nbprod.ledger.produced import Produced
from nbprod.ledger.source import DataSource
from nbprod.ledger.variables import Variables
from nbprod.notebook.model import Magic
from nbprod.place import CellRef

_WORD = re.compile(r"\w+")


@once
def sources(notebook: Analysis) -> tuple[DataSource, ...]:
    """Every source and target of data, in document order."""
    return tuple(_without_own(_all(notebook)))


def _without_own(found: Iterator[DataSource]) -> Iterator[DataSource]:
    """Leave out what the notebook itself wrote before it reads it."""
    produced, fetched = Produced(), Produced()
    views: set[str] = set()
    for source in found:
        if source.kind == "view":
            views.add(source.text)
            continue
        if source.into:
            fetched.add(source.into, folder=not posixpath.splitext(source.into)[1])
        if source.direction == "out" and source.is_local:
            produced.add(source.text, folder=source.format == "folder")
        elif source.is_local and source.given == "said":
            if all(text in produced for text in source.texts):
                continue
            if all(text in fetched for text in source.texts):
                source = replace(source, given="fetched")
        elif source.format == "spark table" and views.intersection(_WORD.findall(source.text)):
            continue
        yield source


def _all(notebook: Analysis) -> Iterator[DataSource]:
    """Python and magics cell by cell, each in order of their lines."""
    variables = Variables(notebook)
    magics: dict[CellRef, list[Magic]] = {}
    for cell, magic in notebook.magics:
        magics.setdefault(cell, []).append(magic)
    for parsed in notebook.cells:
        ref = parsed.cell.ref
        record = notebook.record.get(ref)
        found = [*of_calls(record, notebook)] if record else []
        if magics:
            variables.enter(ref)
        for magic in magics.get(ref, ()):
            found += of_magic(ref, magic, variables)
        yield from sorted(found, key=_line)


def _line(source: DataSource) -> tuple[int, int]:
    at = source.at
    if isinstance(at, ast.AST):
        return getattr(at, "lineno", 0), getattr(at, "col_offset", 0)
    return at.line, at.column
