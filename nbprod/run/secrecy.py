"""Secrets taken out of the lines that a report shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nbprod.finding import Finding
from nbprod.place import Span

FAMILY = "secret"
"""The family whose findings point at something that nobody may read in a log."""
_QUOTED = re.compile(r"""(?P<quote>"{3}|'{3}|"|')(?P<text>.*?)(?P=quote)""")


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The places of a notebook's secrets: other findings show the same lines."""

    spans: dict[int, list[Span]] = field(default_factory=dict)
    """By number of the cell."""

    @classmethod
    def over(cls, findings: Iterable[Finding]) -> Secrecy:
        """Keep secret what findings of the family point at."""
        spans: dict[int, list[Span]] = {}
        for finding in findings:
            if finding.category == FAMILY:
                places = (finding.place, *(related.place for related in finding.related))
                for place in places:
                    spans.setdefault(place.cell.number, []).append(place.span)
        return cls(spans)

    def cell(self, number: int, source: str) -> str:
        """A whole cell with its secrets starred."""
        lines = enumerate(source.split("\n"), 1)
        return "\n".join(self.line(number, line, text) for line, text in lines)

    def line(self, cell: int, number: int, text: str) -> str:
        """One line of a cell with its secrets starred, as long as it was."""
        for span in self.spans.get(cell, ()):
            if span.line <= number <= span.end_line:
                start = span.column if number == span.line else 0
                end = span.end_column if number == span.end_line else len(text)
                text = text[:start] + _starred(text[start:end]) + text[end:]
        return text


def _starred(text: str) -> str:
    """Strings starred between their quotes; where a string is not whole, every word."""
    hidden = _QUOTED.sub(_star, text)
    beside = _QUOTED.sub("", text)
    is_whole = hidden != text and not {"'", '"'} & set(beside)
    return hidden if is_whole else re.sub(r"\S", "*", text)


def _star(match: re.Match[str]) -> str:
    quote = match["quote"]
    return quote + "*" * len(match["text"]) + quote
