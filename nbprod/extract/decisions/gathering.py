"""Doubts that a cell raises several times, told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nbprod.extract.plan import Doubt

_CODE = re.compile(r"(`[^`]+`)( .+)", re.DOTALL)
_MOST = 8
"""Names that one line lists; long code is listed less often, by its length."""
_LONG = 30


def gathered(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """The doubts in order, those that differ by the code they begin with as one.

    `a` is bound on some ways only; likewise `b`, `c`
    """
    groups: dict[tuple[object, str], list[tuple[Doubt, str]]] = {}
    for doubt in doubts:
        found = _CODE.fullmatch(doubt.what)
        code, tail = (found[1], found[2]) if found else ("", doubt.what)
        groups.setdefault((doubt.cell, tail), []).append((doubt, code))
    for (first, _), *others in groups.values():
        codes = list(dict.fromkeys(code for _, code in others if code))
        yield replace(first, what=f"{first.what}{_likewise(codes)}") if codes else first


def _likewise(codes: list[str]) -> str:
    most = 2 if any(len(code) > _LONG for code in codes) else _MOST
    more = len(codes) - most
    return f"; likewise {', '.join(codes[:most])}" + (f" and {more} more" if more > 0 else "")
