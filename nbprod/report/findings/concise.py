"""One line a finding: place, severity, rule, message."""

from __future__ import annotations

from nbprod.report.escaping import visible
from nbprod.report.places import named
from nbprod.run.outcome import Crashed, Linted, Report, Skipped


def render(report: Report) -> str:
    """One line for each finding, each skipped file and each crash."""
    lines: list[str] = []
    for outcome in report.outcomes:
        match outcome:
            case Linted(_, findings, excerpts):
                for f in findings:
                    where = visible(named(f.place, excerpts.get(f.place)))
                    lines.append(f"{where}: {f.severity.value}[{f.rule}] {visible(f.message)}\n")
            case Skipped(path, reason, line):
                lines.append(f"{visible(path)}:{line}: skipped: {visible(reason)}\n")
            case Crashed(path, traceback):
                last = traceback.rstrip().rpartition("\n")[2]
                lines.append(f"{visible(path)}:1: crashed: {visible(last)}\n")
    return "".join(lines)
