"""What the user says about single cells: by a tag, a comment in the first line, or an option.

`drop` leaves a cell out, `keep` keeps what it only shows, `stage: train` begins a stage there.
All three ways end as tags, so that planning reads only those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from nbprod.errors import PlanError
from nbprod.extract.plan import LeftOut
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.notebook.model import Cell, Notebook

_COMMENT = re.compile(r"^#+\s*(?:nbprod:\s*)?(drop|keep|stage:\s*[\w -]+?)\s*$", re.IGNORECASE)
WORD = re.compile(r"^(drop|keep|stage:\s*\S.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Steering:
    """Options that name cells, counted from 1."""

    drop: tuple[int, ...] = ()
    keep: tuple[int, ...] = ()
    stages: Mapping[int, str] = field(default_factory=dict)


def steering(drop: Iterable[str], keep: Iterable[str], stages: Iterable[str]) -> Steering:
    """Read options: cell numbers, and `4=train` for stages."""
    named: dict[int, str] = {}
    for text in stages:
        cell, equals, name = text.partition("=")
        if not equals or not re.search(r"[A-Za-z]", name):
            raise PlanError(
                f"--stage {text!r}: say which cell begins which stage, as in --stage 4=train"
            )
        named[_number("--stage", cell)] = name.strip()
    return Steering(
        tuple(_number("--drop", text) for text in drop),
        tuple(_number("--keep", text) for text in keep),
        named,
    )


def _number(option: str, text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise PlanError(f"{option} {text!r} is no cell; cells are counted from 1, as in messages")
    return int(text)


def steered(notebook: Notebook, said: Steering) -> tuple[Notebook, tuple[LeftOut, ...]]:
    """The notebook with all that was said as tags, dropped cells empty; and what was dropped."""
    _check(notebook, said)
    cells = tuple(_tagged(cell, said) for cell in notebook.cells)
    dropped = [c for c in cells if "drop" in c.tags and c.kind == "code" and c.source.strip()]
    left = tuple(LeftOut(cell.ref, _first(cell), "dropped by its owner") for cell in dropped)
    kept = (replace(cell, source="") if cell in dropped else cell for cell in cells)
    return replace(notebook, cells=tuple(kept)), left


def _check(notebook: Notebook, said: Steering) -> None:
    code = {cell.ref.number + 1 for cell in notebook.cells if cell.kind == "code"}
    for number in (*said.drop, *said.keep, *said.stages):
        if number not in code:
            raise PlanError(f"{notebook.path}: cell {number} is no code cell")


def _tagged(cell: Cell, said: Steering) -> Cell:
    if cell.kind != "code":
        return cell
    number, source = cell.ref.number + 1, cell.source
    found = dict.fromkeys(tag.strip() for tag in cell.tags)
    first = source.lstrip().partition("\n")[0]
    if comment := _COMMENT.match(first.strip()):
        found[_plain(comment[1])] = None
        source = source.replace(first, "", 1)  # it is for no reader; lines keep their numbers
    found.update(dict.fromkeys(["drop"] if number in said.drop else []))
    found.update(dict.fromkeys(["keep"] if number in said.keep else []))
    if number in said.stages:
        found = {tag: None for tag in found if not tag.startswith("stage:")}
        found[f"stage: {said.stages[number]}"] = None
    tags = tuple(_plain(tag) if WORD.match(tag) else tag for tag in found)
    return replace(cell, source=source, tags=tags)


def _plain(text: str) -> str:
    word, colon, name = text.partition(":")
    return f"stage: {name.strip()}" if colon else word.strip().lower()


def _first(cell: Cell) -> str:
    lines = [line.strip() for line in cell.source.split("\n")]
    return next((line for line in lines if line and not line.startswith("#")), lines[0])[:80]


def tags(program: Program, piece: Piece) -> frozenset[str]:
    """The tags of the cell that a statement stands in."""
    return program.tags.get(piece.cell, frozenset())


def asked_stage(said: frozenset[str]) -> str:
    """The stage that a cell's tags name: `stage: train`."""
    found = sorted(tag.partition(":")[2].strip() for tag in said if tag.startswith("stage:"))
    return found[0] if found else ""
