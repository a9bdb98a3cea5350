"""Files that a notebook writes itself: reading them back is no outside data."""

from __future__ import annotations

import posixpath
import re
from functools import cache

BARE = re.compile(r"\.np[yz]$")
"""Endings that a writer adds by itself."""


class Produced:
    """What the notebook has written so far, in document order."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._shapes: list[re.Pattern[str]] = []

    def add(self, path: str, *, folder: bool = False) -> None:
        """Note a file that is written; of a folder, all that is in it."""
        known = normal(path)
        if not known.strip("./{}"):
            return
        (self._folders if folder else self._files).add(known)
        if "{" in known:
            self._shapes.append(shape(known))

    def __contains__(self, path: str) -> bool:
        """Whether a path was written earlier, itself or the folder it lies in.

        Unknown parts, as in `{name}.csv`, may be anything.
        """
        known = normal(path)
        if known in self._files or any(shaped.fullmatch(known) for shaped in self._shapes):
            return True
        if "{" in known and known.strip("./{}"):
            return any(shape(known).fullmatch(file) for file in self._files)
        return any(known == folder or known.startswith(f"{folder}/") for folder in self._folders)


def normal(path: str) -> str:
    """A path by which a written file is known again."""
    return BARE.sub("", posixpath.normpath(path.replace("\\", "/"))) if path else ""


@cache
def shape(path: str) -> re.Pattern[str]:
    """A path with unknown parts as a pattern."""
    parts = re.split(r"\{[^{}]*\}", path)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))
