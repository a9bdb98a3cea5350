"""The SQLite file that holds a cache: opened when needed, begun anew when broken.

SQLite makes parallel runs and killed runs safe. A file that cannot be read is thrown away, one
that cannot be written is done without: neither changes an answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

LAYOUT = 2
"""Raised when the tables change; an older file is then begun anew."""
PATIENCE = 10
"""Seconds to wait for another run that is writing."""

_TABLES = (
    "DROP TABLE IF EXISTS key",
    "DROP TABLE IF EXISTS answer",
    "DROP TABLE IF EXISTS outcome",
    "DROP TABLE IF EXISTS piece",
    "CREATE TABLE key (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL)",
    """CREATE TABLE answer (
        path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL, key INTEGER NOT NULL,
        world TEXT NOT NULL, tally TEXT NOT NULL, used INTEGER NOT NULL
    )""",
    "CREATE TABLE outcome (path TEXT PRIMARY KEY, text TEXT NOT NULL)",
    """CREATE TABLE piece (
        path TEXT, form TEXT, shown TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (path, form)
    )""",
    f"PRAGMA user_version = {LAYOUT}",
)
_DROP_OLDEST = """
DELETE FROM answer WHERE path IN (
    SELECT path FROM answer ORDER BY used, rowid LIMIT (SELECT (count(*) + 1) / 2 FROM answer)
);
DELETE FROM key WHERE id NOT IN (SELECT key FROM answer);
DELETE FROM outcome WHERE path NOT IN (SELECT path FROM answer);
DELETE FROM piece WHERE path NOT IN (SELECT path FROM answer);
VACUUM;
"""
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

Row = tuple[Any, ...]


class Shelf:
    """One cache file, which never fails: what it cannot do, it leaves undone."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._folder = folder
        self._file = folder / "answers.db"
        self._limit = megabytes * 1_000_000
        self._base: sqlite3.Connection | None = None

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows that a query finds; none where the file is missing or broken."""
        try:
            if self._base is None and not self._file.is_file():
                return []
            return self._connect().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return []

    def write(self, statements: Iterable[tuple[str, Sequence[Row]]]) -> None:
        """Do some statements, each for many rows: all of them or none."""
        due = [(statement, rows) for statement, rows in statements if rows]
        if due:
            self._guarded(lambda base: self._write(base, due))

    def close(self) -> None:
        """Keep the file below its bound, and let go of it."""
        if self._base is not None and self._file.stat().st_size > self._limit:
            self._guarded(lambda base: base.executescript(_DROP_OLDEST))
        if self._base is not None:
            self._base.close()
            self._base = None

    def _guarded(self, act: Callable[[sqlite3.Connection], object]) -> None:
        try:
            self._make_folder()
            act(self._connect())
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    @staticmethod
    def _write(base: sqlite3.Connection, due: Sequence[tuple[str, Sequence[Row]]]) -> None:
        with base:
            base.execute("BEGIN IMMEDIATE")
            for statement, rows in due:
                base.executemany(statement, rows)

    def _make_folder(self) -> None:
        """Make the folder, hidden from git by a file of its own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (ignore := self._folder / ".gitignore").exists():
            ignore.write_text("*\n", "utf-8")

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
        """Let go of a file that does not work; a broken one is removed, a busy one is left."""
        if self._base is not None:
            self._base.close()
            self._base = None
        if isinstance(error, sqlite3.Error) and _code(error) not in _PASSING:
            self._file.unlink(missing_ok=True)


def _is_laid_out(base: sqlite3.Connection) -> bool:
    return bool(base.execute("PRAGMA user_version").fetchone()[0] == LAYOUT)


def _code(error: sqlite3.Error) -> int:
    """The primary result code of SQLite, extended ones folded into it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
