"""Fixes brought into files: bytes no fix touches stay, and no file is ever half written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.run.discovery import Asked
from nbprod.run.outcome import Linted, Outcome, Report
from nbprod.run.world import Witness


@dataclass(frozen=True, slots=True)
class Change:
    """What fixes do to one notebook."""

    outcome: Linted
    """What is still found afterwards."""
    after: bytes
    cells: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Each changed cell before and after, by number, secrets taken out."""
    applied: int = 0
    dropped: tuple[Finding, ...] = ()
    """Findings whose fix would have left a cell that does not parse."""


def changes(report: Report, asked: Asked, *, unsafe: bool) -> Iterator[tuple[str, Change]]:
    """What the due fixes of a report do, notebook by notebook, under its name in the report."""
    for linted in report.linted:
        if any(f.fix and (f.fix.safe or unsafe) for f in linted.findings):
            path = Path(linted.path).absolute()
            config = asked.config(str(path.parent)).for_file(path)
            change = fixed(linted.path, path.read_bytes(), config, unsafe=unsafe)
            if change and change.cells:
                yield linted.path, change


def fixed(path: str, data: bytes, config: Config, *, unsafe: bool) -> Change | None:
    """The bytes of a notebook with its fixes made; None where it cannot be read."""
    from nbprod.analysis import Analysis
    from nbprod.lint.engine import lint
    from nbprod.lint.fixing import fix
    from nbprod.notebook.model import Unreadable
    from nbprod.notebook.rawlines import raw_lines
    from nbprod.notebook.reading import read
    from nbprod.notebook.rewriting import rewrite
    from nbprod.run.work import linted, rulebook, secrecy_of

    notebook = read(path, data)
    if isinstance(notebook, Unreadable):
        return None
    tracked = Witness(Path(path).absolute(), config)
    before = Analysis(notebook, tracked)
    done = fix(notebook, rulebook(config), unsafe=unsafe, tracked=tracked)
    now = Analysis(done.notebook, tracked)
    pairs = zip(notebook.cells, done.notebook.cells, strict=True)
    sources = {old.ref.number: new.source for old, new in pairs if old.source != new.source}
    after = rewrite(path, data, sources)
    hidden_before = secrecy_of(before, lint(before, rulebook(config)), config)
    hidden_now = secrecy_of(now, done.left, config)
    cells = {
        number: (
            hidden_before.cell(number, notebook.cells[number].source),
            hidden_now.cell(number, source),
        )
        for number, source in sources.items()
    }
    outcome = linted(now, raw_lines(path, after), done.left, config)
    return Change(outcome, after, cells, len(done.applied), done.dropped)


def with_changes(report: Report, made: Mapping[str, Change]) -> Report:
    """The report as it stands after some changes."""

    def after(outcome: Outcome) -> Outcome:
        return made[outcome.path].outcome if outcome.path in made else outcome

    return replace(report, entries=tuple(map(after, report.outcomes)))


def write(path: str, data: bytes) -> None:
    """Put bytes in the place of a file, all at once, its mode and links kept."""
    target = Path(path).resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(target.stat().st_mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
