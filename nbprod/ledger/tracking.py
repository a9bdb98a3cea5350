"""Who keeps a data file: git, git-lfs, DVC, a Kedro catalog, or the project by declaration."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbprod.ledger.gitindex import repository_of
from nbprod.ledger.repository import SCHEME, Repository, pattern, repository

_UNKNOWN = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, eq=False)
class Tracking(Mapping[str, str]):
    """Who keeps which data, as seen from one notebook: by path, address or query as written."""

    repository: Repository | None = None
    folder: str = ""
    """The notebook's folder, relative to the repository's root."""
    declared: tuple[str, ...] = ()
    """Patterns of the settings, relative to the repository's root, or addresses."""

    def __getitem__(self, path: str) -> str:
        """Who keeps `path`; KeyError where nobody does."""
        if keeper := self._keeper(path):
            return keeper
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        """What can be listed: tracked files, relative to the notebook's folder."""
        for name in sorted(self.repository.files if self.repository else ()):
            yield posixpath.relpath(name, self.folder or ".")

    def __len__(self) -> int:
        return len(self.repository.files) if self.repository else 0

    def _keeper(self, path: str) -> str:
        """Unknown parts, as in `data/{year}.csv`, stand for any name."""
        written = _UNKNOWN.sub("*", path).replace("\\", "/")
        if not written.strip("*/. "):
            return ""
        places = [written] if SCHEME.match(written) else list(self._places(written))
        for place in places:
            if any(pattern(known).fullmatch(place) for known in self.declared):
                return "declared"
            if self.repository and (keeper := self.repository.keeper(place)):
                return keeper
        return ""

    def _places(self, path: str) -> Iterator[str]:
        """Where a local path may lie in the repository: from the notebook, then from the root."""
        if path.startswith("/"):
            root = self.repository.root.as_posix() if self.repository else ""
            if root and path.startswith(f"{root}/"):
                yield posixpath.normpath(path[len(root) + 1 :])
            yield path
            return
        yield posixpath.normpath(posixpath.join(self.folder, path))
        yield posixpath.normpath(path)


def tracking(notebook: Path, declared: Mapping[str, object], root: Path) -> Tracking:
    """Who keeps data, seen from a notebook; `declared` patterns start from the folder `root`."""
    folder = notebook.absolute().parent
    at = repository_of(folder)
    if at is None:
        return Tracking(None, _below(folder, root), tuple(declared))
    patterns = tuple(
        name if SCHEME.match(name) else posixpath.normpath(posixpath.join(_below(root, at), name))
        for name in declared
    )
    return Tracking(repository(at), _below(folder, at), patterns)


def _below(path: Path, root: Path) -> str:
    """A folder relative to a root above it; empty for the root and for folders elsewhere."""
    try:
        below = path.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return ""
    return "" if below == "." else below
