"""What the notebook's markdown says: headings over cells, and the sentence that tells a stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.extract.words.naming import clean_title, is_dull, without_anchor
from nbprod.extract.words.sentences import deed, first_paragraph, first_sentence, is_introduction
from nbprod.flow.credentials import starred
from nbprod.notebook.model import Notebook

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_TAG = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.IGNORECASE | re.DOTALL)
_BOLD = re.compile(r"^\s*\*\*([^*]{3,60})\*\*:?\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a code cell."""

    level: int
    text: str


@dataclass(slots=True)
class Story:
    """What stands above each code cell."""

    leading: dict[int, tuple[Heading, ...]]
    """The headings between a cell and the code cell before it that stand over it, weightiest first."""
    current: dict[int, Heading]
    """The heading in force at a cell."""
    prose: dict[int, str]
    """What the markdown just above a cell says of its work, in one sentence."""
    title: str = ""
    headline: str = ""
    """The heading that stands over the whole notebook, and so tells of no part of it."""
    summary: str = ""
    """The paragraph that introduces the notebook."""

    def above(self, number: int) -> Heading | None:
        """The weightiest heading between a cell and the code cell before it."""
        return next(iter(self.leading.get(number, ())), None)

    def speaks(self, number: int, last: int, below: float) -> Heading | None:
        """The heading above a cell that tells best of what goes from there to a `last` cell.

        The one that stands over least, and over all of it: of several that stand over just the same,
        the weightiest. Else the weightiest that stands over nothing from the cell `below` on.
        """
        telling = [heading for heading in self.leading.get(number, ()) if self.tells(heading)]
        ends = {heading: self._end(number, heading) for heading in telling}
        least = min((end for end in ends.values() if end > last), default=0)
        over_all = [heading for heading in telling if ends[heading] == least]
        own = [heading for heading in telling if ends[heading] <= below]
        return next(iter([*over_all, *own, *reversed(telling)]), None)

    def _end(self, number: int, heading: Heading) -> float:
        """The cell above which the next heading stands that weighs as much."""
        later = (
            n for n in self.leading if n > number and self.leading[n][0].level <= heading.level
        )
        return min(later, default=float("inf"))

    def passed(self, after: int, number: int) -> list[str]:
        """What the headings from one cell on to another tell, the weightiest first."""
        found: tuple[Heading, ...] = ()
        for between in range(after + 1, number + 1):
            for heading in self.leading.get(between, ()):
                found = _over(found, heading)
        return [without_anchor(heading.text) for heading in found if self.tells(heading)]

    @property
    def opening(self) -> str:
        """The first sentence of the summary, if it can stand under a function."""
        return _told(self.summary)

    def tells(self, heading: Heading) -> bool:
        """Whether a heading says of a part of the notebook what it computes."""
        return heading.text != self.headline and not is_dull(heading.text)


def read_story(notebook: Notebook) -> Story:
    """Read all markdown cells in order."""
    story = Story({}, {}, {})
    leading: tuple[Heading, ...] = ()
    current: Heading | None = None
    prose = ""
    every: list[Heading] = []
    late = False
    for cell in notebook.cells:
        if cell.kind == "markdown":
            source = starred(_printable(cell.source))
            for heading in _headings(source):
                late = late or bool(story.prose and not every)
                current = heading
                every.append(heading)
                leading = _over(leading, heading)
            paragraph = first_paragraph(source)
            if not story.prose and not story.summary and is_introduction(paragraph):
                story.summary = paragraph
            else:
                prose = _told(paragraph) or prose
        elif cell.kind == "code":
            number = cell.ref.number
            if form := _FORM.match(cell.source):
                current = Heading(_FORM_LEVEL, clean_title(starred(_printable(form[1]))))
                leading = _over(leading, current)
            if leading:
                story.leading[number] = leading
            if current is not None:
                story.current[number] = current
            if cell.source.strip():
                story.prose[number] = prose
                leading, prose = (), ""
    opening = notebook.cells[0].source.strip() if notebook.cells else ""
    _name(story, every, opening, late)
    return story


def _over(found: tuple[Heading, ...], heading: Heading) -> tuple[Heading, ...]:
    """The headings in force once another one follows: it ends those that weigh no more."""
    return (*(each for each in found if each.level < heading.level), heading)


def _printable(text: str) -> str:
    """A text without what no source file may hold, or what would change how a line reads."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


def _told(paragraph: str) -> str:
    return deed(first_sentence(paragraph))


def _name(story: Story, every: list[Heading], opening: str, late: bool) -> None:
    """The title: the first heading, if it opens the notebook or stands over the others.

    Another one among equals is that of a section, and so is one of the first level if code stands
    above it (`late`): the notebook is better called by its file then. A line in bold type is a title
    where the `opening` cell begins with it.
    """
    first = every[0] if every else None
    if first is None or is_dull(first.text):
        return
    over_all = all(first.level < other.level for other in every[1:])
    story.headline = first.text if over_all else ""
    titles = over_all or (first.level == 1 and not late)
    titles = titles or (first.level == 2 and any(_headings(opening)))
    titles = titles or bool(_BOLD.match(opening.partition("\n")[0]))
    story.title = first.text if titles else ""


_BOLD_LEVEL = 5
_FORM = re.compile(r"\s*#\s*@title[ \t]+([^\n{]+)")
"""The title of a form, which stands above a cell as a heading. Source: Colab, "Forms"."""
_FORM_LEVEL = 6


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
            yield Heading(_BOLD_LEVEL, clean_title(bold[1]))
    for tag in _TAG.finditer(source):
        yield Heading(int(tag[1]), clean_title(tag[2]))
