"""Reports that are the texts of their files, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nbprod.run.outcome import Kept, Outcome, Report


def pieces(report: Report, piece: Callable[[Outcome], str]) -> Iterator[str]:
    """What `piece` says of each file; where the cache remembers that, it is not said anew."""
    for entry in report.entries:
        if not isinstance(entry, Kept):
            yield piece(entry)
        elif entry.piece and entry.piece[0] == piece.__module__:
            yield entry.piece[1]
        else:
            yield piece(entry.load())
