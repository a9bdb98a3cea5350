"""Notebooks that are text: percent scripts, Databricks sources, R Markdown, Quarto.

Each format is one way to cut a text into chunks. A chunk remembers for each of its lines which
line of the file it is and how many characters stand before it there, so that every place in a
cell has a place in the file.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from nbprod.notebook.chunk import Chunk, Cut, Cutter, Line
from nbprod.notebook.databricks import cut_databricks
from nbprod.notebook.fenced import cut_fenced
from nbprod.notebook.model import Cell, Notebook
from nbprod.notebook.percent import cut_percent
from nbprod.place import CellRef

_CUTTERS: dict[str, tuple[Cutter, ...]] = {
    ".py": (cut_databricks, cut_percent),
    ".qmd": (cut_fenced,),
    ".rmd": (cut_fenced,),
    ".md": (cut_fenced,),
}

SUFFIXES = frozenset(_CUTTERS)
"""Suffixes of files that are read as text."""

LINE_END = re.compile(r"\r\n|\r|\n")


def cut(path: str, text: str) -> Cut:
    """Cut a text into chunks, by the first format that it shows."""
    lines = LINE_END.split(text)
    for cutter in _CUTTERS[PurePath(path).suffix.lower()]:
        if found := cutter(lines):
            return found
    whole = tuple(Line(number, 0, line) for number, line in enumerate(lines))
    return Cut("script", (Chunk("code", whole, 0),))


def from_text(path: str, text: str) -> Notebook:
    """Read a text as a notebook."""
    found = cut(path, text)
    cells = tuple(_cell(number, chunk) for number, chunk in enumerate(found.chunks))
    return Notebook(path, cells, language=found.language, format=found.format)


def _cell(number: int, chunk: Chunk) -> Cell:
    return Cell(
        ref=CellRef(number),
        kind=chunk.kind,
        source=chunk.source,
        tags=chunk.tags,
        execution_count=chunk.execution_count,
        allows=chunk.allows,
        language=chunk.language,
    )
