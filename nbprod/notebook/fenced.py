"""Prose with fenced code: R Markdown, Quarto, MyST notebooks and jupytext's Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nbprod.notebook.chunk import Chunk, Cut, Line, option, trimmed, words

_FENCE = re.compile(r"[ \t>]*(?P<signs>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_BRACED = re.compile(r"\{([\w-]+)[^}]*\}")
_NAMED = re.compile(r"\w+")
_MARK = re.compile(r"^\s*(?:jupyter|jupytext|kernelspec):", re.MULTILINE)
_FIELD = re.compile(r":[\w-]+:")
_ENGINES = re.compile(
    "bash|javascript|js|julia|ojs|perl|python3?|r|rcpp|ruby|scala|sh|sql|stan|zsh", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Fence:
    """A fenced block by its line numbers, with the language it runs in."""

    start: int
    end: int
    language: str
    """Empty where the block is only shown."""
    info: str


def cut_fenced(lines: Sequence[str]) -> Cut | None:
    """Cut prose at its code fences."""
    first = _front_matter(lines)
    paired = bool(_MARK.search("\n".join(lines[:first])))
    chunks = tuple(_chunks(lines, first, paired))
    engines = Counter(chunk.language for chunk in chunks if chunk.kind == "code")
    language = engines.most_common(1)[0][0] if engines else "python"
    language = "python" if "python" in engines else language
    own = (replace(c, language="") if c.language == language else c for c in chunks)
    return Cut("markdown", tuple(own), language)


def _front_matter(lines: Sequence[str]) -> int:
    """Where the YAML at the top ends."""
    if lines[0].rstrip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
    return next(ends, -1) + 1


def _chunks(lines: Sequence[str], first: int, paired: bool) -> Iterator[Chunk]:
    """Prose and code in turn."""
    prose = first
    for fence in _fences(lines, first, paired):
        if fence.language:
            yield from _prose(lines, prose, fence.start)
            yield _code(lines, fence)
            prose = fence.end + 1
    yield from _prose(lines, prose, len(lines))


def _fences(lines: Sequence[str], at: int, paired: bool) -> Iterator[_Fence]:
    """Fenced blocks in order; what looks like a fence inside of one is its text."""
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        if opened:
            end = _closing(lines, at, opened["signs"])
            yield _Fence(at, end, _language(opened["info"], paired), opened["info"])
            at = end
        at += 1


def _closing(lines: Sequence[str], start: int, signs: str) -> int:
    for number in range(start + 1, len(lines)):
        text = lines[number].lstrip(" \t>").rstrip()
        if text.startswith(signs) and not text.strip(signs[0]):
            return number
    return len(lines)


def _language(info: str, paired: bool) -> str:
    """What a fence's first line says it runs in; in a paired text a bare name is enough."""
    named = _BRACED.match(info) or (_NAMED.match(info) if paired else None)
    name = named[named.lastindex or 0].lower() if named else ""
    if name == "code-cell":
        return "python"
    return name.removesuffix("3") if _ENGINES.fullmatch(name) else ""


def _prose(lines: Sequence[str], start: int, end: int) -> Iterator[Chunk]:
    kept = trimmed(Line(n, 0, lines[n]) for n in range(start, end))
    if kept:
        yield Chunk("markdown", kept, kept[0].number)


def _code(lines: Sequence[str], fence: _Fence) -> Chunk:
    """The cell in a fence."""
    first = _below_fields(lines, fence)
    kept = trimmed(Line(n, 0, lines[n]) for n in range(first, fence.end))
    return Chunk(
        "code",
        kept,
        kept[0].number if kept else first,
        tags=words(option(fence.info, "tags")),
        language=fence.language,
    )


def _below_fields(lines: Sequence[str], fence: _Fence) -> int:
    """The line below MyST's `:tags: [...]` fields or `---` block."""
    at = fence.start + 1
    if not fence.info.startswith("{code-cell}"):
        return at
    if at < fence.end and lines[at].strip() == "---":
        closed = (n for n in range(at + 1, fence.end) if lines[n].strip() == "---")
        return next(closed, at - 1) + 1
    while at < fence.end and _FIELD.match(lines[at]):
        at += 1
    return at
