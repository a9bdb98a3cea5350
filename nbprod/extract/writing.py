"""Putting a package on disk: all files or none, and nobody's work lost.

A manifest in the folder says which files nbprod wrote, and with what content. So a later run can
replace its own files, take away those it no longer writes, and keep aside what somebody changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from nbprod.errors import OutputExists, PlanError
from nbprod.extract.plan import Package

MANIFEST = ".nbprod-manifest.json"
ASIDE = ".before-nbprod"


@dataclass(frozen=True, slots=True)
class Written:
    """What was done to the disk."""

    root: Path
    files: tuple[str, ...]
    aside: tuple[str, ...] = ()
    """Files in the way that were not nbprod's own, or not any more, under their new names."""


def write(package: Package, root: Path, *, force: bool = False) -> Written:
    """Write a package into a folder that does not exist yet, or with `force` over an older one.

    Everything is first written into a temporary folder beside the target, which then takes its
    place, or from which the files are moved over.
    """
    _check(package.files)
    root = root.resolve()
    full = check(root, force=force)
    root.parent.mkdir(parents=True, exist_ok=True)
    bench = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=root.parent))
    try:
        new = bench / "new"
        _fill(new, package.files)
        aside = _lay_over(root, new, bench / "old") if full else _take_place(root, new)
        return Written(root, tuple(package.files), aside)
    finally:
        shutil.rmtree(bench, ignore_errors=True)


def check(root: Path, *, force: bool = False) -> bool:
    """Whether a target holds something; refused where that may not be."""
    if root.exists() and not root.is_dir():
        raise OutputExists(f"{root} is no folder; choose another with --out")
    full = root.is_dir() and any(root.iterdir())
    if full and not force:
        raise OutputExists(f"{root} exists and is not empty; choose another --out, or pass --force")
    return full


def _check(paths: Iterable[str]) -> None:
    """Refuse paths that lead out of the folder."""
    for path in paths:
        parts = PurePosixPath(path).parts
        bad = path.startswith("/") or any(mark in path for mark in "\\:\0")
        if bad or not parts or ".." in parts or parts[0] == MANIFEST:
            raise PlanError(f"{path!r} is no path inside the package; nothing was written")


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    data = {path: text.encode("utf-8") for path, text in sorted(files.items())}
    digests = {path: _digest(content) for path, content in data.items()}
    data[MANIFEST] = (json.dumps(digests, indent=1) + "\n").encode()
    for path, content in data.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _take_place(root: Path, new: Path) -> tuple[str, ...]:
    if root.exists():
        root.rmdir()
    new.rename(root)
    return ()


def _lay_over(root: Path, new: Path, old: Path) -> tuple[str, ...]:
    """Move the new files into an existing folder; on any failure each move is taken back."""
    moves = _Moves(root, old, _manifest(root))
    try:
        paths = sorted(
            file.relative_to(new).as_posix() for file in new.rglob("*") if file.is_file()
        )
        for path in paths:
            moves.make_way(path, new / path)
            moves.move(new / path, root / path)
        for path in sorted(set(moves.ours) - set(paths)):
            moves.retire(path)
    except BaseException:
        moves.take_back()
        raise
    return tuple(moves.aside)


def _manifest(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
        _check(found)
    except (OSError, ValueError, TypeError, PlanError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class _Moves:
    """Renames inside the target and to the bench beside it, which can be undone."""

    root: Path
    old: Path
    ours: dict[str, str]
    done: list[tuple[Path, Path]] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    def move(self, source: Path, target: Path) -> None:
        """Move a file and remember it."""
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        self.done.append((source, target))

    def make_way(self, path: str, coming: Path) -> None:
        """Clear a place: our own file goes, anybody else's is kept beside it."""
        target = self.root / path
        self._refuse_links(target)
        if not os.path.lexists(target):
            return
        if path == MANIFEST or self._is_ours(path) or _is_same(target, coming):
            self.move(target, self.old / path)
        else:
            self._keep_aside(target)

    def retire(self, path: str) -> None:
        """Take away a file of ours that is written no more, unless somebody changed it."""
        self._refuse_links(self.root / path)
        if self._is_ours(path):
            self.move(self.root / path, self.old / path)

    def take_back(self) -> None:
        """Undo every move, the last one first."""
        for source, target in reversed(self.done):
            target.rename(source)

    def _is_ours(self, path: str) -> bool:
        file = self.root / path
        regular = file.is_file() and not file.is_symlink()
        return regular and _digest(file.read_bytes()) == self.ours.get(path)

    def _keep_aside(self, target: Path) -> None:
        names = (f"{target.name}{ASIDE}{number or ''}" for number in range(1000))
        free = next(name for name in names if not os.path.lexists(target.with_name(name)))
        self.move(target, target.with_name(free))
        self.aside.append(target.with_name(free).relative_to(self.root).as_posix())

    def _refuse_links(self, target: Path) -> None:
        """A folder that is a link would lead out of the target."""
        for parent in target.relative_to(self.root).parents:
            if (self.root / parent).is_symlink():
                raise OutputExists(
                    f"{self.root / parent} is a link to another place; remove it first"
                )


def _is_same(file: Path, other: Path) -> bool:
    plain = file.is_file() and not file.is_symlink()
    return plain and file.read_bytes() == other.read_bytes()
