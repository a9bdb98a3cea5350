"""Credentials that stand in a notebook: in code, in shell lines, in addresses, in outputs.

No value ever reaches a message: findings say what kind of credential it is, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.flow.credentials import is_named_secret, known, marks, named_values, passwords
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.notebook.model import Cell
from nbprod.place import Span

_LINE = re.compile(r"(?:^|(?<=[\s;(\-]))(?=([A-Za-z]\w*)\s*(?:=|\s)\s*['\"]?([^\s'\"$<>{|;]{4,}))")

# -- known forms


@each(Analysis)
def known_form(notebook: Analysis) -> Iterator[Match]:
    """A text has the form of one service's credentials."""
    for cell in _marked(notebook):
        for span, kind in known(cell.source):
            yield Match(cell.ref, span, {"kind": kind})


@once
def _marked(notebook: Analysis) -> tuple[Cell, ...]:
    """The cells, if anything in them or their outputs calls for a closer look."""
    cells = notebook.notebook.cells
    texts = [cell.source for cell in cells]
    texts += [output.text for cell in cells for output in cell.outputs]
    return cells if marks("\n".join(texts)) else ()


@each(Analysis)
def shown(notebook: Analysis) -> Iterator[Match]:
    """A saved output shows a credential of a known form."""
    for cell in _marked(notebook):
        for kind in dict.fromkeys(k for out in cell.outputs for _, k in known(out.text)):
            yield Match(cell.ref, Span(1, 0, 1, 0), {"kind": kind})


# -- by name


@each(Analysis)
def assigned(notebook: Analysis) -> Iterator[Match]:
    """Something that is called a password, a key or a token is given a literal text."""
    for cell in notebook.parsed:
        plain = cell.cell.source.lower()
        if any(word in plain and ends.search(plain) for word, ends in _ENDS.items()):
            for name, text, node in named_values(cell.tree):
                if is_named_secret(name, text):
                    yield Match(cell.cell.ref, node, {"name": name})
    for ref, magic in notebook.magics:
        if magic.kind == "shell" or magic.name in ("env", "set_env"):
            source = notebook.notebook.cells[ref.number].source.split("\n")
            for number in range(magic.span.line, min(magic.span.end_line, len(source)) + 1):
                for span, name in _in_line(source[number - 1], number):
                    yield Match(ref, span, {"name": name})


_ENDS = {
    word: re.compile(rf"{word}(?!\w)")
    for word in (
        "key",
        "key_id",
        "keyid",
        "token",
        "secret",
        "password",
        "passwd",
        "passphrase",
        "pwd",
    )
}
"""How every name of a credential ends; in a source, something else than a letter follows."""


def _in_line(line: str, number: int) -> Iterator[tuple[Span, str]]:
    """`NAME=value` and `--name value` of a shell line."""
    for found in _LINE.finditer(line):
        name, text = found[1], found[2]
        if is_named_secret(name, text):
            yield Span(number, found.start(2), number, found.end(2)), name


# -- addresses


@each(Analysis)
def in_address(notebook: Analysis) -> Iterator[Match]:
    """An address carries a password: `postgresql://user:password@host`."""
    for cell in notebook.notebook.cells:
        if cell.kind == "code" and "://" in cell.source:
            yield from _addresses(cell)


def _addresses(cell: Cell) -> Iterator[Match]:
    for number, line in enumerate(cell.source.split("\n"), 1):
        for found in passwords(line):
            span = Span(number, found.start(2), number, found.end(3))
            yield Match(cell.ref, span, {"scheme": found[1]})
