"""A JUnit report: a suite for each notebook, a failure for each finding."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from nbprod.finding import Finding
from nbprod.report.escaping import visible
from nbprod.report.places import named
from nbprod.run.outcome import Crashed, Linted, Outcome, Report, Skipped


def render(report: Report) -> str:
    """The report as XML; a clean notebook is one test that passed."""
    findings = sum(len(linted.findings) for linted in report.linted)
    errors = sum(1 for _ in report.crashed)
    tests = sum(_tests(outcome) for outcome in report.outcomes)
    suites = "".join(line + "\n" for outcome in report.outcomes for line in _suite(outcome))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="nbprod" tests="{tests}" failures="{findings}" errors="{errors}">\n'
        f"{suites}</testsuites>\n"
    )


def _tests(outcome: Outcome) -> int:
    return max(1, len(outcome.findings)) if isinstance(outcome, Linted) else 1


def _suite(outcome: Outcome) -> Iterator[str]:
    failures = len(outcome.findings) if isinstance(outcome, Linted) else 0
    errors, skipped = int(isinstance(outcome, Crashed)), int(isinstance(outcome, Skipped))
    yield (
        f'  <testsuite name={_attribute(outcome.path)} tests="{_tests(outcome)}" '
        f'failures="{failures}" errors="{errors}" skipped="{skipped}">'
    )
    match outcome:
        case Linted(path, ()):
            yield f'    <testcase name="nbprod" classname={_attribute(path)}/>'
        case Linted():
            for finding in outcome.findings:
                yield from _failure(finding, outcome)
        case Skipped(path, reason, line):
            yield f'    <testcase name="nbprod" classname={_attribute(path)}>'
            yield f"      <skipped message={_attribute(f'line {line}: {reason}')}/>"
            yield "    </testcase>"
        case Crashed(path, traceback):
            yield f'    <testcase name="nbprod" classname={_attribute(path)}>'
            yield f'      <error message="nbprod crashed">{_body(traceback)}</error>'
            yield "    </testcase>"
    yield "  </testsuite>"


def _failure(finding: Finding, linted: Linted) -> Iterator[str]:
    places = [(finding.place, finding.message)]
    places += [(related.place, related.message) for related in finding.related]
    body = "\n".join(f"{named(at, linted.excerpts.get(at))}: {said}" for at, said in places)
    body += f"\nHelp: {finding.help}" if finding.help else ""
    where = named(finding.place, linted.excerpts[finding.place]).removeprefix(linted.path + ":")
    name = _attribute(f"{finding.rule} at {where}")
    yield f"    <testcase name={name} classname={_attribute(linted.path)}>"
    yield (
        f"      <failure type={_attribute(finding.severity.value)} "
        f"message={_attribute(finding.message)}>{_body(body)}</failure>"
    )
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _body(text: str) -> str:
    return escape("\n".join(visible(line) for line in text.splitlines()))
