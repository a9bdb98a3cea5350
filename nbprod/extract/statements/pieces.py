"""A cell's text cut into its top-level statements, comments kept, and edited by position."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nbprod.extract.statements.scopes import Uses
from nbprod.flow.record import Record, Statement
from nbprod.notebook.model import Notebook
from nbprod.place import CellRef, Span


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """One replacement in the text of a cell, by offset."""

    start: int
    end: int
    text: str


@dataclass(slots=True, eq=False)
class Piece:
    """One top-level statement of the notebook."""

    cell: CellRef
    index: int
    node: ast.stmt
    record: Record
    uses: Uses
    source: Source
    start: int
    """Offset in the cell where its text begins, comments above it included."""
    code: int
    """Offset of the statement itself."""
    end: int
    """Offset after the statement, its trailing comment left out."""
    comment: str = ""
    """The comment to the right of its last line."""
    after: str = ""
    """Comments that end the cell, below its last statement."""
    opening: str = ""
    """Comments of statements above it that are gone."""
    below: str = ""
    """Comments of statements below it that are gone, where their cell has no further one; with gaps above them."""

    @property
    def above(self) -> str:
        """The comments above it."""
        return comments(self.source.text[self.start : self.code])

    @property
    def near(self) -> str:
        """The comments above it that no empty line parts from it."""
        return comments(self.source.text[self.start : self.code].rpartition("\n\n")[2])

    def part(self) -> str:
        """Give up the comments above it that an empty line parts from it."""
        far, gap, _ = self.source.text[self.start : self.code].rpartition("\n\n")
        self.start += len(far + gap)
        return comments(far)

    @property
    def first_line(self) -> str:
        """What a person recognises the statement by."""
        line = self.source.text[self.code : self.end].split("\n")[0].strip()
        return line if len(line) <= 72 else line[:69] + "..."

    @property
    def lines(self) -> int:
        """Its lines of code."""
        text = self.source.text[self.code : self.end]
        return sum(1 for line in text.split("\n") if line.strip() and line.strip()[0] != "#")

    def text(self, splices: Iterable[Splice] = ()) -> str:
        """Its text with comments, after some replacements."""
        body = spliced(self.source.text, self.code, self.end, splices)
        right = f"  {self.comment}" if self.comment else ""
        return self.opening + self.above + body + right + (f"\n{self.after}" if self.after else "")


@dataclass(slots=True, eq=False)
class Source:
    """The text of one cell, and offsets of nodes in it."""

    text: str
    starts: list[int]
    record: Record

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The offsets of a node."""
        return self.offsets(self.record.span(node))

    def offsets(self, span: Span) -> tuple[int, int]:
        """The offsets of a span."""
        start = self.starts[span.line - 1] + span.column
        return start, self.starts[span.end_line - 1] + span.end_column

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def holds(self, node: ast.Name) -> bool:
        """Whether a name stands where its node says; inside f-strings Python 3.11 miscounts."""
        return self.of(node) == node.id


def ends_cell(piece: Piece) -> bool:
    """Whether a statement is the last of its cell, so that the notebook shows its value."""
    quiet = piece.source.text[piece.end :].lstrip(" \t")[:1] == ";"
    return piece.index == len(piece.record.statements) - 1 and not quiet


def source_of(text: str, record: Record) -> Source:
    """A cell's text with the offsets of its lines."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return Source(text, starts, record)


def cut(source: Source, uses: Iterable[Uses]) -> Iterator[Piece]:
    """The statements of a cell, each with the comments above and beside it."""
    record, text = source.record, source.text
    before = 0
    pieces: list[Piece] = []
    for statement, used in zip(record.statements, uses, strict=True):
        code, end = _bounds(statement, source)
        end = _with_its_block(text, end) if hasattr(statement.node, "body") else end
        comment, after = _beside(text, end)
        pieces.append(
            Piece(
                record.cell,
                statement.index,
                statement.node,
                record,
                used,
                source,
                before,
                code,
                end,
                comment,
            )
        )
        before = after
    if pieces:
        pieces[-1].after = comments(text[before:]).rstrip("\n")
    yield from pieces


def _bounds(statement: Statement, source: Source) -> tuple[int, int]:
    node = statement.node
    start, end = source.span(node)
    decorators = getattr(node, "decorator_list", None)
    if decorators:
        first = min(source.span(d)[0] for d in decorators)
        start = source.text.rfind("@", 0, first)
    return start, end


def _with_its_block(text: str, end: int) -> int:
    """Where a block ends once the comments below its last statement that it indents are counted."""
    at = text.find("\n", end)
    while 0 <= at < len(text):
        stop = text.find("\n", at + 1)
        line = text[at + 1 : stop if stop >= 0 else len(text)]
        if line.strip() and not re.match(r"[ \t]+#", line):
            break
        end = at + 1 + len(line) if line.strip() else end
        at = stop
    return end


def _beside(text: str, end: int) -> tuple[str, int]:
    """The comment to the right of an offset, and where the next statement's text begins."""
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    rest = text[end:stop].lstrip(" \t;")
    if rest.startswith("#"):
        return rest.rstrip(), stop + 1
    return "", end


def comments(text: str) -> str:
    """The comment lines of a stretch between statements; a form's title is a heading."""
    lines = [line.strip() for line in text.split("\n")]
    said = (line for line in lines if line.startswith("#") and not _TITLE.match(line))
    return "".join(f"{line}\n" for line in said)


_TITLE = re.compile(r"#\s*@title\b")


def offsets_in(text: str, node: ast.expr) -> tuple[int, int]:
    """The offsets of an expression in a cell's text; the parser counts columns in bytes."""
    lines = text.split("\n")
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0

    def offset(line: int, column: int) -> int:
        before = sum(len(each) + 1 for each in lines[: line - 1])
        return before + len(lines[line - 1].encode()[:column].decode("utf-8", "ignore"))

    return offset(node.lineno, node.col_offset), offset(end_line, end_column)


def spliced(text: str, start: int, end: int, splices: Iterable[Splice]) -> str:
    """A stretch of text with replacements made; of overlapping ones the outer one counts."""
    parts: list[str] = []
    at = start
    for splice in sorted(set(splices), key=lambda s: (s.start, s.end > s.start, -s.end)):
        if splice.start < at or splice.end > end:
            continue
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*parts, text[at:end]])


def respliced(notebook: Notebook, splices: Mapping[int, Iterable[Splice]]) -> Notebook:
    """A notebook with replacements in its cells, by their numbers; itself where there are none."""
    if not splices:
        return notebook
    cells = (
        (
            replace(cell, source=spliced(cell.source, 0, len(cell.source), found))
            if (found := splices.get(cell.ref.number))
            else cell
        )
        for cell in notebook.cells
    )
    return replace(notebook, cells=tuple(cells))


def last_token(text: str) -> tuple[int, str]:
    """Offset after the last token before the closing bracket of `text`, and that token.

    >>> last_token("f(a, b,  # why\\n)")
    (7, ',')
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found: list[tokenize.TokenInfo] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _EMPTY:
                found.append(token)
    except (tokenize.TokenError, IndentationError):
        pass
    token = found[-2]
    return starts[token.end[0] - 1] + token.end[1], token.string


_EMPTY = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
) | {tokenize.ENDMARKER}
