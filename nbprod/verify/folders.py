"""Where a run happens: a copy of the notebook's folder, so that nothing of the user's is changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from nbprod.errors import NbprodError

LEFT_BEHIND = frozenset({
    ".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".dvc",
})  # fmt: skip
TOPS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "environment.yml")
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to run in, and the outermost folder that the run may change."""

    folder: Path
    root: Path
    project: Path
    """The user's own project, parts of which are linked into the root."""


def in_place(folder: Path) -> Place:
    """Run where the notebook lies."""
    return Place(folder, folder, project_of(folder))


def copied(folder: Path, into: Path, *, limit: int, without: Path, reach: int = 0) -> Place:
    """Copy the notebook's folder, and lay links to what stands beside it and above it.

    A notebook reads `data/x.csv` from its own folder, which is copied, and often `../data/x.csv`
    from the project's, which may be large and is only linked. `without` is the package itself,
    where it lies in that folder; `reach` is how many folders up the notebook itself goes.
    """
    _weigh(folder, limit, without)
    top = project_of(folder, reach)
    here = into / folder.relative_to(top.parent)
    shutil.copytree(folder, here, symlinks=False, ignore=_ignored(without),
                    ignore_dangling_symlinks=True)  # fmt: skip
    for above in folder.relative_to(top).parents if folder != top else ():
        _link_entries(top / above, into / (top / above).relative_to(top.parent))
    return Place(here, into, top)


def project_of(folder: Path, reach: int = 0) -> Path:
    """The project's folder: the nearest one above that looks like one, else the one just above.

    A notebook that reads `../../data/x.csv` says that it is two above at least: a project that came
    as an archive often has no file by which it could be told.
    Where people keep many things (their home, the temporary folder) is nobody's project.
    """
    shared = {Path.home(), Path(folder.anchor), Path(tempfile.gettempdir()).resolve()}
    above = list(takewhile(lambda path: path not in shared, [folder, *folder.parents]))
    marked = (level for level, path in enumerate(above[:LEVELS]) if _is_marked(path))
    level = max(next(marked, 1), reach)
    return above[min(level, len(above) - 1)] if above else folder


def _is_marked(folder: Path) -> bool:
    return any((folder / name).exists() for name in TOPS)


def _link_entries(source: Path, target: Path) -> None:
    for entry in source.iterdir():
        there = target / entry.name
        if not there.exists() and entry.name not in LEFT_BEHIND:
            there.symlink_to(entry, target_is_directory=entry.is_dir())


def _ignored(without: Path):  # type: ignore[no-untyped-def]
    def ignored(folder: str, names: list[str]) -> set[str]:
        inside = {name for name in names if Path(folder, name).resolve() == without}
        special = {name for name in names if _is_special(Path(folder, name))}
        return (set(names) & LEFT_BEHIND) | inside | special

    return ignored


def _is_special(path: Path) -> bool:
    """A socket or a pipe, which would keep a copy waiting for ever."""
    return path.exists() and not (path.is_file() or path.is_dir())


def _weigh(folder: Path, limit: int, without: Path) -> None:
    """Refuse to copy more than the limit."""
    total = 0
    for size in _sizes(folder, without):
        total += size
        if total > limit:
            raise NbprodError(
                f"{folder}: holds more than {limit / 1e6:,.0f} MB, too much to copy for each run; "
                "raise --copy-limit, or run in the folder itself with --in-place"
            )


def _sizes(folder: Path, without: Path) -> Iterator[int]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders
                      if name not in LEFT_BEHIND and Path(here, name).resolve() != without]  # fmt: skip
        for name in names:
            path = Path(here, name)
            if path.is_file():
                yield path.stat().st_size
