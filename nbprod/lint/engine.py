"""An analysis and rules become findings.

1. `answers` puts tables and checks to the notebook: matches without words.
2. Each match gets its place and its message: a `Finding`.
3. What somebody allowed is taken out; allowances that allow nothing become findings themselves.
4. Findings are sorted by place; what is said twice is said once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nbprod.analysis import Analysis
from nbprod.finding import Finding, Fix, Related
from nbprod.lint.allow import Allowance, allowances, judge, withhold
from nbprod.lint.edits import add_keywords
from nbprod.lint.lookup import Applied
from nbprod.lint.match import Match
from nbprod.lint.matching import Answer, answers
from nbprod.lint.placing import place
from nbprod.lint.rulebook import Rulebook
from nbprod.lint.wording import word
from nbprod.place import Place


def lint(notebook: Analysis, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Every finding of a notebook that nobody allowed, in document order."""
    lookup = rulebook.lookup
    found = _findings(answers(notebook, lookup), notebook)
    stated = allowances(notebook, rulebook.library)
    if not stated:
        return found
    kept, used = withhold(found, stated, rulebook.library)
    asked = lookup.grains.get(Allowance, ())
    about = (
        (applied, match)
        for applied in asked
        for allowance in judge(stated, used, rulebook)
        for match in applied.ask(allowance, notebook)
    )
    told, _ = withhold(_findings(about, notebook), stated, rulebook.library)
    return _sorted((*kept, *told))


def _findings(found: Iterable[Answer], notebook: Analysis) -> tuple[Finding, ...]:
    """Findings without twins: tables that overlap see one hazard, a check may see two at a place."""
    said: dict[tuple[str, Place, str], Finding] = {}
    for applied, match in found:
        one = _finding(applied, match, notebook)
        said.setdefault((one.code, one.place, one.message if applied.check else ""), one)
    return _sorted(said.values())


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in document order."""
    return tuple(sorted(found, key=lambda f: (f.place, f.code, f.message)))


def _finding(applied: Applied, match: Match, notebook: Analysis) -> Finding:
    rule = applied.rule
    message, help = word(rule, match.values)
    return Finding(
        rule=rule.name,
        code=rule.code,
        category=rule.family,
        severity=rule.severity,
        message=message,
        place=place(notebook, match.cell, match.at),
        certain=match.certain,
        related=tuple(
            Related(place(notebook, also.cell, also.at), also.message) for also in match.related
        ),
        fix=match.fix or _stated_fix(applied, match, notebook),
        help=help,
    )


def _stated_fix(applied: Applied, match: Match, notebook: Analysis) -> Fix | None:
    """The fix that the page itself states."""
    stated = applied.rule.fix
    if stated is None or not isinstance(match.at, ast.Call):
        return None
    edit = add_keywords(notebook.record[match.cell], match.at, dict(stated.keywords))
    return Fix(stated.title, (edit,), stated.safe) if edit else None
