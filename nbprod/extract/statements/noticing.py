"""Notices of copyright and licence, which go with the code wherever it goes.

A notebook says them in comments and markdown that belong to no statement; a package keeps them in a
file `NOTICE`, which build tools take along by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbprod.extract.plan import LeftOut
from nbprod.notebook.model import Cell, Notebook

_NOTICE = re.compile(
    r"copyright\s*(?:\(c\)|©|&copy;|\d{4})|(?:©|&copy;)\s*(?:copyright\s*)?\d{4}"
    r"|licen[sc]ed\s+(?:under|to)\b|SPDX-License-Identifier|all rights reserved|permission is hereby granted",
    re.IGNORECASE,
)
_CODE = re.compile(r"^\s*[^#\s]", re.MULTILINE)
_MARK = re.compile(r"^\s*(?:#+|>+)?\s?(?:@title\b\s*)?")
_TAG = re.compile(r"<(?!\w+:|[^>\s]+@)/?[A-Za-z][^>]*>|<!--+|--+>")


def notice(notebook: Notebook) -> str:
    """What the notebook says of copyright and licence, cell by cell; empty where it says nothing."""
    return "\n\n".join(dict.fromkeys(text for _, text in _notices(notebook)))


def noticed(notebook: Notebook) -> Iterator[LeftOut]:
    """The cells that are a notice and nothing else."""
    for cell, text in _notices(notebook):
        if cell.kind == "code" and not _CODE.search(cell.source):
            yield LeftOut(cell.ref, text.split("\n")[0][:80], "a notice, kept in the file NOTICE")


def _notices(notebook: Notebook) -> Iterator[tuple[Cell, str]]:
    for cell in notebook.cells:
        text = "\n\n".join(_of_code(cell.source) if cell.kind == "code" else _of_prose(cell.source))
        if text:
            yield cell, text


def _of_code(source: str) -> Iterator[str]:
    """The comments that open a cell, if they are a notice."""
    lines: list[str] = []
    for line in source.strip().split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        lines.append(_MARK.sub("", line).rstrip())
    text = "\n".join(lines).strip()
    if _NOTICE.search(text):
        yield text


def _of_prose(source: str) -> Iterator[str]:
    """The paragraphs of a markdown cell that are a notice."""
    for paragraph in re.split(r"\n\s*\n", source):
        text = "\n".join(_MARK.sub("", line).rstrip() for line in paragraph.split("\n"))
        text = _TAG.sub("", text).strip()
        if _NOTICE.search(text):
            yield text
