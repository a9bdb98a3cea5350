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

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nbprod.analysis import Analysis
from nbprod.finding import Finding
from nbprod.lint.rulebook import Library, Rulebook
from nbprod.notebook.model import Cell, Parsed, Unparsed
from nbprod.place import CellRef, Span

_COMMENT = re.compile(r"(?:#|<!--)\s*nbprod:\s*allow\[(?P<words>[^\]\n]*)\][^#\n]*?(?=\s*#|\s*$)")
_TAG = re.compile(r"nbprod:\s*allow\[(?P<words>[^\]]*)\]|allow-(?P<word>.+)")


@dataclass(frozen=True, slots=True)
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

    def covers(self, finding: Finding) -> bool:
        """Whether it stands where it reaches the finding."""
        if self.everywhere:
            return True
        if self.cell != finding.place.cell:
            return False
        return not self.first or self.first <= finding.place.span.line <= self.last


@dataclass(frozen=True, slots=True)
class Allowance:
    """A stated allowance after the rules have spoken: what a check is asked about."""

    stated: Stated
    known: bool
    """Whether the word names a rule."""
    idle: bool
    """Whether all the rules it names were asked and it kept back nothing."""
    all_idle: bool
    """Whether that is so of every word of its comment."""
    meant: str = ""
    """The nearest known word where it names no rule."""


def allowances(notebook: Analysis, library: Library) -> tuple[Stated, ...]:
    """Every allowance of a notebook, in document order."""
    whole = notebook.notebook
    first = whole.cells[0].ref if whole.cells else CellRef(0)
    everywhere = (Stated(word, first, everywhere=True) for word in whole.allows)
    in_cells = (
        stated
        for cell in whole.cells
        if cell.allows or cell.tags or "nbprod:" in cell.source
        for stated in _in_cell(cell, notebook, library)
    )
    return (*everywhere, *in_cells)


def withhold(
    found: Iterable[Finding], stated: Collection[Stated], library: Library
) -> tuple[tuple[Finding, ...], frozenset[Stated]]:
    """The findings that nobody allowed, and the allowances that kept back others."""
    names = {one.word: {rule.name for rule in library.selected_by(one.word)} for one in stated}
    kept, used = [], set()
    for finding in found:
        allowing = [s for s in stated if finding.rule in names[s.word] and s.covers(finding)]
        used.update(allowing)
        if not allowing:
            kept.append(finding)
    return tuple(kept), frozenset(used)


def judge(
    stated: Collection[Stated], used: Collection[Stated], rulebook: Rulebook
) -> Iterator[Allowance]:
    """Each allowance with what became of it."""
    idle = {one: one not in used and _was_asked(one.word, rulebook) for one in stated}
    for one in stated:
        known = bool(rulebook.library.selected_by(one.word))
        siblings = [s for s in stated if s.comment == one.comment and s.cell == one.cell]
        yield Allowance(
            one,
            known,
            known and idle[one],
            all(idle[s] or not rulebook.library.selected_by(s.word) for s in siblings),
            "" if known else rulebook.library.nearest(one.word),
        )


def _was_asked(word: str, rulebook: Rulebook) -> bool:
    """Whether every rule that the word names, and that is on by default, was part of the run."""
    named = rulebook.library.selected_by(word)
    asked = [rule.name in rulebook.selected for rule in named]
    return any(asked) and all(a or not r.default for a, r in zip(asked, named, strict=True))


def _in_cell(cell: Cell, notebook: Analysis, library: Library) -> Iterator[Stated]:
    for word in (*cell.allows, *_tagged(cell.tags, library)):
        yield Stated(word, cell.ref)
    if "nbprod:" in cell.source:
        yield from _commented(cell, notebook)


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


def _commented(cell: Cell, notebook: Analysis) -> Iterator[Stated]:
    parsed = next((c for c in notebook.cells if c.cell.ref == cell.ref), None)
    lines = cell.source.split("\n")
    comments = _comment_starts(parsed) if parsed else None
    top = next((n for n, text in enumerate(lines, 1) if text.strip() and text[:2] != "%%"), 0)
    for number, line in enumerate(lines, 1):
        for found in _COMMENT.finditer(line):
            if comments is not None and (number, found.start()) not in comments:
                continue
            alone = not line[: found.start()].strip()
            first, last = (0, 0)
            if not (alone and number == top):
                target = _below(lines, number) if alone else number
                first, last = _statement(parsed, target)
            yield from _words(found, number, cell, first, last)


def _words(found: re.Match[str], line: int, cell: Cell, first: int, last: int) -> Iterator[Stated]:
    comment = Span(line, found.start(), line, found.end())
    for part in re.finditer(r"[^,\s][^,]*", found["words"]):
        start = found.start("words") + part.start()
        word = part[0].strip()
        at = Span(line, start, line, start + len(word))
        yield Stated(word, cell.ref, comment, at, first, last)


def _below(lines: list[str], number: int) -> int:
    """The next line below that holds code."""
    below = enumerate(lines[number:], number + 1)
    return next((n for n, line in below if line.strip() and line.strip()[0] != "#"), number)


def _comment_starts(parsed: Parsed | Unparsed) -> set[tuple[int, int]] | None:
    """Where Python comments begin; nothing where tokens cannot say it and the text must do.

    Lines of magics and shell commands count as they stand: their comments are not Python's.
    """
    if parsed.masked.foreign or isinstance(parsed, Unparsed):
        return None
    found = {
        token.start
        for token in tokenize.generate_tokens(io.StringIO(parsed.masked.text).readline)
        if token.type == tokenize.COMMENT
    }
    source = parsed.cell.source.split("\n")
    for magic in parsed.masked.magics:
        if magic.kind != "cell":
            for number in range(magic.span.line, magic.span.end_line + 1):
                found |= {(number, m.start()) for m in _COMMENT.finditer(source[number - 1])}
    return found


def _statement(parsed: Parsed | Unparsed | None, line: int) -> tuple[int, int]:
    """First and last line of the innermost statement (or header of one) that `line` is part of."""
    best = (line, line)
    if not isinstance(parsed, Parsed):
        return best
    around = [reach for reach in _reaches(parsed.tree) if reach[0] <= line <= reach[1]]
    return min(around, key=lambda reach: (reach[1] - reach[0], -reach[0]), default=best)


def _reaches(tree: ast.Module) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorators)])
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        if not body:
            yield first, node.end_lineno or first
        elif isinstance(body[0], ast.stmt):
            yield first, max(first, body[0].lineno - 1)
        else:
            yield first, first
