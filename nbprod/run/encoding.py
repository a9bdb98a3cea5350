"""Outcomes as JSON and back, without the file's name: that is the cache's to know."""

from __future__ import annotations

from typing import Any

from nbprod.finding import Edit, Finding, Fix, Related, Severity
from nbprod.place import CellRef, Place, Span
from nbprod.run.outcome import Excerpt, Linted, Outcome, Skipped

_SEVERITIES = {severity.value: severity for severity in Severity}


def encode(outcome: Linted | Skipped) -> str:
    """An outcome as compact JSON text."""
    if isinstance(outcome, Skipped):
        return _dump({"reason": outcome.reason, "line": outcome.line})
    return _dump(
        {
            "findings": [_finding(finding) for finding in outcome.findings],
            "excerpts": [
                [_place(place), excerpt.first, excerpt.lines, _span(excerpt.raw)]
                for place, excerpt in outcome.excerpts.items()
            ],
        }
    )


def decode(text: str, path: str) -> Outcome:
    """The outcome that `encode` wrote, for a file that reports call `path`.

    Raises ValueError, KeyError or TypeError for a text that `encode` did not write.
    """
    import json

    data = json.loads(text)
    if "reason" in data:
        return Skipped(path, data["reason"], data["line"])
    return Linted(
        path,
        tuple(_to_finding(row, path) for row in data["findings"]),
        {
            _to_place(place, path): Excerpt(first, tuple(lines), Span(*raw))
            for place, first, lines, raw in data["excerpts"]
        },
    )


def _dump(data: object) -> str:
    import json

    return json.dumps(data, separators=(",", ":"))


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.rule,
        finding.code,
        finding.category,
        finding.severity.value,
        finding.message,
        _place(finding.place),
        finding.certain,
        [[_place(related.place), related.message] for related in finding.related],
        _fix(finding.fix) if finding.fix else None,
        finding.help,
    ]


def _to_finding(row: list[Any], path: str) -> Finding:
    rule, code, category, severity, message, place, certain, related, fix, help = row
    return Finding(
        rule,
        code,
        category,
        _SEVERITIES[severity],
        message,
        _to_place(place, path),
        certain,
        tuple(Related(_to_place(at, path), said) for at, said in related),
        _to_fix(fix) if fix else None,
        help,
    )


def _place(place: Place) -> list[Any]:
    return [place.cell.number, place.cell.id, *_span(place.span)]


def _to_place(row: list[Any], path: str) -> Place:
    return Place(path, CellRef(row[0], row[1]), Span(*row[2:]))


def _span(span: Span) -> list[int]:
    return [span.line, span.column, span.end_line, span.end_column]


def _fix(fix: Fix) -> list[Any]:
    edits = [[e.cell.number, e.cell.id, *_span(e.span), e.text] for e in fix.edits]
    return [fix.title, fix.safe, edits]


def _to_fix(row: list[Any]) -> Fix:
    title, safe, edits = row
    return Fix(title, tuple(Edit(CellRef(e[0], e[1]), Span(*e[2:6]), e[6]) for e in edits), safe)
