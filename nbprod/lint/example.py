"""The examples of a page: fences that follow each other are the cells of one notebook.

An arrow says where a finding is expected: `# <- here` at the end of a line, or `# here:` alone
above a line that cannot carry a comment. Arrows are taken out before the cells are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbprod.errors import RulePageError
from nbprod.lint.head import meant, shown
from nbprod.notebook.model import Cell, Notebook, Output
from nbprod.place import CellRef

FACTS = ("exec", "tag", "out", "allow", "tracked", "language", "here")
"""What may follow the language of a fence: `exec=3`, `tag=parameters`, `here`."""

_FENCE = re.compile(r"(`{3,})(\w+)?(.*)$")
_TITLE = re.compile(r"### +(.+?) *$")
_ARROW = re.compile(r"\s*(?:#|//|--|<!--)\s*<- here(?: \((\d+)\))?(?:\s*-->)?\s*$")
_ABOVE = re.compile(r"\s*(?:#|<!--)\s*here(?: \((\d+)\))?:(?:\s*-->)?\s*$")


@dataclass(frozen=True, slots=True)
class Example:
    """One notebook on a page, and where it says that findings are."""

    title: str
    """Its `###` heading; empty where a section has one example only."""
    notebook: Notebook
    arrows: tuple[tuple[int, int], ...]
    """Cell number and line of each expected finding, sorted; twice where two are expected."""
    line: int
    """Line of the page on which its first fence begins."""
    tracked: dict[str, str] = field(default_factory=dict)
    """Data files and who keeps them, as `Analysis.tracked`."""


@dataclass(slots=True)
class _Draft:
    """An example while it is read."""

    title: str
    line: int
    cells: list[Cell] = field(default_factory=list)
    arrows: list[tuple[int, int]] = field(default_factory=list)
    tracked: dict[str, str] = field(default_factory=dict)


def examples(body: str, first: int, path: Path) -> tuple[Example, ...]:
    """The examples of one section, whose body begins at line `first` of the page.

    Raises RulePageError where a fence cannot be a cell.
    """
    drafts: list[_Draft] = []
    for item in _items(body, first):
        if isinstance(item, _Title):
            drafts.append(_Draft(item.text, item.line))
            continue
        if not drafts:
            drafts.append(_Draft("", item.line))
        _add(drafts[-1], item, path)
    for draft in drafts:
        if not draft.cells:
            raise RulePageError(
                f"{shown(path)}:{draft.line}: an example needs a fence such as ```python"
            )
    if not drafts:
        raise RulePageError(f"{shown(path)}:{first}: this section needs a fence such as ```python")
    return tuple(
        Example(
            d.title,
            Notebook("page.ipynb", tuple(d.cells)),
            tuple(sorted(d.arrows)),
            d.line,
            d.tracked,
        )
        for d in drafts
    )


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Fence:
    language: str
    info: str
    lines: tuple[str, ...]
    line: int


def _items(body: str, first: int) -> Iterator[_Title | _Fence]:
    """Headings and fences of a section, in order; text between them is for people."""
    lines = enumerate(body.split("\n"), first)
    for number, line in lines:
        if title := _TITLE.match(line):
            yield _Title(title[1], number)
        elif fence := _FENCE.match(line):
            inside = []
            for _, text in lines:
                if text.strip() == fence[1]:
                    break
                inside.append(text)
            yield _Fence(fence[2] or "", fence[3], tuple(inside), number)


def _add(draft: _Draft, fence: _Fence, path: Path) -> None:
    """Add a fence to an example: as a cell, or as what its last cell showed."""
    facts = dict(_facts(fence, path))
    if fence.language == "output":
        if not draft.cells:
            raise RulePageError(f"{shown(path)}:{fence.line}: an output needs a cell above it")
        last = draft.cells[-1]
        output = _output(fence.info.split(), "\n".join(fence.lines), fence, path)
        draft.cells[-1] = replace(last, outputs=(*last.outputs, output))
        return
    number = len(draft.cells)
    source, lines = _without_arrows(fence.lines)
    if "here" in facts:
        lines.append(1)
    draft.arrows += ((number, line) for line in lines)
    draft.tracked |= dict(item.split(":", 1) for item in facts.get("tracked", ()))
    draft.cells.append(
        Cell(
            CellRef(number),
            _kind(fence, path),
            source,
            tags=tuple(facts.get("tag", ())),
            execution_count=int(facts["exec"][0]) if "exec" in facts else None,
            outputs=tuple(_output([o], "", fence, path) for o in facts.get("out", ())),
            allows=tuple(facts.get("allow", ())),
            language=facts.get("language", [""])[0],
        )
    )


def _facts(fence: _Fence, path: Path) -> Iterator[tuple[str, list[str]]]:
    """The facts of a fence's info, each with all its values."""
    if fence.language == "output":
        return
    found: dict[str, list[str]] = {}
    for word in fence.info.split():
        name, _, value = word.partition("=")
        if name not in FACTS:
            raise RulePageError(
                f'{shown(path)}:{fence.line}: unknown word "{name}" after the fence{meant(name, FACTS)}'
            )
        found.setdefault(name, []).append(value)
    yield from found.items()


def _kind(fence: _Fence, path: Path) -> Any:
    kinds = {"python": "code", "markdown": "markdown", "raw": "raw"}
    if fence.language not in kinds:
        raise RulePageError(
            f"{shown(path)}:{fence.line}: a cell is ```python, ```markdown or ```raw, "
            f"and what it showed is ```output; not ```{fence.language}"
        )
    return kinds[fence.language]


def _output(words: list[str], text: str, fence: _Fence, path: Path) -> Output:
    """What `error:NameError`, `stream:stderr` or `display:image/png` stands for."""
    kind, _, name = (words[0] if words else "stream:stdout").partition(":")
    if kind in ("display", "result"):
        return Output(kind, "", text, tuple(name.split(",")) if name else ("text/plain",))  # type: ignore[arg-type]
    if kind in ("error", "stream"):
        return Output(kind, name, text)  # type: ignore[arg-type]
    raise RulePageError(
        f'{shown(path)}:{fence.line}: unknown output "{kind}"; '
        "known are stream:stdout, display:image/png, result and error:NameError"
    )


def _without_arrows(lines: tuple[str, ...]) -> tuple[str, list[int]]:
    """A cell's text without its arrows, and the lines that they point at."""
    kept: list[str] = []
    found: list[int] = []
    for line in lines:
        if above := _ABOVE.match(line):
            found += [len(kept) + 1] * int(above[1] or 1)
            continue
        if arrow := _ARROW.search(line):
            found += [len(kept) + 1] * int(arrow[1] or 1)
            line = line[: arrow.start()]
        kept.append(line)
    return "\n".join(kept), found
