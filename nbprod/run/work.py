"""What happens to one file: bytes, notebook, analysis, findings, excerpts.

The only module here that imports what reads and judges notebooks; a run imports it when the
cache leaves something to do.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.errors import NbprodError
from nbprod.finding import Finding
from nbprod.lint.engine import lint
from nbprod.lint.rulebook import Library, Rulebook, choose, read_library
from nbprod.notebook.model import Unreadable
from nbprod.notebook.rawlines import JsonLines, TextLines, raw_lines
from nbprod.notebook.reading import read_with_text
from nbprod.place import Place, Span
from nbprod.run.outcome import Crashed, Excerpt, Linted, Outcome, Skipped
from nbprod.run.pool import garbage_held
from nbprod.run.secrecy import FAMILY, Secrecy
from nbprod.run.state import key_of, pages_of

AROUND = 1
"""Lines shown above and below a place."""
COVERED = 4
"""Lines shown of a place that covers many."""
LENGTH = 2_000
"""Characters kept of a line that a report shows."""


def judge(
    path: str, data: bytes, config: Config, tracked: Mapping[str, str], *, take_scripts: bool
) -> Outcome | None:
    """Lint the bytes of one file, which reports call `path`.

    A text without cell markers is no notebook: None, or one cell where `take_scripts` says so.
    Raises NbprodError for a user's mistake, such as a wrong rule page. Anything else that goes
    wrong is a crash of this file alone.
    """
    with garbage_held():
        try:
            return _judged(path, data, config, tracked, take_scripts=take_scripts)
        except NbprodError:
            raise
        except RecursionError:
            return Skipped(path, "an expression is nested too deeply to be looked at")
        except Exception:
            return Crashed(path, traceback.format_exc())


def _judged(
    path: str, data: bytes, config: Config, tracked: Mapping[str, str], *, take_scripts: bool
) -> Outcome | None:
    notebook, text = read_with_text(path, data)
    if isinstance(notebook, Unreadable):
        return Skipped(path, notebook.reason, notebook.line)
    if notebook.format == "script" and not take_scripts:
        return None
    analysis = Analysis(notebook, tracked)
    findings = lint(analysis, rulebook(config))
    if not findings:
        return Linted(path)
    return linted(analysis, raw_lines(path, data, text, notebook.cells), findings, config)


def linted(
    analysis: Analysis,
    raw: JsonLines | TextLines,
    findings: tuple[Finding, ...],
    config: Config,
) -> Linted:
    """Findings with all that a report shows of their places."""
    notebook = analysis.notebook
    places = dict.fromkeys(_places(findings))
    secrecy = secrecy_of(analysis, findings, config)
    numbers = {place.cell.number for place in places}
    lines = {number: notebook.cells[number].source.split("\n") for number in numbers}
    shown = {p: excerpt(lines[p.cell.number], p, raw, secrecy) for p in places}
    return Linted(notebook.path, findings, shown)


def excerpt(
    lines: list[str], place: Place, raw: JsonLines | TextLines, secrecy: Secrecy
) -> Excerpt:
    """What a report shows of a place in a cell of these lines."""
    span, number = place.span, place.cell.number
    first = max(1, span.line - AROUND)
    last = min(len(lines), min(span.end_line, span.line + COVERED - 1) + AROUND)
    shown = (secrecy.line(number, n, lines[n - 1])[:LENGTH] for n in range(first, last + 1))
    line, column = raw.at(number, span.line, span.column)
    end_line, end_column = raw.at(number, span.end_line, span.end_column)
    return Excerpt(first, tuple(shown), Span(line, column - 1, end_line, end_column - 1))


def secrecy_of(analysis: Analysis, findings: Iterable[Finding], config: Config) -> Secrecy:
    """What of a notebook no report may show, whether or not somebody asked to report secrets."""
    guards = _guards(key_of(config), config)
    if guards.selected <= rulebook(config).selected:
        return Secrecy.over(findings)
    return Secrecy.over((*findings, *lint(analysis, guards)))


def _guards(key: str, config: Config) -> Rulebook:
    """The rules that find what no report may show, put together once."""
    if key not in _guarding:
        library = _library(config.rule_folders, pages_of(config))
        _guarding[key] = Rulebook(library, library.selected_by(FAMILY))
    return _guarding[key]


def rulebook(config: Config) -> Rulebook:
    """The rules that hold for a file under its own configuration, put together once.

    Raises NbprodError for a wrong page, an unknown rule or an unknown option.
    """
    key = key_of(config)
    if key not in _rulebooks:
        _rulebooks[key] = _chosen(_library(config.rule_folders, pages_of(config)), config)
    return _rulebooks[key]


def _chosen(library: Library, config: Config) -> Rulebook:
    """The rules of a configuration; what a file ignores is ignored however it was selected."""
    book = choose(library, config)
    out = [selector for rules in config.per_file_ignores.values() for selector in rules]
    library.refuse_unknown(out, config.origins.get("per_file_ignores", "per-file-ignores"))
    if not out:
        return book
    kept = tuple(rule for rule in book.rules if not any(map(rule.answers_to, out)))
    return Rulebook(library, kept)


_rulebooks: dict[str, Rulebook] = {}
_guarding: dict[str, Rulebook] = {}


@cache
def _library(folders: tuple[Path, ...], state: str) -> Library:
    """All pages, read again where `state` tells that one has changed."""
    return read_library(folders)


def _places(findings: Iterable[Finding]) -> Iterator[Place]:
    for finding in findings:
        yield finding.place
        for related in finding.related:
            yield related.place
