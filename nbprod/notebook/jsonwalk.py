"""Walking through JSON text value by value, on the standard library's C scanner.

`json.loads` forgets where values stood and holds all of them at once. A walk knows its offset
in the text, and what a caller does not keep is gone before the next value is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*+:[ \t\n\r]*+")
_NEXT = re.compile(r"[ \t\n\r]*+([,\]}]?)[ \t\n\r]*+")
_DECODE = json.JSONDecoder().raw_decode


class Walk:
    """A place in JSON text, always at the beginning of a value or behind one.

    In a loop over `members` or `elements`, consume exactly one value each time round.
    """

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self._space()

    def peek(self) -> str:
        """The character here; empty at the end."""
        return self.text[self.at : self.at + 1]

    def value(self) -> Any:
        """Decode the value here."""
        try:
            found, self.at = _DECODE(self.text, self.at)
        except StopIteration:
            raise self.wrong("Expecting value") from None
        return found

    def string(self) -> str:
        """Decode the string here."""
        if self.peek() != '"':
            raise self.wrong("Expecting a string")
        found: str
        found, self.at = scanstring(self.text, self.at + 1, True)
        return found

    def members(self) -> Iterator[str]:
        """Keys of the object here, each with the walk at its value."""
        for _ in self._items("{", "}"):
            key = self.string()
            colon = _COLON.match(self.text, self.at)
            if not colon:
                raise self.wrong("Expecting ':' delimiter")
            self.at = colon.end()
            yield key

    def elements(self) -> Iterator[int]:
        """Numbers of the elements of the array here, each with the walk at its value."""
        return self._items("[", "]")

    def finish(self) -> None:
        """Make sure that nothing but white space is left."""
        self._space()
        if self.peek():
            raise self.wrong("Extra data")

    def wrong(self, message: str) -> json.JSONDecodeError:
        """An error that points here."""
        return json.JSONDecodeError(message, self.text, self.at)

    def _items(self, first: str, last: str) -> Iterator[int]:
        if self.peek() != first:
            raise self.wrong(f"Expecting '{first}'")
        self.at += 1
        self._space()
        number = 0
        while self.peek() != last or number:
            yield number
            number += 1
            found = _NEXT.match(self.text, self.at)
            assert found is not None
            self.at = found.start(1)
            if found[1] == last:
                break
            if found[1] != ",":
                raise self.wrong("Expecting ',' delimiter")
            self.at = found.end()
        self.at += 1

    def _space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
