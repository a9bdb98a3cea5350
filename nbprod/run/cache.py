"""Answers kept from one run to the next, in one file for each project.

An answer is kept with the file's stat and digest, the key it was judged under, the state of the
world that its findings rest on (which data files are tracked), its sums, and the text that a
format made of it. A file whose stat is unchanged is not read; one whose bytes are unchanged is not
judged; findings are decoded only if somebody asks for more than sums and text.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from nbprod.run.encoding import decode, encode
from nbprod.run.outcome import Kept, Linted, Outcome, Skipped, Tally
from nbprod.run.shelf import Shelf

RACY = 50_000_000
"""Nanoseconds in which a file may change without its stat showing it."""
BATCH = 400

_FIND = """
SELECT answer.path, stamp, digest, world, tally, used, key.text, piece.shown, piece.text
FROM answer JOIN key ON key.id = answer.key
LEFT JOIN piece ON piece.path = answer.path AND piece.form = ? WHERE answer.path IN ({})
"""
_KEY = "INSERT OR IGNORE INTO key (text) VALUES (?)"
_ANSWER = """
INSERT OR REPLACE INTO answer SELECT ?, ?, ?, id, ?, ?, ? FROM key WHERE text = ?
"""
_OUTCOME = "INSERT OR REPLACE INTO outcome VALUES (?, ?)"
_PIECE = "INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?)"
_FORGET = "DELETE FROM piece WHERE path = ?"
_RENEW = "UPDATE answer SET stamp = ?, world = ?, used = ? WHERE path = ?"

Piece = Callable[[Outcome], str]
"""How a format writes one file; the name of its module is the name of the format."""


class Asking(NamedTuple):
    """One file for which an answer is wanted."""

    path: str
    """Absolute."""
    shown: str
    key: str
    """`state.key_of` the configuration that holds for it."""


class Answer(NamedTuple):
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
    piece: tuple[str, str] | None = None
    """What one format says of the outcome, headed by the format's name."""


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
        self._folder = str(folder)
        self._shelf = Shelf(folder, megabytes)
        self._today = int(time.time() // 86_400)
        self._renewed: list[tuple[str, str, int, str]] = []
        self._pieces: list[tuple[str, str, str, str]] = []

    def look(
        self,
        askings: Sequence[Asking],
        now: Callable[[Asking, str], str | None],
        piece: Piece | None = None,
    ) -> Iterator[tuple[Asking, Outcome | Kept | None]]:
        """Find the kept answers; what is asked and not answered must be worked out.

        `now(asking, world)` says how the world stands that an answer rests on; None where it has
        changed so that the answer no longer holds. `piece` is kept too, once it was written.
        """
        form = piece.__module__ if piece else ""
        for first in range(0, len(askings), BATCH):
            batch = {self._name(asking.path): asking for asking in askings[first : first + BATCH]}
            query = _FIND.format(",".join("?" * len(batch)))
            for name, stamp, digest, world, tally, used, key, shown, text in self._shelf.rows(
                query, [form, *batch]
            ):
                asking = batch[name]
                if key != asking.key or not (here := _same(asking, stamp, digest)):
                    continue
                if (there := _stands(asking, world, now)) is None:
                    continue
                if (here, there, self._today) != (stamp, world, used):
                    self._renewed.append((here, there, self._today, name))
                said = (form, text) if shown == asking.shown else None
                yield from self._entry(asking, tally, said, piece)

    def keep(self, answers: Sequence[Answer]) -> None:
        """Keep answers for the next run."""
        names = [(self._name(answer.asking.path), answer) for answer in answers]
        pieces = [(n, a.piece[0], a.asking.shown, a.piece[1]) for n, a in names if a.piece]
        self._shelf.write(
            (
                (_KEY, [(key,) for key in {answer.asking.key for answer in answers}]),
                (_ANSWER, [self._row(name, answer) for name, answer in names]),
                (_OUTCOME, [(n, encode(a.outcome) if a.outcome else "") for n, a in names]),
                (_FORGET, [(name,) for name, _ in names]),
                (_PIECE, pieces),
            )
        )

    def close(self) -> None:
        """Note which answers were used, and let go of the file."""
        self._shelf.write(((_RENEW, self._renewed), (_PIECE, self._pieces)))
        self._renewed, self._pieces = [], []
        self._shelf.close()

    def _entry(
        self, asking: Asking, tally: str, said: tuple[str, str] | None, piece: Piece | None
    ) -> Iterator[tuple[Asking, Outcome | Kept | None]]:
        """An answer with as little decoded as is asked for; nothing where it cannot be read."""
        if not tally:
            yield asking, None
            return
        try:
            kept = Kept(asking.shown, _to_tally(tally), said, lambda: self._load(asking))
            if piece is None or said:
                yield asking, kept if tally != _SKIPPED else kept.load()
                return
            outcome = kept.load()
        except (LookupError, ValueError, TypeError):
            return
        text = piece(outcome)
        self._pieces.append((self._name(asking.path), piece.__module__, asking.shown, text))
        yield asking, outcome

    def _load(self, asking: Asking) -> Outcome:
        """Decode an outcome; LookupError, ValueError or TypeError where that cannot be done."""
        ((text,),) = self._shelf.rows(
            "SELECT text FROM outcome WHERE path = ?", [self._name(asking.path)]
        )
        return decode(text, asking.shown)

    def _row(self, name: str, answer: Answer) -> tuple[object, ...]:
        match answer.outcome:
            case Linted() as linted:
                severities, *others = linted.tally
                tally = " ".join(map(str, (*others, *severities)))
            case Skipped():
                tally = _SKIPPED
            case None:
                tally = ""
        key = answer.asking.key
        return name, answer.stamp, answer.digest, answer.world, tally, self._today, key

    def _name(self, path: str) -> str:
        """A file's name in the cache, which stays the same when the project is moved."""
        return os.path.relpath(path, self._folder).replace(os.sep, "/")


_SKIPPED = "skipped"


def _to_tally(text: str) -> Tally:
    if text == _SKIPPED:
        return Tally(())
    safe, unsafe, known, *severities = map(int, text.split())
    return Tally(tuple(severities), safe, unsafe, known)


def _same(asking: Asking, stamp: str, digest: str) -> str:
    """The stamp of a file that still holds the bytes that were judged; empty for another."""
    try:
        here = stamp_of(asking.path)
        if here != stamp and digest_of(Path(asking.path).read_bytes()) != digest:
            return ""
    except OSError:
        return ""
    return here


def _stands(asking: Asking, world: str, now: Callable[[Asking, str], str | None]) -> str | None:
    """The world that an answer rests on, as it stands now."""
    try:
        return now(asking, world) if world else world
    except (LookupError, ValueError, TypeError):
        return None
