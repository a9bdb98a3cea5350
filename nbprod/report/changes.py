"""What fixes would do, as a unified diff of the cells they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from nbprod.report.escaping import visible
from nbprod.run.fixing import Change


def render(changes: Iterable[tuple[str, Change]]) -> str:
    """A diff for each changed cell, headed by its notebook and number."""
    return "".join(f"{line}\n" for path, change in changes for line in _lines(path, change))


def _lines(path: str, change: Change) -> Iterator[str]:
    for number, (before, after) in sorted(change.cells.items()):
        name = visible(f"{path}:cell {number + 1}")
        lines = unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=3)
        yield from (visible(line.replace("\t", "    ")) for line in lines)
