"""What a search of folders leaves out: exclusions of the settings, and what git ignores.

Patterns mean what they mean in `.gitignore`. `pathspec`, which knows that meaning, is imported
only where a pattern is more than a plain name: most folders have none that is.
"""

# Paths stay text here: a `Path` costs more than the question that is asked of it.
# ruff: noqa: PTH110, PTH118, PTH119, PTH120, PTH123, PTH206

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Ignores:
    """What to leave out below one settings file."""

    def __init__(
        self, root: Path, exclude: tuple[str, ...], extend: tuple[str, ...], git: bool
    ) -> None:
        patterns = [pattern.rstrip("/") for pattern in (*exclude, *extend)]
        self._root = str(root)
        self._names = frozenset(pattern for pattern in patterns if _is_plain(pattern))
        self._patterns = tuple(pattern for pattern in patterns if not _is_plain(pattern))
        self._git = git

    def names(self, path: str, is_folder: bool) -> bool:
        """Whether a file or folder is left out by itself; the folders above it are not asked."""
        if os.path.basename(path) in self._names:
            return True
        if self._patterns and _decides(_spec(self._patterns), path, self._root, is_folder):
            return True
        return self._git and _git_ignores(path, is_folder)

    def covers(self, path: str) -> bool:
        """Whether a file is left out, by itself or by a folder above it up to the settings."""
        inside = path.startswith(self._root + os.sep)
        parts = path[len(self._root) + 1 :].split(os.sep) if inside else [os.path.basename(path)]
        at = self._root if inside else os.path.dirname(path)
        for position, part in enumerate(parts):
            at = os.path.join(at, part)
            if self.names(at, is_folder=position < len(parts) - 1):
                return True
        return False


def forget() -> None:
    """Let go of what was read of ignore files."""
    for kept in (_files_of_git, _in_git):
        kept.cache_clear()


def _is_plain(pattern: str) -> bool:
    return not any(mark in pattern for mark in "*?[/!\\ ")


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def _decides(spec: GitIgnoreSpec, path: str, root: str, is_folder: bool) -> bool | None:
    """What the last fitting pattern says of a path; None where no pattern fits."""
    below = os.path.relpath(path, root).replace(os.sep, "/")
    if below.startswith("../"):
        return None
    return spec.check_file(below + "/" * is_folder).include


def _git_ignores(path: str, is_folder: bool) -> bool:
    """Whether git ignores a path: the `.gitignore` nearest to it that says anything decides."""
    for folder, patterns in _files_of_git(os.path.dirname(path)):
        said = _decides(_spec(patterns), path, folder, is_folder)
        if said is not None:
            return said
    return False


@cache
def _files_of_git(folder: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The ignore files that hold in a folder, nearest first, up to the top of the repository."""
    own = _patterns(os.path.join(folder, ".gitignore"))
    here = ((folder, own),) if own else ()
    if os.path.exists(os.path.join(folder, ".git")):
        exclude = _patterns(os.path.join(folder, ".git", "info", "exclude"))
        return (*here, (folder, exclude)) if exclude else here
    above = os.path.dirname(folder)
    return (*here, *_files_of_git(above)) if above != folder and _in_git(folder) else here


@cache
def _in_git(folder: str) -> bool:
    above = os.path.dirname(folder)
    return os.path.exists(os.path.join(folder, ".git")) or (above != folder and _in_git(above))


def _patterns(path: str) -> tuple[str, ...]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return tuple(line for line in file.read().splitlines() if line.strip("# \t") != "")
    except OSError:
        return ()
