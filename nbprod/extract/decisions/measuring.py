"""How long code is, once black has formatted it."""

from __future__ import annotations

from contextlib import suppress

WIDTH = 120
"""Columns of an emitted line."""


def height(text: str) -> int:
    """How many lines a text takes in a function, as black writes it there.

    Black is asked only where it may break lines; what it cannot read stays as it stands.
    """
    room = WIDTH - 4
    if any(len(line) > room for line in text.split("\n")):
        text = _broken(text, room)
    return text.count("\n") + 1


def _broken(text: str, room: int) -> str:
    import black
    from black.parsing import InvalidInput

    with suppress(InvalidInput):
        return black.format_str(text, mode=black.Mode(line_length=room)).rstrip("\n")
    return text
