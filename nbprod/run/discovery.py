"""Paths as people name them, turned into the files to look at.

A file that is named is taken whatever it is called; a folder is searched for notebooks and leaves
out what the settings exclude and what git ignores.
"""

# Paths stay text here: a `Path` costs more than the question that is asked of it.
# ruff: noqa: PTH100, PTH109, PTH110, PTH112, PTH120

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nbprod.config import Config, load, read_once
from nbprod.errors import NotebookError
from nbprod.run.ignoring import Ignores

NOTEBOOKS = (".ipynb",)
"""Endings that say "notebook" by themselves."""
SCRIPTS = (".py",)
"""Endings of files that are notebooks if their text has cell markers."""
DOCUMENTS = (".qmd", ".rmd")
"""Endings of prose that may hold code cells."""
ENDINGS = (*NOTEBOOKS, *SCRIPTS, *DOCUMENTS)


class File(NamedTuple):
    """A file to look at."""

    path: str
    """Absolute."""
    shown: str
    """As a report names it: relative to the working directory where it lies below, with `/`."""
    config: Config
    named: bool = False
    """Whether somebody asked for this very file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings of one invocation: a file that `--config` names, and what lies on top."""

    file: Path | None = None
    over: Mapping[str, Any] = field(default_factory=dict)
    """Settings that the command line says; `None` means not given."""
    force_exclude: bool = False
    """Whether exclusions hold for named files too, as a hook wants that names every file."""

    _known: dict[int, tuple[Config, Config]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Settings as read and as they stand with `over` on top, by identity of the former."""

    def config(self, folder: str) -> Config:
        """The configuration that speaks for a folder."""
        base = read_once(self.file) if self.file else load(Path(folder))
        known, settled = self._known.get(id(base), (None, base))
        if known is not base:
            settled = base.over("", **self.over)
            self._known[id(base)] = base, settled
        return settled


def discover(paths: Iterable[str], asked: Asked) -> Iterator[File]:
    """Find the files that `paths` name, in order, each once.

    Raises NotebookError for a path where nothing is.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _at(os.path.abspath(path), path, asked):
            if file.path not in seen:
                seen.add(file.path)
                yield file


def shown(path: str) -> str:
    """A path as reports name it."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path.removeprefix(here).replace(os.sep, "/")


def _at(path: str, said: str, asked: Asked) -> Iterator[File]:
    if os.path.isdir(path):
        yield from _below(path, asked)
    elif os.path.exists(path):
        config = asked.config(os.path.dirname(path))
        if not (asked.force_exclude and _ignores(config).covers(path)):
            yield File(path, shown(path), config, named=True)
    else:
        raise NotebookError(f"{said}: no such file or folder")


def _below(folder: str, asked: Asked) -> Iterator[File]:
    """Search a folder, names sorted so that every machine finds the same order."""
    config = asked.config(folder)
    ignores = _ignores(config)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError:
        return
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not entry.name.lower().endswith(ENDINGS):
            continue
        if ignores.names(entry.path, is_folder):
            continue
        if is_folder:
            yield from _below(entry.path, asked)
        elif entry.is_file():
            yield File(entry.path, shown(entry.path), config)


@cache
def _ignores_for(
    root: Path, exclude: tuple[str, ...], extend: tuple[str, ...], git: bool
) -> Ignores:
    return Ignores(root, exclude, extend, git)


def _ignores(config: Config) -> Ignores:
    """What the settings exclude and git ignores, once for all that say the same."""
    return _ignores_for(
        config.root, config.exclude, config.extend_exclude, config.respect_gitignore
    )
