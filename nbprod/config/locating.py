"""Where a TOML text says a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line of a TOML text that says `keys`, or else the nearest table around it; from 1.

    `tomllib` keeps no positions, so headers and keys are read off the lines.
    """
    best, depth = 1, 0
    for number, said in _said(text):
        shared = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(said, keys, strict=False))
        )
        if shared > depth:
            best, depth = number, shared
    return best


def _said(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each line of a TOML text that opens a table or sets a key, with the full dotted key."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?(.+?)\]\]?\s*(#.*)?$", line):
            table = _keys(header[1])
            yield number, table
        elif key := re.match(rf"\s*({_KEY.pattern}(?:\s*\.\s*{_KEY.pattern})*)\s*=", line):
            yield number, (*table, *_keys(key[1]))


_KEY = re.compile(r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')""")


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in _KEY.findall(dotted))
