"""What came of each file, and of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbprod.finding import Finding
from nbprod.place import Place, Span


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a report shows of a place, so that nobody opens the notebook again."""

    first: int
    """Number of the first of `lines` in its cell, from 1."""
    lines: tuple[str, ...]
    """The lines of the place and one around it, secrets taken out; empty for an empty cell."""
    raw: Span
    """The same place in the text of the file: line from 1, column from 0 in characters."""


@dataclass(frozen=True, slots=True)
class Linted:
    """A notebook that was looked at; no findings means that it is clean."""

    path: str
    findings: tuple[Finding, ...] = ()
    excerpts: Mapping[Place, Excerpt] = field(default_factory=dict)
    """For each place that a finding names."""
    known: int = 0
    """How many findings the baseline took away."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left alone, and why."""

    path: str
    reason: str
    line: int = 1
    """Line of the file where reading stopped."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """A file on which nbprod itself failed; the others are reported all the same."""

    path: str
    traceback: str


Outcome = Linted | Skipped | Crashed


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of one invocation, in the order in which files were named and found."""

    outcomes: tuple[Outcome, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    """Where the pages of the user's own rules lie."""
    colour: bool = False
    """Whether the reader's terminal shows colours."""

    @property
    def linted(self) -> Iterator[Linted]:
        """The notebooks that were looked at."""
        return (outcome for outcome in self.outcomes if isinstance(outcome, Linted))

    @property
    def skipped(self) -> Iterator[Skipped]:
        """The files that were left alone."""
        return (outcome for outcome in self.outcomes if isinstance(outcome, Skipped))

    @property
    def crashed(self) -> Iterator[Crashed]:
        """The files on which nbprod failed."""
        return (outcome for outcome in self.outcomes if isinstance(outcome, Crashed))

    @property
    def findings(self) -> Iterator[tuple[Finding, Excerpt]]:
        """Every finding with its excerpt, file by file, in document order."""
        for linted in self.linted:
            for finding in linted.findings:
                yield finding, linted.excerpts[finding.place]
