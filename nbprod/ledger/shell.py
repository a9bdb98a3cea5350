"""The simple commands of shell lines, each with its place and its words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from nbprod.notebook.model import Magic
from nbprod.place import Span
from nbprod.values import set_once

SHELLS = frozenset({"bash", "sh", "zsh", "system", "sx", "!", "script"})
"""Magics that hand their body or argument to a shell."""

_BETWEEN = re.compile(r"\s*(?:&&|\|\||;|\||\n)\s*|['\"]")
"""What ends a simple command, and the quotes in which it does not."""
_PLAIN = re.compile(r"[\w ./:=@+,%~!*?$(){}\[\]-]*", re.ASCII)
"""A text that a shell splits at spaces: nothing in it is quoted, escaped or a comment."""
_ASSIGNED = re.compile(r"\w+=")
_PREFIXES = frozenset({"sudo", "time", "nohup", "exec", "command", "env"})
_NOISE = frozenset({"then", "do", "else", "if", "(", "{", "!"})


@set_once(frozen=True, slots=True)
class Command:
    """One program and its words."""

    program: str
    words: tuple[str, ...]
    """All words after the program's name, options included."""
    at: Span

    @property
    def plain(self) -> tuple[str, ...]:
        """The words that are no options."""
        return tuple(word for word in self.words if not word.startswith("-"))

    def named(self, *valued: str) -> tuple[str, ...]:
        """The words that are neither options nor the values of those options."""
        values = {n + 1 for n, word in enumerate(self.words) if word in valued}
        rest = (word for n, word in enumerate(self.words) if n not in values)
        return tuple(word for word in rest if not word.startswith("-"))

    def option(self, *names: str) -> str:
        """The value of the first option given of `-x value`, `--name value` and `--name=value`."""
        for index, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name in names:
                following = self.words[index + 1] if index + 1 < len(self.words) else ""
                return value if equals else following
        return ""


def commands(magic: Magic) -> Iterator[Command]:
    """The simple commands of `!x`, `!!x`, `%sx x` and of a `%%bash` body."""
    for text, span in _lines(magic):
        for line, part in _parts(text, span.line):
            if command := _command(part, Span(line, span.column, span.end_line, span.end_column)):
                yield command


def split(text: str, at: Span) -> Iterator[Command]:
    """The simple commands of a text that is handed to a shell."""
    for _, part in _parts(text, at.line):
        if command := _command(part, at):
            yield command


def _lines(magic: Magic) -> Iterator[tuple[str, Span]]:
    if magic.kind == "shell" or (magic.name in SHELLS and magic.kind != "cell"):
        yield magic.arguments, magic.span
        return
    if magic.name not in SHELLS:
        return
    held, first = "", 0
    for number, line in enumerate(magic.body.split("\n"), magic.span.line + 1):
        first = first or number
        held += line.rstrip("\\") + (" " if line.endswith("\\") else "")
        if not line.endswith("\\"):
            yield held, Span(first, 0, number, len(line))
            held, first = "", 0


def _parts(text: str, line: int) -> Iterator[tuple[int, str]]:
    """The pieces between `&&`, `|`, `;` and line ends, each with its line; quotes are respected."""
    start, quote = 0, ""
    for found in _BETWEEN.finditer(text):
        sign = found[0]
        if sign in ("'", '"'):
            quote = "" if quote == sign else quote or sign
        elif not quote:
            yield line, text[start : found.start()]
            line, start = line + sign.count("\n"), found.end()
    yield line, text[start:]


def _command(text: str, at: Span) -> Command | None:
    words = [word for word in _words(text) if word not in _NOISE]
    while words and (words[0] in _PREFIXES or _ASSIGNED.match(words[0])):
        words.pop(0)
    if not words or words[0].startswith("#"):
        return None
    return Command(words[0].rpartition("/")[2], tuple(words[1:]), at)


def _words(text: str) -> list[str]:
    """Split as a shell would; where quotes do not close, at spaces."""
    if _PLAIN.fullmatch(text):
        return text.split()
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()
