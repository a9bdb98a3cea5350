"""Commands that change what is installed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.ledger.shell import Command, split
from nbprod.lint.checks import each
from nbprod.lint.installing import MAGICS, SYSTEM, VERBS, _installer, is_install
from nbprod.lint.match import Match
from nbprod.lint.shell import commands, started
from nbprod.place import CellRef, Span

VALUED = frozenset(
    [
        "-r",
        "--requirement",
        "-e",
        "--editable",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "-c",
        "--channel",
        "--constraint",
        "-n",
        "--name",
        "-t",
        "--target",
        "-p",
        "--prefix",
        "--python",
        "--root",
        "--trusted-host",
        "--no-binary",
        "--only-binary",
        "--progress-bar",
        "--default-timeout",
        "--timeout",
    ]
)
"""Options that take the next word."""

_NAME = re.compile(r"[A-Za-z][\w.-]*(?:\[[^\]]*\])?")
_PINNED = re.compile(r"===?[\w.{]|@|\.(?:whl|zip|gz)$|^[\w.-]+=[\w.]")
_PLACE = re.compile(r"\w+(?:\+\w+)?://|[./~]|\w+[\\/]")


@each(Analysis)
def install(notebook: Analysis) -> Iterator[Match]:
    """A command installs, upgrades or removes packages."""
    for cell, at, text in _texts(notebook):
        line = at if isinstance(at, Span) else Span(1, 0, 1, 0)
        done = dict.fromkeys(described(one) for one in split(text, line) if is_install(one))
        if done:
            yield Match(cell, at, {"what": " and ".join(done)})


def _texts(notebook: Analysis) -> Iterator[tuple[CellRef, ast.AST | Span, str]]:
    """Every command that a shell gets, and the magics that stand for one."""
    for cell, magic in notebook.magics:
        for text, span in commands(magic):
            yield cell, span, text
        if magic.name in MAGICS and magic.kind != "cell":
            yield cell, magic.span, f"{magic.name} {magic.arguments}"
    for record in notebook.records:
        for call in record.calls:
            if (command := started(call, notebook)) is not None:
                yield record.cell, call.node, command


def described(command: Command) -> str:
    """What an install does; addresses are left out, since they may hold a token."""
    program, words = _installer(command)
    verb = next(number for number, word in enumerate(words) if word in VERBS)
    if program in SYSTEM:
        return "installs system packages"
    if words[verb] in ("uninstall", "remove"):
        return "removes packages"
    loose = [name for name in _packages(words[verb + 1 :]) if not _PINNED.search(name)]
    if not loose:
        return "installs packages"
    names = ", ".join(f"`{name}`" for name in loose[:3])
    return f"installs {names}{' and others' if len(loose) > 3 else ''} without an exact version"


def _packages(words: tuple[str, ...]) -> Iterator[str]:
    """The packages among the words that follow `install`."""
    before = ""
    for word in words:
        if _NAME.match(word) and not _PLACE.match(word) and before not in VALUED:
            yield word
        before = word
