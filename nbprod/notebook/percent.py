"""Scripts with cell markers: `# %%` of VS Code, Spyder and jupytext, `# In[3]:` of nbconvert."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nbprod.notebook.chunk import Chunk, Cut, Line, option, trimmed, words
from nbprod.notebook.model import CellKind

_MARKER = re.compile(
    r"#\s*%%+(?=\s|$|\[)(?P<rest>.*)"
    r"|#\s*In\s?\[(?P<count>[\d ]*)\]:?\s*$"
    r"|#\s*<(?P<kind>code|markdown)cell>"
)
_KIND = re.compile(r"\s*[^=\"{\[]*\[(\w+)\]")
_LANGUAGE = re.compile(r"language\s*=\s*\"(\w+)\"")
COMMENTED = re.compile(r"%{1,2}[A-Za-z]|![\w.~/]|\?\w")
"""A line that jupytext writes as a comment."""

_COMMENT = re.compile(rf"# (?={COMMENTED.pattern})")
_PROSE = re.compile(r"# ?")
_QUOTES = ('"""', "'''")
_KINDS: dict[str, CellKind] = {"markdown": "markdown", "md": "markdown", "raw": "raw"}


def cut_percent(lines: Sequence[str]) -> Cut | None:
    """Cut a script at its markers; None where it has none."""
    marks = [(n, mark) for n, line in enumerate(lines) if (mark := _MARKER.match(line))]
    if not marks:
        return None
    first, paired = _header(lines)
    chunks = list(_before(lines, first, marks[0][0]))
    ends = [number for number, _ in marks[1:]] + [len(lines)]
    for (number, mark), end in zip(marks, ends, strict=True):
        chunks.append(_chunk(mark, _numbered(lines, number + 1, end), paired))
    return Cut("percent", tuple(chunks), comments_magics=paired)


def _header(lines: Sequence[str]) -> tuple[int, bool]:
    """Where jupytext's header ends, and whether there is one.

    jupytext writes magics as comments; in a script that it does not keep, a comment is a comment.
    """
    if lines[0].rstrip() != "# ---":
        return 0, False
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "# ---":
            return number + 1, any("jupyt" in line for line in lines[:number])
        if not line.startswith("#"):
            break
    return 0, False


def _numbered(lines: Sequence[str], start: int, end: int) -> list[Line]:
    return [Line(number, 0, lines[number]) for number in range(start, end)]


def _before(lines: Sequence[str], start: int, end: int) -> Iterator[Chunk]:
    """Code above the first marker, if there is any."""
    kept = trimmed(_numbered(lines, start, end))
    if any(not line.text.startswith("#!") and "coding" not in line.text for line in kept):
        yield Chunk("code", kept, kept[0].number)


def _chunk(mark: re.Match[str], lines: list[Line], paired: bool) -> Chunk:
    """The cell below a marker."""
    rest = mark["rest"] or ""
    named = _KIND.match(rest)
    kind = _KINDS.get(named[1] if named else mark["kind"] or "", "code")
    count = (mark["count"] or "").strip()
    language = _LANGUAGE.search(rest)
    other = language[1] if language and language[1] != "python" else ""
    prose = kind != "code" or bool(other)
    body = trimmed(_prose(lines) if prose else _uncommented(lines) if paired else lines)
    allow = option(rest, "nbprod")
    return Chunk(
        kind,
        body,
        body[0].number if body else lines[0].number if lines else 0,
        prefix="# " if prose else "",
        tags=words(option(rest, "tags")),
        allows=words(allow.get("allow")) if isinstance(allow, dict) else (),
        execution_count=int(count) if count.isdigit() else None,
        language=other,
    )


def _uncommented(lines: list[Line]) -> list[Line]:
    """Code with the magics that jupytext wrote as comments."""
    return [_without(line, _COMMENT) for line in lines]


def _prose(lines: list[Line]) -> list[Line]:
    """Text out of its comment signs, or out of its triple quotes."""
    kept = trimmed(lines)
    for quotes in _QUOTES:
        inside = len(kept) > 1 and kept[0].text in (quotes, "r" + quotes)
        if inside and kept[-1].text.rstrip() == quotes:
            return list(kept[1:-1])
    return [_without(line, _PROSE) for line in kept]


def _without(line: Line, prefix: re.Pattern[str]) -> Line:
    found = prefix.match(line.text)
    return Line(line.number, found.end(), line.text[found.end() :]) if found else line
