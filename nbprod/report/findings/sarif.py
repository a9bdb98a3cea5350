"""SARIF 2.1.0 for code scanning, at the raw lines of the notebook file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbprod
from nbprod.finding import Finding, Severity
from nbprod.knowledge import home
from nbprod.lint.page import Page, read_page
from nbprod.lint.rulebook import pages
from nbprod.place import Place, Span
from nbprod.report.escaping import visible
from nbprod.report.indenting import indented
from nbprod.run.identity import Identity, identities
from nbprod.run.outcome import Linted, Report

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SENSITIVE = {"secret": "8.0", "security": "7.0", "personal-data": "6.0"}
"""Families that code scanning shows as security alerts, with the score it asks for."""


def render(report: Report) -> str:
    """The report as one SARIF run; rules carry the text of their pages."""
    told = {f.rule: f for linted in report.linted for f in linted.findings}
    places = {name: position for position, name in enumerate(sorted(told))}
    run = {
        "tool": {"driver": _driver([told[name] for name in places], report.rule_folders)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The working directory."}}},
        "invocations": [_invocation(report)],
        "results": [
            {**_result(finding, identity, linted), "ruleIndex": places[finding.rule]}
            for linted in report.linted
            for finding, identity in identities(linted)
        ],
    }
    return indented({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _driver(told: list[Finding], folders: tuple[Path, ...]) -> dict[str, Any]:
    known = {
        path.stem: (path, family) for folder in (home(), *folders) for path, family in pages(folder)
    }
    return {
        "name": "nbprod",
        "version": nbprod.__version__,
        "semanticVersion": nbprod.__version__,
        "rules": [_rule(finding, known) for finding in told],
    }


def _rule(finding: Finding, known: Mapping[str, tuple[Path, str]]) -> dict[str, Any]:
    """A rule as its page tells it; one without a page (it was deleted since) by name alone."""
    properties: dict[str, Any] = {"tags": ["notebook", finding.category]}
    if score := _SENSITIVE.get(finding.category):
        properties["tags"].append("security")
        properties["security-severity"] = score
    rule = {
        "id": finding.rule,
        "name": "".join(word.title() for word in finding.rule.split("-")),
        "properties": properties,
    }
    if place := known.get(finding.rule):
        rule |= _words(read_page(*place))
    return rule


def _words(page: Page) -> dict[str, Any]:
    sections = "\n\n".join(f"## {name}\n\n{body}" for name, body in page.sections.items())
    return {
        "shortDescription": {"text": page.rule.title},
        "fullDescription": {"text": page.intro or page.rule.title},
        "help": {"text": sections or page.rule.title, "markdown": sections or page.rule.title},
        "defaultConfiguration": {"level": _LEVELS[page.rule.severity]},
    }


def _result(finding: Finding, identity: Identity, linted: Linted) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _said(finding)},
        "locations": [_location(finding.place, linted)],
        "partialFingerprints": {"primaryLocationLineHash": identity.digest},
        "properties": {"code": finding.code, "certain": finding.certain},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(related.place, linted),
                "message": {"text": visible(related.message)},
            }
            for number, related in enumerate(finding.related)
        ]
    return result


def _said(finding: Finding) -> str:
    message = visible(finding.message)
    return f"{message}\nHelp: {visible(finding.help)}" if finding.help else message


def _location(place: Place, linted: Linted) -> dict[str, Any]:
    excerpt = linted.excerpts.get(place)
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.path)}
    if excerpt:
        physical["region"] = _region(excerpt.raw)
    name = f"cell {place.cell.number + 1}"
    return {
        "physicalLocation": physical,
        "logicalLocations": [
            {"name": name, "fullyQualifiedName": visible(str(place)), "kind": "module"}
        ],
    }


def _region(raw: Span) -> dict[str, int]:
    return {
        "startLine": raw.line,
        "startColumn": raw.column + 1,
        "endLine": raw.end_line,
        "endColumn": raw.end_column + 1,
    }


def _artifact(path: str) -> dict[str, str]:
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _invocation(report: Report) -> dict[str, Any]:
    """Whether all went well, and what was skipped or crashed."""
    told = [("warning", s.path, f"skipped: {s.reason}", s.line) for s in report.skipped]
    told += [("error", c.path, f"crashed: {c.traceback}", 1) for c in report.crashed]
    return {
        "executionSuccessful": not any(level == "error" for level, *_ in told),
        "toolExecutionNotifications": [
            {
                "level": level,
                "message": {"text": text},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": _artifact(path),
                            "region": {"startLine": line},
                        }
                    }
                ],
            }
            for level, path, text, line in told
        ],
    }
