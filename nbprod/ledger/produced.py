"""Files that a notebook writes itself: reading them back is no outside data."""

from __future__ import annotations

import posixpath
import re

BARE = re.compile(r"\.np[yz]$")
"""Endings that a writer adds by itself."""


class Produced:
    """What the notebook has written so far, in document order."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def add(self, path: str, *, folder: bool = False) -> None:
        """Note a file that is written; of a folder, all that is in it."""
        known = normal(path)
        if not known or known == ".":
            return
        (self._folders if folder else self._files).add(known)

    def __contains__(self, path: str) -> bool:
        """Whether a path was written earlier, itself or the folder it lies in."""
        known = normal(path)
        if known in self._files:
            return True
        return any(known == folder or known.startswith(f"{folder}/") for folder in self._folders)


def normal(path: str) -> str:
    """A path by which a written file is known again."""
    return BARE.sub("", posixpath.normpath(path.replace("\\", "/"))) if path else ""
