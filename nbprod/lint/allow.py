"""What people allow, and whether it was needed.

An allowance is one word, the name of a rule, a code or a family, and it stands

- in a comment `# nbprod: allow[name, other]` at the end of a line: it holds for the statement
  that the line belongs to; of a compound statement for its header;
- in such a comment alone on a line: for the statement below it; as the first line of a cell: for
  the whole cell (a `%%magic` line does not count as a line; Markdown says `<!-- nbprod: ... -->`);
- in a cell's tag `nbprod:allow[name]` or `allow-name`: for the cell;
- in the metadata of a cell or of the notebook, `{"nbprod": {"allow": ["name"]}}`: for all of it.

Words after the closing bracket are the reason, for people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from nbprod.analysis import Analysis
from nbprod.finding import Finding
from nbprod.lint.comments import comments
from nbprod.lint.rulebook import Library, Rulebook
from nbprod.notebook.model import Cell, Parsed, Unparsed
from nbprod.place import CellRef, Span
from nbprod.values import set_once

Key = TypeVar("Key")

_TAG = re.compile(r"nbprod:\s*allow\[(?P<words>[^\]]*)\]|allow-(?P<word>.+)")


@set_once(frozen=True, slots=True)
class Stated:
    """One word of an allowance, as somebody wrote it."""

    word: str
    cell: CellRef
    comment: Span | None = None
    """The comment that holds it; nothing for tags and metadata."""
    at: Span | None = None
    """The word in the comment."""
    first: int = 0
    """First line it holds for; 0 for the whole cell."""
    last: int = 0
    everywhere: bool = False
    """Whether it holds for the whole notebook."""
    text: str = ""
    """What the comment says, where it is not in a form that allows anything."""

    def covers(self, finding: Finding) -> bool:
        """Whether it reaches a finding of its cell."""
        return not self.first or self.first <= finding.place.span.line <= self.last


@set_once(frozen=True, slots=True)
class Allowance:
    """A stated allowance after the rules have spoken: what a check is asked about."""

    stated: Stated
    known: bool
    """Whether the word names a rule."""
    idle: bool
    """Whether all the rules it names were asked, and it kept back nothing."""
    all_idle: bool
    """Whether no word of its comment keeps anything back."""
    meant: str = ""
    """The nearest known word where it names no rule."""


def allowances(notebook: Analysis, library: Library) -> tuple[Stated, ...]:
    """Every allowance of a notebook, in document order."""
    whole = notebook.notebook
    first = whole.cells[0].ref if whole.cells else CellRef(0)
    everywhere = (Stated(word, first, everywhere=True) for word in whole.allows)
    speaking = [c for c in whole.cells if c.allows or c.tags or "nbprod:" in c.source]
    parsed = {one.cell.ref: one for one in notebook.cells} if speaking else {}
    in_cells = (
        stated for cell in speaking for stated in _in_cell(cell, parsed.get(cell.ref), library)
    )
    return (*everywhere, *in_cells)


def withhold(
    found: Iterable[Finding], stated: Collection[Stated], library: Library
) -> tuple[tuple[Finding, ...], frozenset[Stated]]:
    """The findings that nobody allowed, and the allowances that kept back others."""
    names = {s.word: {rule.name for rule in library.selected_by(s.word)} for s in stated}
    everywhere = [one for one in stated if one.everywhere]
    in_cell = _grouped((one.cell, one) for one in stated if not one.everywhere)
    kept, used = [], set[Stated]()
    for finding in found:
        near = (*everywhere, *in_cell.get(finding.place.cell, ()))
        allowing = [s for s in near if finding.rule in names[s.word] and s.covers(finding)]
        used.update(allowing)
        if not allowing:
            kept.append(finding)
    return tuple(kept), frozenset(used)


def judge(
    stated: Collection[Stated], used: Collection[Stated], rulebook: Rulebook
) -> Iterator[Allowance]:
    """Each allowance with what became of it."""
    library = rulebook.library
    idle = {s: s not in used and _was_asked(s.word, rulebook) for s in stated}
    known = {s: bool(library.selected_by(s.word)) for s in stated}
    beside = _grouped(((s.cell, s.comment), s) for s in stated)
    for one in stated:
        all_idle = all(idle[s] or not known[s] for s in beside[one.cell, one.comment])
        meant = "" if known[one] else library.nearest(one.word)
        yield Allowance(one, known[one], idle[one], all_idle, meant)


def _was_asked(word: str, rulebook: Rulebook) -> bool:
    """Whether the run had every rule that the word names and that is on by default."""
    named = rulebook.library.selected_by(word)
    asked = {rule.name for rule in named} & rulebook.selected
    return bool(asked) and all(rule.name in asked for rule in named if rule.default)


def _grouped(pairs: Iterable[tuple[Key, Stated]]) -> dict[Key, list[Stated]]:
    groups: dict[Key, list[Stated]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return groups


def _in_cell(cell: Cell, parsed: Parsed | Unparsed | None, library: Library) -> Iterator[Stated]:
    for word in (*cell.allows, *_tagged(cell.tags, library)):
        yield Stated(word, cell.ref)
    if "nbprod:" not in cell.source:
        return
    for found in comments(cell, parsed):
        for word, at in found.words:
            yield Stated(word, cell.ref, found.span, at, found.first, found.last)
        if found.text:
            yield Stated("", cell.ref, found.span, found.span, text=found.text)


def _tagged(tags: Iterable[str], library: Library) -> Iterator[str]:
    for tag in tags:
        found = _TAG.fullmatch(tag)
        if found is None:
            continue
        if found["words"] is not None:
            yield from (word.strip() for word in found["words"].split(","))
        elif library.selected_by(found["word"]):
            # Other tools have tags that begin so; only a known name makes it ours.
            yield found["word"]
