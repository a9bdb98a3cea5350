"""Findings that were there before: reported no more, and forgotten once they are gone.

A baseline lists rule, line and count for each notebook, never a position, so that cells and lines
may move. It lets an old repository adopt nbprod today and get better from there.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbprod.errors import ConfigError
from nbprod.run.identity import text_of
from nbprod.run.outcome import Linted, Outcome, Report

FORM = 1
"""Raised when the file's form changes."""

Known = Counter[tuple[str, str]]
"""How often each rule was broken on each line of one notebook."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known, by path relative to the baseline's folder."""

    folder: Path
    files: Mapping[str, Known] = field(default_factory=dict)

    def apply(self, report: Report) -> Report:
        """The report without what is known."""
        return replace(report, entries=tuple(map(self._unknown, report.outcomes)))

    def updated(self, report: Report) -> Baseline:
        """The baseline as it should be after a report: what is gone is forgotten.

        Notebooks that the report does not speak of are kept while they exist.
        """
        files = {name: known for name, known in self.files.items() if (self.folder / name).exists()}
        for linted in report.linted:
            files[self._name(linted.path)] = _known(linted)
        return Baseline(self.folder, {name: known for name, known in files.items() if known})

    def gone(self, report: Report) -> int:
        """How many known findings of the report's notebooks are found no more."""
        return sum(
            (self.files.get(self._name(linted.path), Known()) - _known(linted)).total()
            for linted in report.linted
        )

    def _unknown(self, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Linted):
            return outcome
        left = Counter(self.files.get(self._name(outcome.path), Known()))
        new = []
        for finding in outcome.findings:
            key = finding.rule, text_of(finding, outcome.excerpts[finding.place])
            left[key] -= 1
            if left[key] < 0:
                new.append(finding)
        known = len(outcome.findings) - len(new)
        return outcome._replace(findings=tuple(new), known=known)

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self.folder).replace(os.sep, "/")


def read(path: Path) -> Baseline:
    """Read a baseline.

    Raises ConfigError for a file that is none.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["nbprod-baseline"] != FORM:
            raise ConfigError(f"{path}: written by another version; use --update-baseline")
        return Baseline(path.absolute().parent, dict(map(_file, data["files"].items())))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such baseline; write it with --update-baseline") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: no baseline of nbprod ({error!r})") from error


def text(baseline: Baseline) -> str:
    """A baseline as JSON that changes little when little changes."""
    files = {
        name: [
            {"rule": rule, "line": line, "count": count}
            for (rule, line), count in sorted(known.items())
        ]
        for name, known in sorted(baseline.files.items())
    }
    data = {"nbprod-baseline": FORM, "files": files}
    return json.dumps(data, indent=1) + "\n"


def _file(item: tuple[str, Iterable[Mapping[str, Any]]]) -> tuple[str, Known]:
    name, rows = item
    return name, Counter({(row["rule"], row["line"]): int(row["count"]) for row in rows})


def _known(linted: Linted) -> Known:
    return Counter((f.rule, text_of(f, linted.excerpts[f.place])) for f in linted.findings)
