from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbprod.run import cache as module
from nbprod.run.cache import Answer, Asking, Cache, digest_of, stamp_of
from nbprod.run.outcome import Kept, Outcome, Skipped

LONG_AGO = 1_600_000_000


def asking(path: Path, key: str = "k") -> Asking:
    return Asking(str(path), path.name, key)


def answer(path: Path, key: str = "k", world: str = "", reason: str = "why") -> Answer:
    about = asking(path, key)
    digest = digest_of(path.read_bytes())
    return Answer(about, stamp_of(str(path)), digest, Skipped(path.name, reason), world)


def look(folder: Path, path: Path, key: str = "k", now: str | None = "") -> list[Outcome | None]:
    cache = Cache(folder, 8)
    found = [
        entry.load() if isinstance(entry, Kept) else entry
        for _, entry in cache.look([asking(path, key)], lambda *_: now)
    ]
    cache.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def path(tmp_path: Path, folder: Path) -> Path:
    """A file whose answer is kept."""
    path = tmp_path / "nb.ipynb"
    path.write_text("one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    cache = Cache(folder, 8)
    cache.keep([answer(path)])
    cache.close()
    return path


def test_an_unchanged_file_is_answered_without_being_read(
    folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise AssertionError(f"{self} was read")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert look(folder, path) == [Skipped("nb.ipynb", "why")]


def test_a_file_that_was_touched_is_told_by_its_bytes(folder: Path, path: Path) -> None:
    os.utime(path, (LONG_AGO + 9, LONG_AGO + 9))

    assert look(folder, path) == [Skipped("nb.ipynb", "why")]


def test_a_changed_file_is_not_answered(folder: Path, path: Path) -> None:
    path.write_text("two")

    assert look(folder, path) == []


def test_a_change_in_the_same_instant_with_the_same_size_is_seen(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "fresh.ipynb"
    path.write_text("one")
    cache = Cache(folder, 8)
    cache.keep([answer(path)])
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert look(folder, path) == []


def test_another_key_is_not_answered(folder: Path, path: Path) -> None:
    assert look(folder, path, key="other") == []


def test_an_answer_that_rests_on_the_world_is_asked_about(folder: Path, path: Path) -> None:
    Cache(folder, 8).keep([answer(path, world="data.csv is tracked")])

    assert look(folder, path, now=None) == []
    assert look(folder, path, now="the same") == [Skipped("nb.ipynb", "why")]


def test_a_file_that_is_gone_is_not_answered(folder: Path, path: Path) -> None:
    path.unlink()

    assert look(folder, path) == []


def test_what_is_no_notebook_is_remembered(folder: Path, path: Path) -> None:
    kept = Answer(asking(path), stamp_of(str(path)), digest_of(b"one"), None)
    Cache(folder, 8).keep([kept])

    assert look(folder, path) == [None]


@pytest.mark.parametrize("junk", [b"no database", b"SQLite format 3\0" + b"\0" * 2000, b""])
def test_a_broken_cache_is_begun_anew(folder: Path, path: Path, junk: bytes) -> None:
    (folder / "answers.db").write_bytes(junk)

    assert look(folder, path) == []
    Cache(folder, 8).keep([answer(path)])
    assert look(folder, path) == [Skipped("nb.ipynb", "why")]


@pytest.mark.parametrize("outcome", ["{", "[]", '{"findings": [[1]], "excerpts": []}', "3"])
def test_a_row_that_cannot_be_read_is_no_answer(folder: Path, path: Path, outcome: str) -> None:
    with sqlite3.connect(folder / "answers.db") as base:
        base.execute("UPDATE outcome SET text = ?", (outcome,))

    assert look(folder, path) == []


def test_tables_of_another_version_are_dropped(
    folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(folder / "answers.db") as base:
        base.execute("PRAGMA user_version = 99")
        base.execute("ALTER TABLE answer DROP COLUMN world")

    assert look(folder, path) == []
    Cache(folder, 8).keep([answer(path)])
    assert look(folder, path) == [Skipped("nb.ipynb", "why")]


def test_tables_that_lack_a_column_are_begun_anew(folder: Path, path: Path) -> None:
    with sqlite3.connect(folder / "answers.db") as base:
        base.execute("ALTER TABLE answer DROP COLUMN world")

    assert look(folder, path) == []
    Cache(folder, 8).keep([answer(path)])
    assert look(folder, path) == [Skipped("nb.ipynb", "why")]


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path, path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    Cache(blocked, 8).keep([answer(path)])
    assert look(blocked, path) == []


def test_runs_side_by_side_keep_all_their_answers(folder: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.ipynb" for number in range(40)]
    for path in paths:
        path.write_text(path.name)

    def keep(mine: list[Path]) -> None:
        cache = Cache(folder, 8)
        for path in mine:
            cache.keep([answer(path)])
        cache.close()

    runs = [threading.Thread(target=keep, args=(paths[n::4],)) for n in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert all(look(folder, path) for path in paths)


def test_the_cache_is_cut_to_its_bound_and_the_oldest_go_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.ipynb" for number in range(8)]
    for day, path in enumerate(paths):
        path.write_text(path.name)
        cache = Cache(folder, 1)
        monkeypatch.setattr(cache, "_today", day)
        cache.keep([answer(path, reason="x" * 200_000)])
        cache.close()

    assert (folder / "answers.db").stat().st_size <= 1_000_000
    assert look(folder, paths[0]) == []
    assert look(folder, paths[-1]) != []


def test_the_cache_hides_itself_from_git(folder: Path, path: Path) -> None:
    assert (folder / ".gitignore").read_text() == "*\n"


def test_many_files_are_asked_in_batches(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    paths = [tmp_path / f"{number}.ipynb" for number in range(8)]
    for path in paths:
        path.write_text("x")
    cache = Cache(folder, 8)
    cache.keep([answer(path) for path in paths])

    def found() -> Iterator[str]:
        for about, _ in cache.look([asking(path) for path in paths], lambda *_: ""):
            yield about.shown

    assert sorted(found()) == sorted(path.name for path in paths)


def test_a_killed_run_leaves_a_cache_that_works(folder: Path, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from nbprod.run.cache import *\n"
        "from nbprod.run.outcome import Skipped\n"
        "cache = Cache(Path(sys.argv[1]), 8)\n"
        "for number in range(10**9):\n"
        "    about = Asking(f'{sys.argv[1]}/{number}', 'x', 'k')\n"
        "    cache.keep([Answer(about, 's', 'd', Skipped('x', 'y' * 9_000))])\n"
        "    print(number, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, env=environment
    ) as run:
        assert run.stdout is not None
        for _ in range(20):
            run.stdout.readline()
        run.kill()

    assert look(folder, path) == [Skipped("nb.ipynb", "why")]
    with sqlite3.connect(folder / "answers.db") as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
