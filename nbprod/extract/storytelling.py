"""What the notebook's markdown says: headings over cells, and the sentence that tells a stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.extract.naming import clean_title
from nbprod.notebook.model import Notebook

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_TAG = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.IGNORECASE | re.DOTALL)
_BOLD = re.compile(r"^\s*\*\*([^*]{3,60})\*\*:?\s*$")
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a code cell."""

    level: int
    text: str


@dataclass(slots=True)
class Story:
    """What stands above each code cell."""

    above: dict[int, Heading]
    """The weightiest heading between a cell and the code cell before it."""
    current: dict[int, Heading]
    """The heading in force at a cell."""
    prose: dict[int, str]
    """The first sentence of the markdown just above a cell."""
    title: str = ""
    headline: str = ""
    """The heading that stands over the whole notebook, and so tells of no part of it."""
    summary: str = ""

    @property
    def opening(self) -> str:
        """The first sentence of the summary."""
        return _sentence(self.summary)


def read_story(notebook: Notebook) -> Story:
    """Read all markdown cells in order."""
    story = Story({}, {}, {})
    above: Heading | None = None
    current: Heading | None = None
    prose = ""
    every: list[Heading] = []
    for cell in notebook.cells:
        if cell.kind == "markdown":
            source = _printable(cell.source)
            for heading in _headings(source):
                current = heading
                every.append(heading)
                if above is None or heading.level <= above.level:
                    above = heading
            prose = _prose(source) or prose
            _introduce(story, source)
        elif cell.kind == "code":
            number = cell.ref.number
            if above is not None:
                story.above[number] = above
            if current is not None:
                story.current[number] = current
            if prose:
                story.prose[number] = prose
            if cell.source.strip():
                above, prose = None, ""
    first = every[0] if every else None
    if first and all(first.level < other.level for other in every[1:]):
        story.headline = first.text
    return story


def _printable(text: str) -> str:
    """A text without what no source file may hold, or what would change how a line reads."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


def _introduce(story: Story, source: str) -> None:
    if not story.title:
        story.title = next((h.text for h in _headings(source) if h.text), "")
    if not story.summary and story.title:
        story.summary = _paragraph(source)


def _headings(source: str) -> Iterator[Heading]:
    fenced = False
    lines = source.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        found = _ATX.match(line)
        if found:
            yield Heading(len(found[1]), clean_title(found[2]))
        elif line.strip() and re.fullmatch(r"=+\s*|-{3,}\s*", below) and len(line) < 90:
            yield Heading(1 if below[0] == "=" else 2, clean_title(line))
        elif bold := _BOLD.match(line):
            yield Heading(5, clean_title(bold[1]))
    for tag in _TAG.finditer(source):
        yield Heading(int(tag[1]), clean_title(tag[2]))


def _prose(source: str) -> str:
    """The first sentence of the first paragraph that is prose."""
    return _sentence(_paragraph(source))


def _sentence(paragraph: str) -> str:
    found = _SENTENCE.match(paragraph)
    sentence = (found[1] if found else paragraph).strip()
    return sentence if len(sentence) > 12 and not sentence.endswith((":", ",")) else ""


def _paragraph(source: str) -> str:
    for block in re.split(r"\n\s*\n", source):
        lines = [line.strip() for line in block.split("\n")]
        kept = [line for line in lines if line and not re.match(r"[#>|!<$`*+-]|\d+\.|=+$", line)]
        text = " ".join(kept)
        if len(kept) == len([line for line in lines if line]) and text:
            return _plain(text)
    return ""


def _plain(text: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>", "", text)
    text = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()
