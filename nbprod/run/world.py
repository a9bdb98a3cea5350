"""What findings rest on outside the notebook: who keeps the data files that it names.

While a notebook is judged, a `Witness` writes down each question about a data file and its answer.
An answer from the cache holds while those answers would be the same. To know that, it is mostly
enough to see that no file which could change them has changed: git's index, and the DVC and
catalog files. Only where one has is the ledger imported, and asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from nbprod.config import Config

MOST = 100
"""Files that are watched; a repository with more is asked again on every run."""


class Witness(Mapping[str, str]):
    """Who keeps which data, seen from one notebook; remembers what was asked."""

    def __init__(self, path: Path, config: Config) -> None:
        self._path = path
        self._config = config
        self.asked: dict[str, str] = {}

    @cached_property
    def _tracking(self) -> Mapping[str, str]:
        from nbprod.ledger.tracking import tracking

        return tracking(self._path, self._config.data, self._config.root)

    def __getitem__(self, path: str) -> str:
        """Who keeps a path; KeyError where nobody does."""
        if path not in self.asked:
            self.asked[path] = self._tracking.get(path, "")
        if keeper := self.asked[path]:
            return keeper
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tracking)

    def __len__(self) -> int:
        return len(self._tracking)

    @property
    def world(self) -> str:
        """What was asked and answered, as a text; empty where nothing was asked."""
        return _text(self.asked, _watched(self._path.parent)) if self.asked else ""


def now(path: str, config: Config, world: str) -> str | None:
    """The world as it stands now; None where a question would be answered differently.

    Raises ValueError, KeyError or TypeError for a text that is no world.
    """
    import json

    told = json.loads(world)
    if (watched := told["watched"]) and all(_stamp(at) == stamp for at, stamp in watched.items()):
        return world
    witness = Witness(Path(path), config)
    asked: dict[str, str] = told["asked"]
    if any(witness.get(question, "") != answer for question, answer in asked.items()):
        return None
    return witness.world


def forget() -> None:
    """Let go of the state of files."""
    for kept in (_stamp, _watched, _watched_in):
        kept.cache_clear()


def _text(asked: Mapping[str, str], watched: Mapping[str, str]) -> str:
    import json

    return json.dumps({"asked": asked, "watched": watched}, separators=(",", ":"))


@cache
def _watched(folder: Path) -> dict[str, str]:
    """The files that say who keeps data, each with its stamp; none where they are too many."""
    from nbprod.ledger.gitindex import repository_of

    root = repository_of(folder)
    if root is None:
        # A repository that is begun here or above later on changes the answers.
        return {str(above / ".git"): _stamp(str(above / ".git")) for above in _up(folder)}
    return _watched_in(root)


@cache
def _watched_in(root: Path) -> dict[str, str]:
    from nbprod.ledger.catalogs import speaks
    from nbprod.ledger.gitindex import index_of, tracked_files

    index = index_of(root) or root / ".git" / "index"
    special = sorted(name for name in tracked_files(root) if speaks(name))
    if len(special) > MOST:
        return {}
    return {str(path): _stamp(str(path)) for path in (index, *(root / name for name in special))}


def _up(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents


@cache
def _stamp(path: str) -> str:
    try:
        stat = Path(path).stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns} {stat.st_size} {stat.st_ino}"
