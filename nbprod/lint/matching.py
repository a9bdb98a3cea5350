"""Tables and checks put to one notebook: what they answer, rule by rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from nbprod.analysis import Analysis
from nbprod.flow.record import Call, Import, Inside, Record, Text
from nbprod.lint.checks import Seen
from nbprod.lint.lookup import Applied, Entry, Lookup
from nbprod.lint.match import Match
from nbprod.lint.narrowing import (
    compiled,
    first_argument,
    fits_call,
    fits_inside,
    fits_receiver,
    folded,
)
from nbprod.lint.shell import commands, may_start, started
from nbprod.notebook.model import Cell, Magic
from nbprod.place import CellRef

Answer = tuple[Applied, Match]


def answers(notebook: Analysis, lookup: Lookup) -> Iterator[Answer]:
    """Every match of every rule; in no order that matters."""
    for record in notebook.records:
        yield from _calls(record, notebook, lookup)
        yield from _imports(record, notebook, lookup)
        yield from _texts(record, notebook, lookup)
        yield from _nodes(record, notebook, lookup)
    for cell, magic in notebook.magics:
        yield from _magic(cell, magic, lookup)
    for applied in lookup.grains.get(Cell, ()):
        for one in notebook.notebook.cells:
            for match in applied.ask(one, notebook):
                yield applied, match
    for applied in lookup.grains.get(Analysis, ()):
        for match in applied.ask(notebook):
            yield applied, match


def _told(applied: Applied, *subject: object) -> Iterator[Answer]:
    return ((applied, match) for match in applied.ask(*subject))


def _calls(record: Record, notebook: Analysis, lookup: Lookup) -> Iterator[Answer]:
    callee, methods, exact = notebook.names.callee, lookup.methods, lookup.calls.at
    for call in record.calls:
        name = callee(call)
        for entry in exact(name) if name else ():
            if fits_call(entry[1], call, notebook):
                yield from _call_answers(entry, call, notebook)
        last = call.written.rpartition(".")[2]
        for entry in methods.get(last, ()):
            if fits_receiver(entry[1], call, notebook) and fits_call(entry[1], call, notebook):
                yield from _call_answers(entry, call, notebook)
        if lookup.shell and may_start(call, name) and (command := started(call, notebook)):
            match = Match(call.inside.cell, call.node)
            yield from _commanded(command, match, lookup, (call, notebook))
        for applied in _asked(call, last, lookup):
            for match in applied.ask(call, notebook):
                yield applied, match


def _asked(call: Call, last: str, lookup: Lookup) -> Iterable[Applied]:
    """The checks that a call may concern, each once."""
    asked = lookup.grains.get(Call, [])
    if last in lookup.named:
        asked = asked + lookup.named[last]
    for keyword in call.node.keywords:
        if keyword.arg in lookup.given:
            asked = asked + [one for one in lookup.given[keyword.arg] if one not in asked]
    return asked


def _commanded(
    command: str, match: Match, lookup: Lookup, subject: tuple[object, ...] = ()
) -> Iterator[Answer]:
    """Patterns in a command; a check is asked about the call that starts it, if one does."""
    values = {"command": command}
    for entry in lookup.shell:
        if compiled(entry[1].pattern).search(command):
            if subject:
                yield from _settled(entry, values, subject, match)
            else:
                yield entry[0], replace(match, values=values)


def _call_answers(entry: Entry, call: Call, notebook: Analysis) -> Iterator[Answer]:
    callee = notebook.names.callee(call)
    node = first_argument(call.node)
    text = folded(node, notebook) if node is not None else None
    name = callee.rpartition(".")[2] or call.written.rpartition(".")[2]
    values: dict[str, object] = {
        "callee": callee.removeprefix("builtins.").lstrip(".") or call.written,
        "name": name,
        "method": name,
        "argument": text if text is not None else node if node is not None else "",
    }
    yield from _settled(entry, values, (call, notebook), Match(call.inside.cell, call.node))


def _imports(record: Record, notebook: Analysis, lookup: Lookup) -> Iterator[Answer]:
    asked = lookup.grains.get(Import, ())
    for found in record.imports:
        for entry in _import_entries(found, lookup):
            if fits_inside(entry[1], found.inside):
                values = {"module": found.module, "name": found.name or found.module}
                at: ast.AST = found.statement if found.name == "*" else found.node
                match = Match(found.inside.cell, at)
                yield from _settled(entry, values, (found, notebook), match)
        for applied in asked:
            yield from _told(applied, found, notebook)


def _import_entries(found: Import, lookup: Lookup) -> Iterator[Entry]:
    """Entries for the imported module or name, for what holds it, and for star imports."""
    if found.name == "*":
        yield from lookup.imports.get("*", ())
    dotted = f"{found.module}.{found.name}" if found.name else found.module
    while dotted:
        yield from lookup.imports.get(dotted, ())
        dotted = dotted.rpartition(".")[0]
    if found.name not in ("", "*") and lookup.attributes.may_end(found.name):
        yield from lookup.attributes.at(found.origin)


def _texts(record: Record, notebook: Analysis, lookup: Lookup) -> Iterator[Answer]:
    asked = lookup.grains.get(Text, ())
    if not (asked or lookup.strings):
        return
    for text in record.strings:
        value = _text(text, notebook) if lookup.strings else None
        if value is not None:
            for entry in lookup.strings:
                if compiled(entry[1].pattern).search(value) and fits_inside(entry[1], text.inside):
                    match = Match(text.inside.cell, text.node)
                    yield from _settled(entry, {"text": value}, (text, notebook), match)
        for applied in asked:
            yield from _told(applied, text, notebook)


def _text(text: Text, notebook: Analysis) -> str | None:
    if isinstance(text.node, ast.Constant):
        return text.node.value if isinstance(text.node.value, str) else None
    return notebook.names.text(text.node)


def _nodes(record: Record, notebook: Analysis, lookup: Lookup) -> Iterator[Answer]:
    attributes = lookup.attributes
    if not (lookup.nodes or attributes):
        return
    for node, inside in record.nodes:
        for applied in lookup.nodes.get(type(node), ()):
            yield from _told(applied, Seen(node, inside), notebook)
        if isinstance(node, ast.Attribute) and attributes.may_end(node.attr):
            yield from _attribute(node, inside, notebook, lookup)


def _attribute(
    node: ast.Attribute, inside: Inside, notebook: Analysis, lookup: Lookup
) -> Iterator[Answer]:
    name = notebook.names.dotted(node)
    for entry in lookup.attributes.at(name) if name else ():
        if fits_inside(entry[1], inside):
            yield entry[0], Match(inside.cell, node, {"name": name})


def _magic(cell: CellRef, magic: Magic, lookup: Lookup) -> Iterator[Answer]:
    for applied, matcher in lookup.magics.get(magic.name, ()) if magic.name else ():
        written = ("%%" if magic.kind == "cell" else "%") + magic.name
        named = {magic.name, written} & set(matcher.names)
        if named and (not matcher.first or compiled(matcher.first).search(magic.arguments)):
            values = {"magic": written, "argument": magic.arguments}
            yield applied, Match(cell, magic.span, values)
    for command, span in commands(magic) if lookup.shell else ():
        yield from _commanded(command, Match(cell, span), lookup)


def _settled(
    entry: Entry, values: Mapping[str, object], subject: Iterable[object], match: Match
) -> Iterator[Answer]:
    """A table's match; where the page also has a check, what the check makes of it."""
    applied = entry[0]
    if applied.check is None:
        yield applied, replace(match, values=values)
        return
    for told in applied.ask(*subject):
        yield applied, replace(told, values={**values, **told.values})
