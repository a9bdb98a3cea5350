"""The files that git tracks, read from the index: no process, one read for a repository.

The format is described in git's `Documentation/gitformat-index.txt`. Versions 2 to 4 are read.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

LARGEST = 200_000_000
"""Bytes of an index beyond which nothing is read."""

_FIXED = 40
"""Bytes of an entry before the object's hash: times, device, mode, owner, size."""


def tracked_files(root: Path) -> frozenset[str]:
    """Paths that git tracks below a repository's root, with `/`; empty where that cannot be read."""
    path = index_of(root)
    if path is None:
        return frozenset()
    try:
        if path.stat().st_size > LARGEST:
            return frozenset()
        return frozenset(_names(path.read_bytes(), _hash_size(path.parent)))
    except (OSError, struct.error, ValueError, IndexError):
        # An index in a form of the future says nothing; that is no reason to stop.
        return frozenset()


def repository_of(folder: Path) -> Path | None:
    """The root of the git repository that a folder lies in."""
    at = str(folder)
    while not os.path.exists(f"{at}/.git"):  # noqa: PTH110 - asked for every notebook
        above = os.path.dirname(at)  # noqa: PTH120
        if above == at:
            return None
        at = above
    return Path(at)


def index_of(root: Path) -> Path | None:
    """The index file of a repository, of a worktree or a submodule."""
    git = root / ".git"
    if git.is_file():
        said = git.read_text("utf-8", "replace").strip()
        git = (root / said.removeprefix("gitdir:").strip()).resolve()
    index = git / "index"
    return index if index.is_file() else None


def _hash_size(git: Path) -> int:
    """Bytes of an object's hash: SHA-1, or SHA-256 where the configuration says so."""
    config = git / "config"
    text = config.read_text("utf-8", "replace") if config.is_file() else ""
    return 32 if "objectformat = sha256" in text.lower() else 20


def _names(data: bytes, hash_size: int) -> Iterator[str]:
    signature, version, count = struct.unpack(">4sII", data[:12])
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("no index of git")
    at, name = 12, b""
    for _ in range(count):
        start = at
        flags = struct.unpack_from(">H", data, at + _FIXED + hash_size)[0]
        at += _FIXED + hash_size + (4 if flags & 0x4000 else 2)
        if version == 4:
            dropped, at = _number(data, at)
            end = data.index(b"\0", at)
            name, at = name[: len(name) - dropped] + data[at:end], end + 1
        else:
            end = data.index(b"\0", at)
            name = data[at:end]
            at = start + (end - start + 8) // 8 * 8
        yield name.decode("utf-8", "surrogateescape")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in the encoding that git uses for offsets, and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1
