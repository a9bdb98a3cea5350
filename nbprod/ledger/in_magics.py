"""Data that magics and shell lines bring in or take out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nbprod.ledger.fetching import CODE, MAY_FETCH, fetched
from nbprod.ledger.in_calls import WRITES
from nbprod.ledger.shell import commands
from nbprod.ledger.source import DataSource, way
from nbprod.ledger.variables import Variables
from nbprod.notebook.model import Magic
from nbprod.place import CellRef

QUERIES = frozenset(
    {"sql", "bigquery", "bq", "bqsql", "sqlcmd", "sparksql", "read_sql", "kql", "trino"}
)
"""Magics that ask a database."""
READS = re.compile(r"\b(?:select|from|with|show|describe)\b", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def of_magic(cell: CellRef, magic: Magic, variables: Variables) -> Iterator[DataSource]:
    """What one magic brings and takes."""
    if magic.name in QUERIES:
        yield from _of_query(cell, magic)
    elif magic.name in ("writefile", "file"):
        path = magic.arguments.split()[-1] if magic.arguments.split() else ""
        yield DataSource("file", "out", cell, magic.span, f"%%{magic.name}", path)
    elif MAY_FETCH.search(magic.arguments) or MAY_FETCH.search(magic.body):
        yield from _of_commands(cell, magic, variables)


def _of_commands(cell: CellRef, magic: Magic, variables: Variables) -> Iterator[DataSource]:
    for command in commands(magic):
        words = tuple(variables.fill(word) for word in command.words)
        moved = fetched(replace(command, words=words))
        if moved is not None and not CODE.search(moved.text):
            yield DataSource(
                moved.kind,
                way(moved.incoming),
                cell,
                command.at,
                command.program,
                moved.text,
                into=moved.into,
            )


def _of_query(cell: CellRef, magic: Magic) -> Iterator[DataSource]:
    text = magic.body if magic.kind == "cell" else magic.arguments
    statement = _COMMENT.sub("", text)
    if READS.search(statement):
        direction = way(not WRITES.match(statement))
        through = ("%" if magic.kind == "line" else "%%") + magic.name
        said = " ".join(statement.split())
        yield DataSource("database", direction, cell, magic.span, through, said)
