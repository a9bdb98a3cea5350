"""One line a finding: place, severity, rule, message."""

from __future__ import annotations

from nbprod.finding import Finding
from nbprod.report.escaping import visible
from nbprod.report.pieces import pieces
from nbprod.report.places import named
from nbprod.run.outcome import Crashed, Linted, Outcome, Report, Skipped


def render(report: Report) -> str:
    """One line for each finding, each skipped file and each crash."""
    return "".join(pieces(report, piece))


def piece(outcome: Outcome) -> str:
    """The lines of one file."""
    match outcome:
        case Linted():
            return "".join(_finding(finding, outcome) for finding in outcome.findings)
        case Skipped(path, reason, line):
            return f"{visible(path)}:{line}: skipped: {visible(reason)}\n"
        case Crashed(path, traceback):
            last = traceback.rstrip().rpartition("\n")[2]
            return f"{visible(path)}:1: crashed: {visible(last)}\n"


def _finding(finding: Finding, linted: Linted) -> str:
    where = visible(named(finding.place, linted.excerpts.get(finding.place)))
    return f"{where}: {finding.severity.value}[{finding.rule}] {visible(finding.message)}\n"
