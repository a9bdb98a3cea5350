"""What was written: files that are new or changed after a run, by their content."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
import os
import pickle
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .looking import Look
from .shape import Shape, packed

Stamp = tuple[int, int]
PASSED_OVER = {"__pycache__", ".ipynb_checkpoints", ".git", ".pytest_cache", ".mypy_cache"}
MOST = 2_000
CONTENT = 30_000_000


class Files:
    """The files under a folder as they were, and those that Python wrote elsewhere."""

    def __init__(self, look: Look, root: str, project: str, *, but: Path) -> None:
        """Remember how the folder looks now; parts of the project may be linked into it.

        What lies in `but` is written by the harness itself.
        """
        self.but = but.resolve()
        self.look = look
        self.root = Path(root)
        self.project = Path(project)
        self.before = dict(_stamps(self.root))
        self.elsewhere: dict[Path, None] = {}

    def watch(self) -> None:
        """Take note of files that are written outside the folder, such as `../out.csv`."""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], (str, bytes)) and _writes(args):
            self.elsewhere[Path.cwd() / os.fsdecode(args[0])] = None

    def written(self) -> Iterator[dict[str, Any]]:
        """Each file that the run wrote, named from the folder it ran in."""
        after = dict(_stamps(self.root))
        inside = (name for name, stamp in sorted(after.items()) if self.before.get(name) != stamp)
        paths = [self.root / name for name in inside] + self._outside()
        for path in paths[:MOST]:
            yield self._described(path)

    def _outside(self) -> list[Path]:
        """Files of the project's and of the user's, not those that libraries keep for themselves."""
        project = self.project.resolve()
        places = (sys.prefix, sys.base_prefix, tempfile.gettempdir(), "/dev", "/proc")
        private = [Path(place).resolve() for place in places]
        found: dict[Path, Path] = {}
        for path in self.elsewhere:
            real = path.resolve()
            theirs = any(real.is_relative_to(place) for place in private)
            hidden = any(part.startswith(".") for part in real.parts)
            mine = real.is_relative_to(project) or not (theirs or hidden)
            ours = real.is_relative_to(self.root.resolve()) or real.is_relative_to(self.but)
            if mine and not ours and real.is_file():
                found.setdefault(real, path)
        return sorted(found.values())

    def _described(self, path: Path) -> dict[str, Any]:
        name = os.path.relpath(path, self.look.home).replace(os.sep, "/")
        size = path.stat().st_size
        content = self._content(path) if size <= CONTENT else None
        return {"name": name, "size": size, "digest": _digest(path),
                "content": packed(content) if content else None}  # fmt: skip

    def _content(self, path: Path) -> Shape | None:
        """The content as a value, where the bytes may differ and the content be the same."""
        try:
            return self.look.value(_read(path))
        except Exception:
            return None


def _stamps(folder: Path, inside: str = "") -> Iterator[tuple[str, Stamp]]:
    """Each file below a folder with its size and time; links lead to files of others."""
    with os.scandir(folder / inside) as entries:
        for entry in entries:
            name = f"{inside}{entry.name}"
            if entry.is_file(follow_symlinks=False):
                found = entry.stat()
                yield name, (found.st_size, found.st_mtime_ns)
            elif entry.is_dir(follow_symlinks=False) and entry.name not in PASSED_OVER:
                yield from _stamps(folder, f"{name}/")


def _writes(args: tuple[Any, ...]) -> bool:
    mode, flags = (*args, None, 0)[1:3]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool((flags or 0) & (os.O_WRONLY | os.O_RDWR))


def _digest(path: Path) -> str:
    total = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            total.update(chunk)
    return total.hexdigest()


def _read(path: Path) -> Any:
    """Read a file by what its name says it is; any other as lines of text."""
    ending = path.suffix.lower()
    if zipfile.is_zipfile(path) and ending not in (".pt", ".pth"):
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if "docProps" not in name]
            return {name: hashlib.blake2b(archive.read(name)).hexdigest() for name in members}
    reader = READERS.get(ending)
    return reader(path) if reader else path.read_text("utf-8").splitlines()


def _lazily(module: str, name: str) -> Callable[[Path], Any]:
    return lambda path: getattr(importlib.import_module(module), name)(path)


def _image(path: Path) -> Any:
    image_of: Any = importlib.import_module("PIL.Image").open
    with image_of(path) as image:
        return image.convert("RGBA")


READERS: dict[str, Callable[[Path], Any]] = {
    ".json": lambda path: json.loads(path.read_text("utf-8")),
    ".gz": lambda path: gzip.decompress(path.read_bytes()),
    ".npy": _lazily("numpy", "load"),
    ".pkl": lambda path: pickle.loads(path.read_bytes()),
    ".pickle": lambda path: pickle.loads(path.read_bytes()),
    ".joblib": _lazily("joblib", "load"),
    ".parquet": _lazily("pandas", "read_parquet"),
    ".feather": _lazily("pandas", "read_feather"),
    ".png": _image,
    ".jpg": _image,
    ".jpeg": _image,
}
