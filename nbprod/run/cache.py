"""Answers kept from one run to the next, in one SQLite file for each project.

A row is a file: its stat and digest, the key it was judged under, the state of the world that its
findings rest on (which data files are tracked), and the outcome as JSON. A file whose stat is
unchanged is not read; one whose bytes are unchanged is not judged.

SQLite makes parallel runs and killed runs safe. A cache that cannot be read is thrown away, one
that cannot be written is done without: neither changes an answer.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbprod.run.encoding import decode, encode
from nbprod.run.outcome import Linted, Outcome, Skipped

LAYOUT = 1
"""Raised when the tables change; an older file is then begun anew."""
RACY = 50_000_000
"""Nanoseconds in which a file may change without its stat showing it."""
BATCH = 400
PATIENCE = 10
"""Seconds to wait for another run that is writing."""

_TABLES = (
    "DROP TABLE IF EXISTS answer",
    "DROP TABLE IF EXISTS key",
    "CREATE TABLE key (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL)",
    """CREATE TABLE answer (
        path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL, key INTEGER NOT NULL,
        world TEXT NOT NULL, outcome TEXT NOT NULL, used INTEGER NOT NULL
    )""",
    f"PRAGMA user_version = {LAYOUT}",
)
_FIND = """
SELECT path, stamp, digest, world, outcome, used, key.text
FROM answer JOIN key ON key.id = answer.key WHERE path IN ({})
"""
_DROP_OLDEST = """
DELETE FROM answer WHERE path IN (
    SELECT path FROM answer ORDER BY used, rowid LIMIT (SELECT count(*) / 2 FROM answer)
);
DELETE FROM key WHERE id NOT IN (SELECT key FROM answer);
VACUUM;
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """One file for which an answer is wanted."""

    path: str
    """Absolute."""
    shown: str
    key: str
    """`state.key_of` the configuration that holds for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out about a file, and on what it rests."""

    asking: Asking
    stamp: str
    """`stamp_of` the file, taken before it was read."""
    digest: str
    """`digest_of` the bytes that were judged."""
    outcome: Linted | Skipped | None
    """None: the file is no notebook."""
    world: str = ""
    """The state outside the file that the findings rest on; empty where they rest on none."""


def stamp_of(path: str) -> str:
    """What a stat tells about a file's content; differs on every call for one just changed."""
    now = time.time_ns()
    stat = os.stat(path)  # noqa: PTH116 - once for every file of every run
    is_settled = now - stat.st_mtime_ns > RACY
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino} {0 if is_settled else now}"


def digest_of(data: bytes) -> str:
    """A digest of a file's bytes."""
    from hashlib import blake2b

    return blake2b(data, digest_size=16).hexdigest()


class Cache:
    """The answers of one project."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._folder = folder
        self._file = folder / "answers.db"
        self._limit = megabytes * 1_000_000
        self._base: sqlite3.Connection | None = None
        self._today = int(time.time() // 86_400)
        self._renewed: list[tuple[str, str, int, str]] = []

    def look(
        self, askings: Sequence[Asking], now: Callable[[Asking, str], str | None]
    ) -> Iterator[tuple[Asking, Outcome | None]]:
        """Find the kept answers; what is asked and not answered must be worked out.

        `now(asking, world)` says how the world stands that an answer rests on; None where it has
        changed so that the answer no longer holds.
        """
        if not self._file.is_file():
            return
        for first in range(0, len(askings), BATCH):
            batch = {self._name(asking.path): asking for asking in askings[first : first + BATCH]}
            for name, stamp, digest, world, outcome, used, key in self._rows(list(batch)):
                asking = batch[name]
                if key != asking.key or not (here := self._same(asking, stamp, digest)):
                    continue
                there = _stands(asking, world, now)
                if there is None:
                    continue
                if (here, there, self._today) != (stamp, world, used):
                    self._renewed.append((here, there, self._today, name))
                yield from self._decoded(asking, outcome)

    def keep(self, answers: Sequence[Answer]) -> None:
        """Keep answers for the next run."""
        if not answers:
            return
        try:
            with self._writing() as base:
                keys = {answer.asking.key for answer in answers}
                base.executemany(
                    "INSERT OR IGNORE INTO key (text) VALUES (?)", [(k,) for k in keys]
                )
                base.executemany(
                    "INSERT OR REPLACE INTO answer SELECT ?, ?, ?, id, ?, ?, ? FROM key"
                    " WHERE text = ?",
                    [self._row(answer) for answer in answers],
                )
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Note which answers were used, keep the file below its bound, and let go of it."""
        try:
            if self._renewed:
                with self._writing() as base:
                    base.executemany(
                        "UPDATE answer SET stamp = ?, world = ?, used = ? WHERE path = ?",
                        self._renewed,
                    )
            if self._file.is_file() and self._file.stat().st_size > self._limit:
                self._connect().executescript(_DROP_OLDEST)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        if self._base is not None:
            self._base.close()
            self._base = None

    def _rows(self, names: list[str]) -> list[tuple[str, str, str, str, str, int, str]]:
        try:
            return (
                self._connect().execute(_FIND.format(",".join("?" * len(names))), names).fetchall()
            )
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return []

    def _same(self, asking: Asking, stamp: str, digest: str) -> str:
        """The stamp of a file that still holds the bytes that were judged; empty for another."""
        try:
            here = stamp_of(asking.path)
            if here != stamp and digest_of(Path(asking.path).read_bytes()) != digest:
                return ""
        except OSError:
            return ""
        return here

    def _decoded(self, asking: Asking, text: str) -> Iterator[tuple[Asking, Outcome | None]]:
        try:
            yield asking, decode(text, asking.shown) if text else None
        except (ValueError, KeyError, TypeError):
            return

    def _row(self, answer: Answer) -> tuple[str, str, str, str, str, int, str]:
        return (
            self._name(answer.asking.path),
            answer.stamp,
            answer.digest,
            answer.world,
            encode(answer.outcome) if answer.outcome else "",
            self._today,
            answer.asking.key,
        )

    def _name(self, path: str) -> str:
        """A file's name in the cache, which stays the same when the project is moved."""
        return os.path.relpath(path, self._folder).replace(os.sep, "/")

    def _writing(self) -> sqlite3.Connection:
        """A connection to write with; as a context it commits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (ignore := self._folder / ".gitignore").exists():
            ignore.write_text("*\n", "utf-8")
        base = self._connect()
        base.execute("BEGIN IMMEDIATE")
        return base

    def _connect(self) -> sqlite3.Connection:
        if self._base is None:
            base = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
            self._base = base
            # A machine that dies while writing may break the file; it is then begun anew.
            base.execute("PRAGMA synchronous = OFF")
            if not _is_laid_out(base):
                with base:
                    base.execute("BEGIN IMMEDIATE")
                    # Another run may have done it while this one waited.
                    for statement in () if _is_laid_out(base) else _TABLES:
                        base.execute(statement)
        return self._base

    def _give_up(self, error: Exception) -> None:
        """Let go of a cache that does not work; a broken file is removed, a busy one is left."""
        if self._base is not None:
            self._base.close()
            self._base = None
        if isinstance(error, sqlite3.Error) and _code(error) not in _PASSING:
            self._file.unlink(missing_ok=True)


_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""Errors that say nothing about the file itself."""


def _stands(asking: Asking, world: str, now: Callable[[Asking, str], str | None]) -> str | None:
    """The world that an answer rests on, as it stands now."""
    try:
        return now(asking, world) if world else world
    except (ValueError, KeyError, TypeError):
        return None


def _is_laid_out(base: sqlite3.Connection) -> bool:
    return bool(base.execute("PRAGMA user_version").fetchone()[0] == LAYOUT)


def _code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite, extended ones folded into it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
