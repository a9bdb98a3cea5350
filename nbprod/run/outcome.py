"""What came of each file, and of all of them.

The values of a run are named tuples: every warm run imports them, and to define a frozen dataclass
takes ten times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from nbprod.finding import Finding, Severity
from nbprod.place import Place, Span


class Excerpt(NamedTuple):
    """What a report shows of a place, so that nobody opens the notebook again."""

    first: int
    """Number of the first of `lines` in its cell, from 1."""
    lines: tuple[str, ...]
    """The lines of the place and one around it, secrets taken out; empty for an empty cell."""
    raw: Span
    """The same place in the text of the file: line from 1, column from 0 in characters."""


class Tally(NamedTuple):
    """How much was found in one notebook."""

    severities: tuple[int, ...]
    """Findings of each severity, in the order of `Severity`."""
    safe: int = 0
    """Findings with a safe fix."""
    unsafe: int = 0
    """Findings with another fix."""
    known: int = 0
    """Findings that the baseline took away."""

    @classmethod
    def of(cls, findings: Sequence[Finding], known: int = 0) -> Tally:
        """Count some findings."""
        counts = Counter(finding.severity for finding in findings)
        fixes = Counter(finding.fix.safe for finding in findings if finding.fix)
        return cls(tuple(counts[s] for s in Severity), fixes[True], fixes[False], known)

    @property
    def findings(self) -> int:
        """Findings of any severity."""
        return sum(self.severities)


class Linted(NamedTuple):
    """A notebook that was looked at; no findings means that it is clean."""

    path: str
    findings: tuple[Finding, ...] = ()
    excerpts: Mapping[Place, Excerpt] = {}
    """For each place that a finding names."""
    known: int = 0
    """How many findings the baseline took away."""

    @property
    def tally(self) -> Tally:
        """How much was found."""
        return Tally.of(self.findings, self.known)


class Skipped(NamedTuple):
    """A file that was left alone, and why."""

    path: str
    reason: str
    line: int = 1
    """Line of the file where reading stopped."""


class Crashed(NamedTuple):
    """A file on which nbprod itself failed; the others are reported all the same."""

    path: str
    traceback: str


Outcome = Linted | Skipped | Crashed


class Kept(NamedTuple):
    """A notebook as the cache remembers it: sums at once, findings when somebody asks."""

    path: str
    tally: Tally
    piece: tuple[str, str] | None
    """What one format says of it, headed by the name of that format."""
    load: Callable[[], Outcome]


@dataclass(frozen=True, eq=False)
class Report:
    """What came of all files, in the order in which they were named and found."""

    entries: tuple[Outcome | Kept, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    """Where the pages of the user's own rules lie."""
    colour: bool = False
    """Whether the reader's terminal shows colours."""

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each file."""
        return tuple(e.load() if isinstance(e, Kept) else e for e in self.entries)

    @property
    def tallies(self) -> Iterator[Tally]:
        """The sums of each notebook that was looked at."""
        return (entry.tally for entry in self.entries if isinstance(entry, Linted | Kept))

    @property
    def linted(self) -> Iterator[Linted]:
        """The notebooks that were looked at."""
        return (outcome for outcome in self.outcomes if isinstance(outcome, Linted))

    @property
    def skipped(self) -> Iterator[Skipped]:
        """The files that were left alone."""
        return (entry for entry in self.entries if isinstance(entry, Skipped))

    @property
    def crashed(self) -> Iterator[Crashed]:
        """The files on which nbprod failed."""
        return (entry for entry in self.entries if isinstance(entry, Crashed))

    @property
    def findings(self) -> Iterator[tuple[Finding, Excerpt]]:
        """Every finding with its excerpt, file by file, in document order."""
        for linted in self.linted:
            for finding in linted.findings:
                yield finding, linted.excerpts[finding.place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Report) and self.outcomes == other.outcomes

    def __hash__(self) -> int:
        return hash(self.outcomes)
