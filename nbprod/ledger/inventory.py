"""Every place where data enters or leaves a notebook.

1. Calls whose facts say that they read or write.
2. Magics that query: `%%sql`, `%%bigquery`.
3. Shell lines that fetch: see `fetching`.

A file that the notebook wrote earlier is its own product and no source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from weakref import WeakKeyDictionary

from nbprod.analysis import Analysis
from nbprod.flow.fact import Fact
from nbprod.flow.record import Call, Record
from nbprod.ledger.fetching import BUCKET, MAY_FETCH, fetched
from nbprod.ledger.naming import named
from nbprod.ledger.produced import Produced
from nbprod.ledger.shell import commands, split
from nbprod.ledger.source import DataSource
from nbprod.ledger.stars import fact_of
from nbprod.ledger.variables import Variables
from nbprod.notebook.model import Magic
from nbprod.place import CellRef

URL = re.compile(r"(?:https?|ftp)://")
QUERIES = frozenset(
    {"sql", "bigquery", "bq", "bqsql", "sqlcmd", "sparksql", "read_sql", "kql", "trino"}
)
"""Magics that ask a database."""
SHELL_CALLS = frozenset(
    [
        "os.system",
        "os.popen",
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
        "subprocess.getoutput",
    ]
)
VIEWS = frozenset(
    {"createOrReplaceTempView", "createTempView", "registerTempTable", "createGlobalTempView"}
)
CODE = re.compile(r"\.(?:py|sh|deb|rpm|whl|jar|gpg|asc|key|exe|msi|dmg|run)(?:[?#]|$)|/gpg$|\.git$")
"""Programs and keys: what they bring is no data."""
_WORD = re.compile(r"\w+")
LOCAL = re.compile(r"https?://(?:localhost|127\.|0\.0\.0\.0|\{[^}]*(?:host|HOST))")

_KEPT: WeakKeyDictionary[Analysis, tuple[DataSource, ...]] = WeakKeyDictionary()


def sources(notebook: Analysis) -> tuple[DataSource, ...]:
    """Every source and target of data, in document order; worked out once for a notebook."""
    if notebook not in _KEPT:
        _KEPT[notebook] = tuple(_without_own(_all(notebook)))
    return _KEPT[notebook]


def _without_own(found: Iterator[DataSource]) -> Iterator[DataSource]:
    """Leave out what the notebook itself wrote before it reads it."""
    produced = Produced()
    views: set[str] = set()
    for source in found:
        if source.kind == "view":
            views.add(source.text)
            continue
        if source.direction == "out" and source.is_local:
            produced.add(source.text, folder=source.format == "folder")
        elif source.is_local and source.given == "said":
            if all(text in produced for text in source.texts):
                continue
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
        found = [*_of_calls(record, notebook)] if record else []
        variables.enter(ref)
        for magic in magics.get(ref, ()):
            found += _of_magic(ref, magic, variables)
        yield from sorted(found, key=_line)


def _line(source: DataSource) -> tuple[int, int]:
    at = source.at
    if isinstance(at, ast.AST):
        return getattr(at, "lineno", 0), getattr(at, "col_offset", 0)
    return at.line, at.column


# -- calls


def _of_calls(record: Record, notebook: Analysis) -> Iterator[DataSource]:
    for call in record.calls:
        callee = notebook.names.callee(call)
        if callee in SHELL_CALLS:
            yield from _of_shell_call(call, notebook)
            continue
        if call.written.rpartition(".")[2] in VIEWS and call.node.args:
            yield _view(call, notebook)
        callee, fact = fact_of(call, callee, notebook)
        if fact is not None and (fact.reads or fact.writes):
            yield from _of_fact(call, callee, fact, notebook)


def _of_fact(call: Call, callee: str, fact: Fact, notebook: Analysis) -> Iterator[DataSource]:
    (text, *also), given = named(call.node, fact, notebook.names)
    if given == "held" or not fact.certain:
        return
    at = DataSource(
        fact.reads,
        "in",
        call.inside.cell,
        call.node,
        callee,
        text,
        tuple(also),
        fact.format,
        given,
        call.node,
    )
    if fact.reads == "database":
        yield replace(at, direction=_way(not _WRITES.match(text)))
    elif fact.reads and not CODE.search(text):
        yield replace(at, kind=_kind(fact.reads, text))
    if fact.writes:
        yield replace(at, kind=_kind(fact.writes, text), direction="out")


def _view(call: Call, notebook: Analysis) -> DataSource:
    """A table that exists in this Spark session only."""
    name = notebook.names.text(call.node.args[0]) or ""
    return DataSource("view", "out", call.inside.cell, call.node, call.written, name)


def _kind(kind: str, text: str) -> str:
    """What a source is by its address: a file call may be given a URL or a bucket."""
    if kind not in ("file", "url"):
        return kind
    if BUCKET.match(text):
        return "bucket"
    if URL.match(text):
        return "api" if LOCAL.match(text) else "url"
    return kind


def _of_shell_call(call: Call, notebook: Analysis) -> Iterator[DataSource]:
    """`os.system("wget ...")` and its kin."""
    given = call.node.args[0] if call.node.args else None
    if given is None:
        return
    value = notebook.names.value(given)
    if isinstance(value, ast.List | ast.Tuple):
        text = " ".join(notebook.names.text(part) or "{}" for part in value.elts)
    else:
        text = notebook.names.text(given) or ""
    for command in split(text, notebook.record[call.inside.cell].span(call.node)):
        if (moved := fetched(command)) is not None and not CODE.search(moved.text):
            yield DataSource(
                moved.kind,
                _way(moved.incoming),
                call.inside.cell,
                call.node,
                command.program,
                moved.text,
            )


# -- magics


def _of_magic(cell: CellRef, magic: Magic, variables: Variables) -> Iterator[DataSource]:
    if magic.name in QUERIES:
        yield from _of_query(cell, magic)
    elif magic.name in ("writefile", "file"):
        path = magic.arguments.split()[-1] if magic.arguments.split() else ""
        yield DataSource("file", "out", cell, magic.span, f"%%{magic.name}", path)
    if not (MAY_FETCH.search(magic.arguments) or MAY_FETCH.search(magic.body)):
        return
    for command in commands(magic):
        words = tuple(variables.fill(word) for word in command.words)
        moved = fetched(replace(command, words=words))
        if moved is None:
            continue
        at = DataSource(
            moved.kind, _way(moved.incoming), cell, command.at, command.program, moved.text
        )
        if not CODE.search(moved.text):
            yield at


_READS = re.compile(r"\b(?:select|from|with|show|describe)\b", re.IGNORECASE)
_WRITES = re.compile(r"^\s*(?:create|insert|update|delete|drop|alter|grant|copy|truncate)\b", re.I)


def _of_query(cell: CellRef, magic: Magic) -> Iterator[DataSource]:
    text = magic.body if magic.kind == "cell" else magic.arguments
    statement = re.sub(r"--.*|/\*.*?\*/", "", text, flags=re.DOTALL if "/*" in text else 0)
    if not _READS.search(statement):
        return
    way = _way(not _WRITES.match(statement))
    through = ("%" if magic.kind == "line" else "%%") + magic.name
    yield DataSource("database", way, cell, magic.span, through, " ".join(statement.split()))


def _way(incoming: bool) -> Literal["in", "out"]:
    return "in" if incoming else "out"
