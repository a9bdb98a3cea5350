"""A mask under way: the source, what replaces what, and the magics found so far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from nbprod.notebook.model import Magic
from nbprod.place import Span

_VISIBLE = re.compile(r"[^\n]")


def blank(text: str) -> str:
    """Spaces in place of everything but line ends."""
    return _VISIBLE.sub(" ", text)


class Draft:
    """Collects replacements of equal length, so that offsets stay true to the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.magics: list[Magic] = []
        self.foreign = False
        self._pieces: list[tuple[int, int, str]] = []
        self._starts = [0, *(found.end() for found in re.finditer("\n", source))]

    def put(self, start: int, end: int, head: str = "") -> None:
        """Blank a stretch, with `head` where it begins; `0` stands for a head that does not fit."""
        spaces = blank(self.source[start:end])
        if head and len(spaces.partition("\n")[0]) < len(head):
            head = "0"
        self.replace(start, end, head + spaces[len(head) :])

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace a stretch, which begins no earlier than the last one ended."""
        self._pieces.append((start, end, new))

    def mark(self) -> tuple[int, int]:
        """Where the draft stands, to come back to."""
        return len(self._pieces), len(self.magics)

    def reset(self, mark: tuple[int, int]) -> None:
        """Forget what came after a mark."""
        del self._pieces[mark[0] :]
        del self.magics[mark[1] :]

    def text(self) -> str:
        """The source with its replacements."""
        parts, at = [], 0
        for start, end, new in self._pieces:
            parts += [self.source[at:start], new]
            at = end
        return "".join([*parts, self.source[at:]])

    def line_end(self, at: int) -> int:
        """Where the physical line of `at` ends, its newline left out."""
        end = self.source.find("\n", at)
        return len(self.source) if end < 0 else end

    def line(self, at: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, at)

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets into lines and columns."""
        first, last = self.line(start), self.line(end)
        return Span(first, start - self._starts[first - 1], last, end - self._starts[last - 1])

    def places(self, names: Iterable[tuple[str, int]]) -> tuple[tuple[str, Span], ...]:
        """Turn names with offsets into names with spans, in document order."""
        ordered = sorted(set(names), key=lambda found: (found[1], found[0]))
        return tuple((name, self.span(at, at + len(name))) for name, at in ordered)
