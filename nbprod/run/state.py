"""What answers depend on besides the file and the configuration: nbprod itself and rule pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbprod
from nbprod.config import Config
from nbprod.knowledge import home

PRIME = 2**127 - 1


def key_of(config: Config) -> str:
    """A text that differs whenever two runs over the same file could answer differently."""
    return "\n".join((_program(), config.key, pages_of(config)))


def pages_of(config: Config) -> str:
    """The state of the user's own rule pages."""
    return _pages(config.rule_folders)


def forget() -> None:
    """Let go of the state of rule pages."""
    _pages.cache_clear()


@cache
def _pages(folders: tuple[Path, ...]) -> str:
    return "\n".join(_stamps(folders, ".md"))


@cache
def _program() -> str:
    """The version of nbprod and Python; in a checkout also when each source was last changed."""
    package = Path(nbprod.__file__).parent
    version = f"{nbprod.__version__} {sys.version_info.major}.{sys.version_info.minor}"
    if home().is_relative_to(package):
        return version
    stamps = (*_stamps((package,), ".py"), *_stamps((home(),), ".md", ".toml"))
    # A remainder serves as a digest, without the time it takes to import hashlib.
    digest = int.from_bytes(" ".join(stamps).encode("utf-8", "surrogateescape"), "big") % PRIME
    return f"{version} {digest:x}"


def _stamps(folders: tuple[Path, ...], *endings: str) -> Iterator[str]:
    """Name, size and time of change of every file below some folders, without reading it."""
    for folder in folders:
        for path, stat in sorted(_files(str(folder), endings)):
            yield f"{path} {stat}"


def _files(folder: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path, endings)
        elif entry.name.endswith(endings):
            stat = entry.stat()
            yield entry.path, f"{stat.st_size} {stat.st_mtime_ns}"
