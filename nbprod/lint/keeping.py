"""Sources of data of which lint may speak: the notebook names them, and perhaps nobody keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.ledger.inventory import sources
from nbprod.ledger.source import DataSource

ELSEWHERE = frozenset({"configured", "held", "fetched"})
"""Ways of naming a source at which nothing more is to be said: it was told before, or is chosen."""


def incoming(notebook: Analysis) -> Iterator[DataSource]:
    """Sources that the notebook itself names; what is configured is the deployment's choice."""
    for source in sources(notebook):
        if source.direction == "in" and source.given not in ELSEWHERE:
            yield source


def untracked(notebook: Analysis, *kinds: str) -> Iterator[DataSource]:
    """Incoming sources of some kinds that nobody keeps."""
    for source in incoming(notebook):
        kept = (text in notebook.tracked for text in source.texts)
        if source.kind in kinds and not all(kept):
            yield source
