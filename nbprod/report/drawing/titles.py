"""Words for a cell: what its author says of it, or else its first line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbprod.notebook.model import Cell

LENGTH = 90
"""Characters of a title; formats cut further where they have less room."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$|<h([1-6])[^>]*>(.+?)</h\3>", re.M | re.I)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_FORM = re.compile(r"^@(?:title|markdown)\s+|\s*\{[^{}]*\}\s*$")
_NO_WORDS = re.compile(r"^(?:!|%%|-\*-|noqa|type:|pylint|pyright|fmt:|isort|nbprod:|@param)|^\W*$")


@dataclass(frozen=True, slots=True)
class Titles:
    """The headings that stand over a notebook's cells."""

    notebook: str
    """The notebook's own title: a first heading of the first level."""
    above: dict[int, str]
    """The heading in the text directly above a cell, by number of the cell."""
    sections: dict[int, str]
    """The nearest heading above, by number of the cell."""


def headings(cells: Sequence[Cell]) -> Titles:
    """Find the headings of a notebook."""
    titles = Titles("", {}, {})
    notebook, section, above = "", "", ""
    first = True
    for cell in cells:
        if cell.kind == "markdown":
            for level, text in _headings(cell.source):
                if first and level == 1:
                    notebook = text
                else:
                    section = above = text
                first = False
        elif cell.kind == "code" and cell.source.strip():
            titles.sections[cell.ref.number] = section
            if above:
                titles.above[cell.ref.number] = above
            above = ""
    return Titles(notebook, titles.above, titles.sections)


def title(source: str, heading: str, tree: ast.Module | None) -> str:
    """A cell's title: its opening comment, what it defines or imports, the heading, its first line."""
    body = tree.body if tree else []
    said = _comment(source) or _defined(body) or heading or _imported(body) or _first_line(source)
    return _cut(said)


def _headings(source: str) -> Iterator[tuple[int, str]]:
    for found in _HEADING.finditer(_FENCE.sub("", source)):
        marks, text, level, html = found.groups()
        words = _plain(text or html)
        if words:
            yield len(marks) if marks else int(level), _cut(words)


def _plain(text: str) -> str:
    """Markdown without its marks."""
    return " ".join(_MARKS.sub("", _TAG.sub("", _LINK.sub(r"\1", text))).split())


def _comment(source: str) -> str:
    """The first words of the comment that a cell opens with."""
    for line in source.splitlines():
        text = line.strip()
        if text and not text.startswith("#"):
            return ""
        words = _FORM.sub("", text.strip("#").strip()).strip()
        if words and not _NO_WORDS.match(words) and not _is_code(words):
            return words
    return ""


def _is_code(comment: str) -> bool:
    """Whether a comment is a statement that somebody put to sleep."""
    try:
        body = ast.parse(comment).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not isinstance(s, ast.Expr) or isinstance(s.value, ast.Call) for s in body)


def _defined(body: Sequence[ast.stmt]) -> str:
    """The functions and classes of a cell that does nothing else."""
    kept = [s for s in body if not isinstance(s, ast.Import | ast.ImportFrom)]
    found = [
        s for s in kept if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    if not found or len(found) != len(kept):
        return ""
    return ", ".join(s.name if isinstance(s, ast.ClassDef) else f"{s.name}()" for s in found)


def _imported(body: Sequence[ast.stmt]) -> str:
    """The libraries of a cell that begins with imports."""
    if not body or not isinstance(body[0], ast.Import | ast.ImportFrom):
        return ""
    names: list[str] = []
    for statement in body:
        if isinstance(statement, ast.Import):
            names += (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            names.append(statement.module or ".")
    return "import " + ", ".join(dict.fromkeys(name.partition(".")[0] or "." for name in names))


def _first_line(source: str) -> str:
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    return next(iter(code or [line for line in lines if line]), "")


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else text[: LENGTH - 1].rstrip() + "…"
