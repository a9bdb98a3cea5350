"""What makes a finding the same finding after cells and lines have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.finding import Finding
from nbprod.run.outcome import Excerpt, Linted


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """A finding, told by what it says about which text; never by a position."""

    rule: str
    line: str
    """The line it starts on, white space made even, secrets taken out."""
    occurrence: int
    """Which of the findings with this rule and line it is in the notebook, from 1."""

    @property
    def digest(self) -> str:
        """The identity as a short text."""
        from hashlib import blake2b

        said = "\0".join((self.rule, self.line)).encode("utf-8", "surrogatepass")
        return f"{blake2b(said, digest_size=8).hexdigest()}:{self.occurrence}"


def identities(linted: Linted) -> Iterator[tuple[Finding, Identity]]:
    """Each finding of a notebook with its identity, in document order."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in linted.findings:
        line = text_of(finding, linted.excerpts[finding.place])
        seen[finding.rule, line] += 1
        yield finding, Identity(finding.rule, line, seen[finding.rule, line])


def text_of(finding: Finding, excerpt: Excerpt) -> str:
    """The line a finding starts on, white space made even."""
    index = finding.place.span.line - excerpt.first
    return " ".join(excerpt.lines[index].split()) if index < len(excerpt.lines) else ""
