"""One sentence about a whole report."""

from __future__ import annotations

from collections.abc import Sequence

from nbprod.finding import Severity
from nbprod.run.outcome import Report, Tally


def summary(report: Report) -> str:
    """How much was found, in how many notebooks, and what to do about it."""
    tallies = list(report.tallies)
    parts = [_found(tallies)]
    if safe := sum(tally.safe for tally in tallies):
        parts.append(f"{safe} can be fixed with `--fix`")
    if unsafe := sum(tally.unsafe for tally in tallies):
        parts.append(f"{unsafe} more with `--unsafe-fixes`")
    if known := sum(tally.known for tally in tallies):
        parts.append(f"{known} known from the baseline")
    for outcomes, what in ((report.skipped, "skipped"), (report.crashed, "crashed")):
        if count := sum(1 for _ in outcomes):
            parts.append(f"{_of(count, 'file')} {what}")
    return "; ".join(parts) + "."


def _found(tallies: Sequence[Tally]) -> str:
    findings = sum(tally.findings for tally in tallies)
    if not findings:
        return f"Nothing found in {_of(len(tallies), 'notebook')}"
    hit = sum(1 for tally in tallies if tally.findings)
    counts = zip(Severity, zip(*(tally.severities for tally in tallies), strict=True), strict=True)
    by = {severity: sum(numbers) for severity, numbers in counts}
    said = ", ".join(
        _of(by[severity], severity.value) for severity in reversed(Severity) if by[severity]
    )
    notebooks = _of(len(tallies), "notebook")
    return f"Found {_of(findings, 'finding')} ({said}) in {hit} of {notebooks}"


def _of(count: int, what: str) -> str:
    plural = what if count == 1 or what == "info" else f"{what}s"
    return f"{count} {plural}"
