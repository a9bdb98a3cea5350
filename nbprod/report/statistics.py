"""How often each rule was broken."""

from __future__ import annotations

from collections import Counter
from json import dumps

from nbprod.report.escaping import visible
from nbprod.report.summary import summary
from nbprod.run.outcome import Report


def render(report: Report, *, as_json: bool = False) -> str:
    """Findings, notebooks and fixes by rule, the most frequent first."""
    found = [finding for linted in report.linted for finding in linted.findings]
    counts = Counter((f.code, f.rule, f.category, f.severity.value) for f in found)
    notebooks = Counter(
        rule for linted in report.linted for rule in {f.rule for f in linted.findings}
    )
    fixes = Counter(finding.rule for finding in found if finding.fix)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        names = ("code", "rule", "category", "severity")
        table = [
            {
                **dict(zip(names, key, strict=True)),
                "count": count,
                "notebooks": notebooks[key[1]],
                "fixable": fixes[key[1]],
            }
            for key, count in rows
        ]
        return dumps(table, indent=2) + "\n"
    lines = [
        f"{count:>7}  {code:<8} {visible(rule):<34} {severity:<8} in {notebooks[rule]}"
        for (code, rule, _, severity), count in rows
    ]
    return "\n".join([*lines, *([""] if lines else []), summary(report)]) + "\n"
