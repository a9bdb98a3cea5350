"""The shell commands that a magic runs, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.notebook.model import Magic
from nbprod.place import Span

SHELLS = frozenset({"bash", "sh", "zsh", "system", "sx", "!", "script"})
"""Magics whose body or argument is handed to a shell."""


def commands(magic: Magic) -> Iterator[tuple[str, Span]]:
    """The commands of `!x`, `!!x`, `%sx x` and of each line of a `%%bash` body."""
    if magic.kind == "shell":
        yield magic.arguments, magic.span
    elif magic.name in SHELLS:
        if magic.kind == "cell":
            yield from _lines(magic)
        else:
            yield magic.arguments, magic.span


def _lines(magic: Magic) -> Iterator[tuple[str, Span]]:
    """The lines of a body; what a backslash continues is one command."""
    command, first = "", 0
    for number, line in enumerate(magic.body.split("\n"), magic.span.line + 1):
        first = first or number
        command += line.rstrip("\\") if line.endswith("\\") else line
        if line.endswith("\\"):
            continue
        text = command.strip()
        if text and not text.startswith("#"):
            start = len(command) - len(command.lstrip()) if first == number else 0
            yield text, Span(first, start, number, len(line))
        command, first = "", 0
