"""What one git repository keeps: tracked files, git-lfs, DVC and Kedro.

A repository is read once: its index, its `.gitattributes`, and the DVC and catalog files that
git tracks. Nothing is asked of git, and no data is opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from pathspec import GitIgnoreSpec

from nbprod.ledger.catalogs import kept, speaks
from nbprod.ledger.gitindex import index_of, tracked_files

SCHEME = re.compile(r"\w[\w+.-]+://|dbfs:/")


@dataclass(frozen=True, eq=False)
class Repository:
    """What one git repository keeps; paths are relative to its root."""

    root: Path
    files: frozenset[str] = frozenset()
    catalogs: Mapping[str, str] = field(default_factory=dict)
    """Files and folders of DVC and Kedro, each with its keeper."""
    large: GitIgnoreSpec | None = None
    """What `.gitattributes` hands to git-lfs."""

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a tracked file."""
        return frozenset(above for name in self.files for above in _above(name))

    def keeper(self, path: str) -> str:
        """Who keeps a path; empty where nobody does. `*` stands for any part of a name."""
        for known in (path, *_above(path)):
            if known in self.catalogs:
                return self.catalogs[known]
        if path in self.files:
            return "git-lfs" if self.large and self.large.match_file(path) else "git"
        if path in self.folders:
            return "git"
        fits = pattern(path)
        if "*" in path and any(fits.fullmatch(name) for name in self.files):
            return "git"
        return next((k for name, k in self.catalogs.items() if _meet(name, path)), "")


def repository(root: Path) -> Repository:
    """What a repository keeps; read again only when its index or a catalog has changed."""
    return _repository(root, state(root))


def state(root: Path) -> str:
    """A text that differs whenever what a repository keeps may differ."""
    index = _stamp(index_of(root))
    special = _special(root, index)
    return " ".join((index, *(_stamp(root / name) for name in special)))


@lru_cache(maxsize=64)
def _repository(root: Path, state: str) -> Repository:
    files = _files(root, state.partition(" ")[0])
    return Repository(root, files, kept(root, files), _large(root, files))


@lru_cache(maxsize=64)
def _files(root: Path, index: str) -> frozenset[str]:
    return tracked_files(root)


@lru_cache(maxsize=64)
def _special(root: Path, index: str) -> tuple[str, ...]:
    """The tracked files that say who keeps other files."""
    return tuple(sorted(name for name in _files(root, index) if speaks(name)))


def _stamp(path: Path | None) -> str:
    """When a file was last written, and its size; empty where there is none."""
    try:
        stat = path.stat() if path else None
    except OSError:
        stat = None
    return f"{stat.st_mtime_ns}:{stat.st_size}" if stat else "-"


def _large(root: Path, files: frozenset[str]) -> GitIgnoreSpec | None:
    """The patterns of `.gitattributes` that end in git-lfs, each below its folder."""
    lines: list[str] = []
    for name in sorted(name for name in files if posixpath.basename(name) == ".gitattributes"):
        folder = posixpath.dirname(name)
        text = (root / name).read_text("utf-8", "replace") if (root / name).is_file() else ""
        for line in text.splitlines():
            pattern, _, attributes = line.strip().partition(" ")
            if "filter=lfs" in attributes and not pattern.startswith("#"):
                lines.append(posixpath.join("/" + folder, "**", pattern) if folder else pattern)
    return GitIgnoreSpec.from_lines(lines) if lines else None


def _above(name: str) -> Iterator[str]:
    """The folders above a path, nearest first."""
    while name := posixpath.dirname(name):
        if name == "/":
            return
        yield name


def _meet(catalogued: str, path: str) -> bool:
    """Whether a catalog's entry lies in the folder `path`, or is a glob that names `path`."""
    if catalogued.startswith(f"{path}/"):
        return True
    return "*" in catalogued and bool(pattern(catalogued).fullmatch(path))


@lru_cache(maxsize=4096)
def pattern(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression; `*` stops at a slash, `**` and a `*` of an address do not."""
    anything = ".*" if SCHEME.match(glob) else "[^/]*"
    parts = re.split(r"(\*\*/?|\*|\?)", glob)
    words = {"**/": "(?:.*/)?", "**": ".*", "*": anything, "?": "[^/]"}
    whole = "".join(words.get(part, re.escape(part)) for part in parts)
    return re.compile(whole.rstrip("/") + "(?:/.*)?")
