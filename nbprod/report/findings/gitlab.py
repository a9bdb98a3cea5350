"""A GitLab Code Quality report, at the raw lines of the notebook file."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from nbprod.finding import Finding, Severity
from nbprod.report.indenting import indented
from nbprod.report.places import named
from nbprod.run.identity import Identity, identities
from nbprod.run.outcome import Linted, Report

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report) -> str:
    """The report as a JSON list, one entry a finding, skipped file or crash."""
    entries = [
        _entry(finding, identity, linted)
        for linted in report.linted
        for finding, identity in identities(linted)
    ]
    entries += [_about(s.path, "skipped", s.reason, s.line) for s in report.skipped]
    entries += [_about(c.path, "crashed", c.traceback, 1) for c in report.crashed]
    return indented(entries) + "\n"


def _entry(finding: Finding, identity: Identity, linted: Linted) -> dict[str, Any]:
    raw = linted.excerpts[finding.place].raw
    where = named(finding.place, linted.excerpts[finding.place])
    return {
        "description": f"{finding.message} ({where})",
        "content": {"body": finding.help},
        "check_name": finding.rule,
        "categories": [finding.category],
        "fingerprint": _fingerprint(linted.path, identity.digest),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.place.path,
            "lines": {"begin": raw.line, "end": raw.end_line},
            "positions": {
                "begin": {"line": raw.line, "column": raw.column + 1},
                "end": {"line": raw.end_line, "column": raw.end_column + 1},
            },
        },
    }


def _about(path: str, what: str, why: str, line: int) -> dict[str, Any]:
    return {
        "description": f"{what}: {why}",
        "check_name": what,
        "fingerprint": _fingerprint(path, what),
        "severity": "major",
        "location": {"path": path, "lines": {"begin": line}},
    }


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
