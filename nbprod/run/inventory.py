"""Every place where data enters or leaves some notebooks, and who keeps that data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbprod.analysis import Analysis
from nbprod.config import Declared
from nbprod.ledger.inventory import sources
from nbprod.ledger.source import DataSource
from nbprod.lint.placing import place
from nbprod.notebook.model import Unreadable
from nbprod.notebook.reading import read
from nbprod.place import Place
from nbprod.run.discovery import Asked, File, discover
from nbprod.run.world import Witness

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*:[^/@\s]*(?=@)")
_TOKENS = re.compile(r"(?i)((?:key|token|secret|password|sig(?:nature)?)=)[^&;\s]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One source or target of data, as a line of the inventory."""

    place: Place
    kind: str
    direction: str
    text: str
    """What is named, credentials taken out."""
    through: str
    format: str
    given: str
    keeper: str
    """Who keeps it: git, git-lfs, dvc, kedro, declared; empty where nobody does."""
    declared: Declared | None = None
    """What the settings say of it."""


def inventory(paths: Iterable[str], asked: Asked) -> Iterator[Entry]:
    """The sources and targets of every notebook, in document order.

    Raises NotebookError for a path where nothing is; a file that cannot be read has no entries.
    """
    for file in discover(paths, asked):
        yield from _entries(file)


def _entries(file: File) -> Iterator[Entry]:
    notebook = read(file.shown, Path(file.path).read_bytes())
    if isinstance(notebook, Unreadable) or (notebook.format == "script" and not file.named):
        return
    tracked = Witness(Path(file.path), file.config)
    analysis = Analysis(notebook, tracked)
    for source in sources(analysis):
        yield Entry(
            place(analysis, source.cell, source.at),
            source.kind,
            source.direction,
            _TOKENS.sub(r"\1***", _CREDENTIALS.sub("***", source.text)),
            source.through,
            source.format,
            source.given,
            tracked.get(source.text, "") if source.text else "",
            _declared(source, file),
        )


def _declared(source: DataSource, file: File) -> Declared | None:
    """The declaration in the settings that names a source: the same words as the ledger takes."""
    from nbprod.ledger.tracking import tracking

    for pattern, declared in file.config.data.items():
        alone = tracking(Path(file.path), {pattern: declared}, file.config.root)
        if source.text and alone.get(source.text) == "declared":
            return declared
    return None
