"""Hazards that somebody found in the notebook and that the package still has.

A hazard goes with its statement where that is left out, and with its literal where that became a
setting. All others stay, and are told once for each rule.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nbprod.extract.decisions.drafting import Draft, drafted
from nbprod.extract.plan import Hazard, Plan, Setting
from nbprod.extract.statements.line_magics import ECHO
from nbprod.finding import Finding
from nbprod.notebook.model import Cell, Notebook, Parsed
from nbprod.notebook.parsing import parse
from nbprod.place import CellRef, Span


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a notebook, as far as an extraction does not settle it anyway."""

    findings: tuple[Finding, ...] = ()
    of_literals: frozenset[str] = field(default_factory=frozenset)
    """Rules that speak of a literal, which may become a setting."""


def remaining(plan: Plan, notebook: Notebook, kept: Notebook, found: Found) -> Iterator[Hazard]:
    """One hazard for each rule, with every cell that has it; `kept` are the cells that were asked for."""
    rules: dict[str, list[Finding]] = {}
    here = _Package.of(plan, notebook, kept, found.findings)
    for finding in found.findings:
        lifted = finding.rule in found.of_literals and here.lifts(finding)
        if not lifted and not here.leaves(finding):
            rules.setdefault(finding.rule, []).append(finding)
    for rule, standing in rules.items():
        cells = sorted({finding.place.cell for finding in standing})
        yield Hazard(cells[0], rule, _told(standing), False, tuple(cells[1:]))


def _told(standing: list[Finding]) -> str:
    """What the first one says, and how many there are besides."""
    more = len(standing) - 1
    return standing[0].message + (f"; {more} more of this kind" if more else "")


@dataclass(frozen=True, slots=True)
class _Package:
    """What a package keeps of the cells of a notebook."""

    cells: tuple[Cell, ...]
    parsed: dict[CellRef, Parsed]
    gone: frozenset[CellRef]
    left_out: dict[CellRef, list[str]]
    """First lines of statements, by cell."""
    settings: dict[str, Setting]
    """By the text that the notebook has."""
    draft: Draft | None

    @classmethod
    def of(
        cls, plan: Plan, notebook: Notebook, kept: Notebook, findings: Iterable[Finding]
    ) -> _Package:
        """Read a plan."""
        asked = {finding.place.cell for finding in findings}
        left: dict[CellRef, list[str]] = {}
        for each in plan.left_out:
            if each.why != ECHO:
                left.setdefault(each.cell, []).append(each.what)
        parsed = parse(notebook) if asked else ()
        return cls(
            notebook.cells,
            {each.cell.ref: each for each in parsed if isinstance(each, Parsed)},
            frozenset(_gone(plan, notebook, kept)),
            left,
            {text: setting for setting in plan.settings if (text := _text(setting))},
            drafted(plan),
        )

    def leaves(self, finding: Finding) -> bool:
        """Whether the statement of a finding is not in the package."""
        cell = finding.place.cell
        if cell in self.gone:
            return True
        lines = self._first_lines(cell, finding.place.span.line)
        return any(_is_told(line, what) for what in self.left_out.get(cell, ()) for line in lines)

    def lifts(self, finding: Finding) -> bool:
        """Whether the text that a finding names is a setting, or begins with one, where it stands."""
        for text, setting in self.settings.items():
            if _names(finding.message, text):
                cell = finding.place.cell
                written = text in _within(self.cells[cell.number].source, finding.place.span)
                if not written or cell == setting.cell or self._reads(setting.name, cell):
                    return True
        return False

    def _reads(self, setting: str, cell: CellRef) -> bool:
        """Whether a literal of a cell became a setting."""
        if self.draft is None:
            return False
        lifted = self.draft.work.settings.literals
        pieces = (piece for piece in self.draft.program.pieces if piece.cell == cell)
        parts = (part for piece in pieces for part in ast.walk(piece.node))
        return any(lifted.get(id(part)) == setting for part in parts)

    def _first_lines(self, cell: CellRef, line: int) -> Iterator[str]:
        """How the statement at a line begins, as a list of what was left out may say it."""
        lines = self.cells[cell.number].source.split("\n")
        yield lines[line - 1].strip()
        statements = self.parsed[cell].tree.body if cell in self.parsed else []
        for node in statements:
            if node.lineno <= line <= (node.end_lineno or node.lineno):
                yield lines[node.lineno - 1].strip()
                yield ast.get_source_segment(self.parsed[cell].masked.text, node) or ""


def _gone(plan: Plan, notebook: Notebook, kept: Notebook) -> Iterator[CellRef]:
    """Cells that nobody asked for, and those that could not be kept."""
    made = drafted(plan)
    staying = set(_staying(made)) if made else set()
    for cell, now in zip(notebook.cells, kept.cells, strict=True):
        if cell.source and not now.source:
            yield cell.ref
    yield from (each.cell for each in plan.refused if each.cell not in staying)


def _staying(made: Draft) -> Iterator[CellRef]:
    for scope in made.scopes:
        yield from (piece.cell for piece in scope.pieces)
    yield from (piece.cell for piece in made.work.lifted.pieces)


def _text(setting: Setting) -> str:
    """The text that a setting stands for; empty where it is a number, or a secret."""
    try:
        value = ast.literal_eval(setting.value) if setting.value else ""
    except (SyntaxError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def _within(source: str, span: Span) -> str:
    """The text at a place."""
    lines = source.split("\n")[span.line - 1 : span.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def _names(message: str, text: str) -> bool:
    """Whether a message quotes a text, maybe shortened, or something below it."""
    start, shortened, _ = message.partition("…`")
    if shortened and text.startswith(start.rpartition("`")[2]):
        return True
    return any(f"`{text}{end}" in message for end in ("`", "/", "\\"))


def _is_told(line: str, what: str) -> bool:
    """Whether a line is the one that a list of what was left out names, maybe shortened."""
    first = line.split("\n")[0].strip()
    stem = what.removesuffix("...")
    return first == what or (len(stem) >= SHORTENED and first.startswith(stem))


SHORTENED = 69
"""Letters from which on a line in a list may be shortened."""
