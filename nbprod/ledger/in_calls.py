"""Data that calls bring in or take out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from nbprod.analysis import Analysis
from nbprod.flow.fact import Fact, arguments
from nbprod.flow.names import Names
from nbprod.flow.record import Call, Record
from nbprod.ledger.fetching import BUCKET, CODE, LOCAL, fetched
from nbprod.ledger.naming import named
from nbprod.ledger.shell import split
from nbprod.ledger.source import DataSource, way
from nbprod.ledger.stars import fact_of
from nbprod.place import Span

URL = re.compile(r"(?:https?|ftp)://")
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
"""Calls that hand a text to a shell."""
VIEWS = frozenset(
    {"createOrReplaceTempView", "createTempView", "registerTempTable", "createGlobalTempView"}
)
"""Methods that give a Spark frame a name that queries of this session know."""
WRITES = re.compile(r"^\s*(?:create|insert|update|delete|drop|alter|grant|copy|truncate)\b", re.I)


def of_calls(record: Record, notebook: Analysis) -> Iterator[DataSource]:
    """What the calls of one cell bring and take."""
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
        yield replace(at, direction=way(not WRITES.match(text)))
    elif fact.reads and not CODE.search(text):
        into = next(map(notebook.names.text, arguments(call.node, fact.into)), None)
        yield replace(at, kind=_kind(fact.reads, text), into=into or "")
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


def command_line(given: ast.expr, names: Names) -> str:
    """What a program's caller is given, as a shell would read it: of `["sh", "-c", text]` the text."""
    value = names.value(given)
    if not isinstance(value, ast.List | ast.Tuple):
        return names.text(given) or ""
    words = [names.text(_whole(part)) or "{}" for part in value.elts]
    return (
        words[2] if len(words) == 3 and _SHELL.fullmatch(" ".join(words[:2])) else " ".join(words)
    )


def _whole(part: ast.expr) -> ast.expr:
    """The text of which `*shlex.split(text)` are the words."""
    match part:
        case ast.Starred(value=ast.Call(args=[text])):
            return text
    return part


def programs(call: ast.Call, names: Names) -> frozenset[str]:
    """The programs that a call has run; a sign that is no program's name where that is not known."""
    text = command_line(call.args[0], names) if call.args else ""
    return frozenset(command.program for command in split(text or "?", Span(1, 0, 1, 0)))


_SHELL = re.compile(r"(?:/bin/)?(?:ba|z)?sh -c")


def _of_shell_call(call: Call, notebook: Analysis) -> Iterator[DataSource]:
    """`os.system("wget ...")` and its kin."""
    given = call.node.args[0] if call.node.args else None
    if given is None:
        return
    text = command_line(given, notebook.names)
    for command in split(text, notebook.record[call.inside.cell].span(call.node)):
        if (moved := fetched(command)) is not None and not CODE.search(moved.text):
            yield DataSource(
                moved.kind,
                way(moved.incoming),
                call.inside.cell,
                call.node,
                command.program,
                moved.text,
                into=moved.into,
            )
