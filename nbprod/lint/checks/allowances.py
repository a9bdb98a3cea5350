"""Allowances that allow nothing."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.finding import Edit, Fix
from nbprod.lint.allow import Allowance
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.place import Span


@each(Allowance)
def idle(allowance: Allowance, notebook: Analysis) -> Iterator[Match]:
    """All the rules that a word names were asked, and it kept back nothing."""
    if allowance.idle:
        stated = allowance.stated
        fix = _removal(allowance, notebook)
        yield Match(stated.cell, stated.at, {"word": stated.word}, fix=fix)


@each(Allowance)
def unknown(allowance: Allowance, notebook: Analysis) -> Iterator[Match]:
    """A word names no rule, no code and no family."""
    if not (allowance.known or allowance.stated.text):
        stated = allowance.stated
        meant = f"; did you mean `{allowance.meant}`?" if allowance.meant else ""
        yield Match(stated.cell, stated.at, {"word": stated.word, "meant": meant})


@each(Allowance)
def malformed(allowance: Allowance, notebook: Analysis) -> Iterator[Match]:
    """A comment seems to allow something, in a form that allows nothing."""
    stated = allowance.stated
    if stated.text:
        yield Match(stated.cell, stated.at, {"text": stated.text})


def _removal(allowance: Allowance, notebook: Analysis) -> Fix | None:
    """Remove the comment, or the word alone where the comment's others are needed."""
    stated = allowance.stated
    if stated.comment is None or stated.at is None:
        return None
    lines = notebook.notebook.cells[stated.cell.number].source.split("\n")
    line = lines[stated.comment.line - 1]
    span = _comment(stated.comment, lines) if allowance.all_idle else _word(stated.at, line)
    return Fix("Remove what allows nothing", (Edit(stated.cell, span, ""),), safe=True)


def _comment(comment: Span, lines: list[str]) -> Span:
    """The comment with the space before it; its whole line where it stands alone."""
    number, line = comment.line, lines[comment.line - 1]
    before, after = line[: comment.column], line[comment.end_column :]
    if before.strip() or after.strip():
        return Span(number, len(before.rstrip()), number, comment.end_column)
    if number < len(lines):
        return Span(number, 0, number + 1, 0)
    if number > 1:
        return Span(number - 1, len(lines[number - 2]), number, len(line))
    return Span(number, 0, number, len(line))


def _word(at: Span, line: str) -> Span:
    """The word with one comma beside it."""
    after = line[at.end_column :]
    if after.lstrip().startswith(","):
        rest = after.lstrip()[1:]
        end = len(line) - len(rest.lstrip())
        return Span(at.line, at.column, at.line, end)
    before = line[: at.column].rstrip()
    start = len(before) - 1 if before.endswith(",") else at.column
    return Span(at.line, start, at.line, at.end_column)
