"""For programs: one JSON object with every finding, its places and its fix.

`cell` counts all cells from 0; `line` and `column` count from 1 inside the cell, `end_column` is
the first column behind; `raw` is the same place in the text of the file.
"""

from __future__ import annotations

from typing import Any

import nbprod
from nbprod.finding import Finding, Fix, Related
from nbprod.place import Place, Span
from nbprod.report.indenting import indented
from nbprod.run.outcome import Excerpt, Linted, Report


def render(report: Report) -> str:
    """The whole report as JSON."""
    data = {
        "version": nbprod.__version__,
        "findings": [_finding(f, linted) for linted in report.linted for f in linted.findings],
        "skipped": [{"path": s.path, "line": s.line, "reason": s.reason} for s in report.skipped],
        "crashed": [{"path": c.path, "traceback": c.traceback} for c in report.crashed],
    }
    return indented(data) + "\n"


def _finding(finding: Finding, linted: Linted) -> dict[str, Any]:
    return {
        **_place(finding.place, linted.excerpts.get(finding.place)),
        "rule": finding.rule,
        "code": finding.code,
        "category": finding.category,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "certain": finding.certain,
        "related": [_related(related, linted) for related in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _place(place: Place, excerpt: Excerpt | None) -> dict[str, Any]:
    return {
        "path": place.path,
        "cell": place.cell.number,
        "cell_id": place.cell.id,
        **_span(place.span),
        "raw": _span(excerpt.raw) if excerpt else None,
    }


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column + 1,
        "end_line": span.end_line,
        "end_column": span.end_column + 1,
    }


def _related(related: Related, linted: Linted) -> dict[str, Any]:
    excerpt = linted.excerpts.get(related.place)
    return {**_place(related.place, excerpt), "message": related.message}


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"cell": e.cell.number, **_span(e.span), "text": e.text} for e in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}
