"""Annotations on a GitHub change, at the raw lines of the notebook file."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.finding import Finding, Severity
from nbprod.report.escaping import visible
from nbprod.report.pieces import pieces
from nbprod.report.places import named
from nbprod.run.outcome import Crashed, Linted, Outcome, Report, Skipped

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One workflow command for each finding, each skipped file and each crash."""
    return "".join(pieces(report, piece))


def piece(outcome: Outcome) -> str:
    """The commands of one file."""
    return "".join(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    match outcome:
        case Linted():
            yield from (_finding(finding, outcome) for finding in outcome.findings)
        case Skipped(path, reason, line):
            yield f"::warning file={_property(path)},line={line},title=nbprod::{_data(reason)}"
        case Crashed(path, traceback):
            yield f"::error file={_property(path)},title=nbprod crashed::{_data(traceback)}"


def _finding(finding: Finding, linted: Linted) -> str:
    excerpt = linted.excerpts[finding.place]
    raw = excerpt.raw
    place = {
        "file": finding.place.path,
        "line": raw.line,
        "endLine": raw.end_line,
        "title": f"nbprod {finding.code} {finding.rule}",
    }
    if raw.line == raw.end_line:
        # GitHub refuses columns for an annotation over several lines.
        place |= {"col": raw.column + 1, "endColumn": raw.end_column}
    also = "".join(
        f"\n{named(r.place, linted.excerpts.get(r.place))}: {r.message}" for r in finding.related
    )
    also += f"\nHelp: {finding.help}" if finding.help else ""
    where = named(finding.place, excerpt)
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    command = _COMMANDS[finding.severity]
    return f"::{command} {properties}::{_data(f'{where}: {finding.message}{also}')}"


def _data(text: str) -> str:
    """Text as the value of a workflow command; line ends are kept, other controls are not."""
    lines = (visible(line).replace("%", "%25") for line in text.splitlines())
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
