"""One sentence about a whole report."""

from __future__ import annotations

from collections import Counter

from nbprod.finding import Severity
from nbprod.run.outcome import Report


def summary(report: Report) -> str:
    """How much was found, in how many notebooks, and what to do about it."""
    notebooks = list(report.linted)
    findings = [finding for linted in notebooks for finding in linted.findings]
    known = sum(linted.known for linted in notebooks)
    parts = [_found(report, len(findings), len(notebooks))]
    fixes = Counter(finding.fix.safe for finding in findings if finding.fix)
    if fixes[True]:
        parts.append(f"{fixes[True]} can be fixed with `--fix`")
    if fixes[False]:
        parts.append(f"{fixes[False]} more with `--unsafe-fixes`")
    if known:
        parts.append(f"{known} known from the baseline")
    for outcomes, what in ((report.skipped, "skipped"), (report.crashed, "crashed")):
        if count := sum(1 for _ in outcomes):
            parts.append(f"{_of(count, 'file')} {what}")
    return "; ".join(parts) + "."


def _found(report: Report, findings: int, notebooks: int) -> str:
    if not findings:
        return f"Nothing found in {_of(notebooks, 'notebook')}"
    hit = sum(1 for linted in report.linted if linted.findings)
    by = Counter(finding.severity for linted in report.linted for finding in linted.findings)
    said = ", ".join(
        _of(by[severity], severity.value) for severity in reversed(Severity) if by[severity]
    )
    return f"Found {_of(findings, 'finding')} ({said}) in {hit} of {_of(notebooks, 'notebook')}"


def _of(count: int, what: str) -> str:
    plural = what if count == 1 or what == "info" else f"{what}s"
    return f"{count} {plural}"
