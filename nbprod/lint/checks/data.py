"""Data that enters from outside, and nobody keeps it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.ledger.source import DataSource
from nbprod.lint.checks import each
from nbprod.lint.keeping import incoming, untracked
from nbprod.lint.match import Match

SHEETS = frozenset({"excel", "google sheet"})
BY_HAND = frozenset({"manual", "clipboard", "upload", "input"})
REGISTRIES = frozenset({"hub", "registered"})
"""Formats of datasets that are asked for by name and come in versions."""
PINS = frozenset({"revision", "version", "data_id", "commit_hash"})
"""Keywords that fix what a hub delivers."""
_CREDENTIALS = re.compile(
    r"(://)[^/@\s]+(?=@)|((?:key|token|secret|password|pwd|sig|signature)=)[^&;\s]+", re.IGNORECASE
)
IN_MEMORY = ("", ":memory:", "sqlite://", "sqlite:///:memory:")


@each(Analysis)
def file(notebook: Analysis) -> Iterator[Match]:
    """A file that neither git, git-lfs, DVC, a Kedro catalog nor the settings know."""
    for source in untracked(notebook, "file", "stream"):
        if source.format not in SHEETS and not source.text.isdigit():
            yield match(source)


@each(Analysis)
def url(notebook: Analysis) -> Iterator[Match]:
    """An address of the web that data is read from."""
    yield from map(match, untracked(notebook, "url"))


@each(Analysis)
def bucket(notebook: Analysis) -> Iterator[Match]:
    """An object of a bucket, or of a distributed file system."""
    yield from map(match, untracked(notebook, "bucket"))


@each(Analysis)
def database(notebook: Analysis) -> Iterator[Match]:
    """A database that is connected to or asked."""
    for source in untracked(notebook, "database"):
        if source.text not in IN_MEMORY or not connects(source):
            yield match(source)


def connects(source: DataSource) -> bool:
    """Whether a source is a connection and no query."""
    return source.through.rpartition(".")[2] in ("connect", "create_engine")


@each(Analysis)
def download(notebook: Analysis) -> Iterator[Match]:
    """Data that a library or a shell command fetches when the notebook runs."""
    yield from map(match, untracked(notebook, "download"))


@each(Analysis)
def spreadsheet(notebook: Analysis) -> Iterator[Match]:
    """A workbook that people fill by hand."""
    for source in untracked(notebook, "file", "manual"):
        if source.format in SHEETS:
            yield match(source)


@each(Analysis)
def manual(notebook: Analysis) -> Iterator[Match]:
    """Somebody sits in front of the notebook: prompts, uploads, dialogs, the clipboard, a camera."""
    for source in incoming(notebook):
        live = source.kind == "stream" and source.text.isdigit()
        if live or (source.kind in BY_HAND and source.format not in SHEETS):
            yield match(source)


@each(Analysis)
def hub(notebook: Analysis) -> Iterator[Match]:
    """A dataset of a hub, without the revision that was meant."""
    for source in untracked(notebook, "dataset"):
        if source.format in REGISTRIES and not is_pinned(source):
            yield match(source)


@each(Analysis)
def toy(notebook: Analysis) -> Iterator[Match]:
    """A dataset that comes with a library, or that a library fetches for exercises."""
    for source in untracked(notebook, "dataset"):
        if source.format not in REGISTRIES:
            yield match(source)


@each(Analysis)
def service(notebook: Analysis) -> Iterator[Match]:
    """A service or a model behind an interface of the web answers."""
    yield from map(match, untracked(notebook, "api"))


@each(Analysis)
def model(notebook: Analysis) -> Iterator[Match]:
    """Weights of a hub, without the revision that was meant."""
    for source in untracked(notebook, "model"):
        if not is_pinned(source) and not looks_local(source.text):
            yield match(source)


def is_pinned(source: DataSource) -> bool:
    """Whether a call says which revision it wants."""
    keywords = source.node.keywords if source.node else ()
    return any(keyword.arg in PINS or keyword.arg is None for keyword in keywords)


def looks_local(text: str) -> bool:
    """Whether a model's name is a folder of this machine."""
    return text.startswith((".", "/", "~")) or text.count("/") > 1 or not text


def match(source: DataSource) -> Match:
    """A match that names what is read and through what."""
    through = source.through.strip(".")
    return Match(source.cell, source.at, {"what": what(source), "through": through})


def what(source: DataSource) -> str:
    """What is read, for a person; the expression where nothing is written out."""
    if source.text:
        return _CREDENTIALS.sub(r"\1\2…", source.text)
    if source.node is not None and source.node.args:
        return ast.unparse(source.node.args[0])
    return source.through.strip(".")
