"""Which settings file speaks for a folder.

What reads such a file is imported only where there is one: most hooks run without.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nbprod.config.model import Config


@cache
def nearest(folder: Path) -> Path | None:
    """The settings file that speaks for a folder: the first one at or above it."""
    if found := _file_in(folder):
        return found
    return None if folder == folder.parent else nearest(folder.parent)


def load(folder: Path) -> Config:
    """The configuration that speaks for a folder; defaults where no file does.

    One value for all folders for which one file speaks, so that it can be told by identity.

    Raises ConfigError where a setting does not hold.
    """
    found = nearest(folder)
    return read_once(found) if found else _defaults(_project(folder) or Path.cwd())


def forget() -> None:
    """Let go of what was read, so that a program that lives long sees files as they are now."""
    for kept in (nearest, read_once, _project, _defaults):
        kept.cache_clear()


def _file_in(folder: Path) -> Path | None:
    own, shared = folder / "nbprod.toml", folder / "pyproject.toml"
    if own.is_file():
        return own
    # A project without settings of its own leaves the word to the folder above.
    return shared if shared.is_file() and "[tool.nbprod" in _text(shared) else None


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


@cache
def _project(folder: Path) -> Path | None:
    """The top of the git repository around a folder."""
    if (folder / ".git").exists():
        return folder
    return None if folder == folder.parent else _project(folder.parent)


@cache
def read_once(path: Path) -> Config:
    """Read a settings file, the same value on every call.

    Raises ConfigError where a setting does not hold.
    """
    from nbprod.config.reading import read

    return read(path)


@cache
def _defaults(root: Path) -> Config:
    return Config(root=root)
