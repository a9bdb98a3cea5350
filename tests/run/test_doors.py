from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import nbprod
from nbprod.config import Config
from nbprod.errors import ConfigError
from nbprod.report.findings import load
from nbprod.run import pool, work
from nbprod.run.discovery import Asked
from nbprod.run.doors import Manner, lint_file, lint_paths, lint_source
from nbprod.run.outcome import Crashed, Kept, Linted, Outcome, Report, Skipped

Write = Callable[..., Path]
BAD = "from math import *\n\nprint(sqrt(2))"
ONE = Asked(over={"select": ("star-import",)})


def rules(outcome: Outcome | None) -> list[str]:
    assert isinstance(outcome, Linted), outcome
    return [finding.rule for finding in outcome.findings]


def test_the_three_doors_lead_into_one_room(write: Write) -> None:
    path = write("a.ipynb", "x = 1", BAD)
    config = Config(select=("star-import",))

    (by_path,) = lint_paths(["a.ipynb"], ONE).outcomes
    assert lint_file("a.ipynb", config) == by_path
    assert lint_source(path.read_bytes(), "a.ipynb", config) == by_path
    assert lint_source(path.read_text(), "a.ipynb", config) == by_path
    assert rules(by_path) == ["star-import"]


def test_the_package_offers_the_doors(write: Write) -> None:
    write("a.ipynb", BAD)

    assert isinstance(nbprod.lint_file("a.ipynb"), Linted)
    assert isinstance(nbprod.lint_paths(["."]), Report)
    with pytest.raises(AttributeError, match="nothing"):
        _ = nbprod.nothing


def test_a_finding_knows_its_raw_line(write: Write) -> None:
    path = write("a.ipynb", "x = 1", BAD)

    (outcome,) = lint_paths(["a.ipynb"], ONE).linted
    (excerpt,) = outcome.excerpts.values()
    line = path.read_text().splitlines()[excerpt.raw.line - 1]
    assert line[excerpt.raw.column : excerpt.raw.end_column] == "from math import *"
    assert excerpt.lines == ("from math import *", "")


def test_a_warm_run_says_the_same_and_reads_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.ipynb", BAD)
    write("b.ipynb", "x = 1")
    write("c.ipynb", "x = (")
    (write("d.ipynb").parent / "d.ipynb").write_text("{")
    cold = lint_paths(["."])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("worked on a file that has not changed")

    monkeypatch.setattr(work, "judge", refuse)
    assert lint_paths(["."]) == cold
    assert [type(outcome) for outcome in cold.outcomes] == [Linted, Linted, Linted, Skipped]


def test_another_configuration_is_another_answer(write: Write) -> None:
    write("a.ipynb", BAD)

    assert [rules(o) for o in lint_paths(["."], ONE).outcomes] == [["star-import"]]
    assert [rules(o) for o in lint_paths(["."], Asked(over={"ignore": ("all",)})).outcomes] == [[]]


def test_a_changed_page_of_ones_own_is_another_answer(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", "import warehouse")
    (tmp_path / "nbprod.toml").write_text('rules = ["ours"]\nselect = ["old-warehouse"]')
    page = tmp_path / "ours" / "acme" / "old-warehouse.md"
    page.parent.mkdir(parents=True)
    text = (
        '# Old\n\n```toml\ncode = "ACME001"\nseverity = "error"\nsince = "1"\nhelp = "h"\n'
        'message = "{said}"\n\n[[match]]\nimport = "warehouse"\n```\n'
    )
    page.write_text(text.replace("{said}", "one"))
    first = [f.message for f, _ in lint_paths(["a.ipynb"]).findings]
    page.write_text(text.replace("{said}", "another"))

    assert first == ["one"]
    assert [f.message for f, _ in lint_paths(["a.ipynb"]).findings] == ["another"]


def test_findings_are_the_same_with_any_number_of_processes(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        write(f"{number}.ipynb", BAD if number % 3 else "", f"x = {number}")
    monkeypatch.setattr(pool, "CHUNK_FILES", 2)
    one = lint_paths(["."], ONE, Manner(jobs=1, use_cache=False))

    assert lint_paths(["."], ONE, Manner(jobs=3, use_cache=False)) == one
    with ThreadPoolExecutor(2) as threads:
        assert lint_paths(["."], ONE, Manner(executor=threads, use_cache=False)) == one
    assert [outcome.path for outcome in one.outcomes] == [f"{n}.ipynb" for n in range(9)]


def test_little_work_is_done_without_processes(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("processes were started")

    write("a.ipynb", BAD)
    write("b.ipynb", BAD)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)

    assert len(lint_paths(["."], ONE, Manner(use_cache=False)).outcomes) == 2


def test_shards_are_parts_of_the_whole(write: Write) -> None:
    for number in range(7):
        write(f"{number}.ipynb", "x = 1")
    parts = [lint_paths(["."], ONE, Manner(shard=(k, 3))) for k in (1, 2, 3)]

    assert [len(part.outcomes) for part in parts] == [3, 2, 2]
    paths = {outcome.path for part in parts for outcome in part.outcomes}
    assert len(paths) == 7


def test_a_crash_is_the_fault_of_one_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.ipynb", BAD)
    write("b.ipynb", "boom = 1")
    right = work.lint

    def lint(analysis: object, book: object) -> object:
        if analysis.notebook.path == "b.ipynb":  # type: ignore[attr-defined]
            raise ZeroDivisionError("odd notebook")
        return right(analysis, book)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "lint", lint)

    first, second = lint_paths(["."], ONE).outcomes
    assert rules(first) == ["star-import"]
    assert isinstance(second, Crashed) and "odd notebook" in second.traceback


def test_a_crash_is_not_remembered(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.ipynb", BAD)
    with monkeypatch.context() as patched:
        patched.setattr(work, "lint", None)
        assert [type(o) for o in lint_paths(["."], ONE).outcomes] == [Crashed]

    assert [rules(o) for o in lint_paths(["."], ONE).outcomes] == [["star-import"]]


def test_a_worker_that_dies_is_a_crash_of_its_files(write: Write) -> None:
    write("a.ipynb", BAD)

    class Dying(ThreadPoolExecutor):
        def submit(self, *_: object, **__: object) -> object:  # type: ignore[override]
            return super().submit(lambda: (_ for _ in ()).throw(MemoryError("killed")))

    with Dying() as dying:
        (outcome,) = lint_paths(["."], ONE, Manner(executor=dying)).outcomes
    assert isinstance(outcome, Crashed) and "MemoryError" in outcome.traceback


def test_a_users_mistake_is_told_once_and_not_as_a_crash(write: Write) -> None:
    write("a.ipynb", BAD)
    write("b.ipynb", BAD)

    with pytest.raises(ConfigError, match='unknown rule "star-imprt"; did you mean'):
        lint_paths(["."], Asked(over={"select": ("star-imprt",)}))


def test_a_script_without_cells_is_taken_only_when_named(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", "x = 1")
    (tmp_path / "plain.py").write_text(BAD)
    (tmp_path / "cells.py").write_text(f"# %%\nx = 1\n\n# %%\n{BAD}\n")

    assert [o.path for o in lint_paths(["."], ONE).outcomes] == ["a.ipynb", "cells.py"]
    assert [o.path for o in lint_paths(["."], ONE).outcomes] == ["a.ipynb", "cells.py"]
    (named,) = lint_paths(["plain.py"], ONE).outcomes
    assert rules(named) == ["star-import"]


def test_rules_may_be_left_out_for_some_files(write: Write, tmp_path: Path) -> None:
    write("old/a.ipynb", BAD)
    write("new/a.ipynb", BAD)
    (tmp_path / "nbprod.toml").write_text(
        'select = ["star-import"]\nper-file-ignores = { "old/**" = ["import"] }'
    )

    found = {o.path: rules(o) for o in lint_paths(["."]).outcomes}
    assert found == {"new/a.ipynb": ["star-import"], "old/a.ipynb": []}


def test_tasks_and_answers_travel_to_other_machines(write: Write) -> None:
    path = write("a.ipynb", BAD)
    config = Config(select=("star-import",))
    task = pool.Task(pool.Asking(str(path), "a.ipynb", "key"), config)

    there = pickle.loads(pickle.dumps(task))
    assert there == task
    done = pool.work(there)
    assert isinstance(done, pool.Answer) and rules(done.outcome) == ["star-import"]
    assert pickle.loads(pickle.dumps(done)) == done


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/", "-1/2"])
def test_a_wrong_shard_is_a_users_mistake(text: str) -> None:
    with pytest.raises(ConfigError, match="expected K/N"):
        pool.shard_of(text)


@pytest.mark.parametrize("name", ["nowhere:make", "json:nothing", "collections:OrderedDict"])
def test_a_wrong_executor_is_a_users_mistake(name: str) -> None:
    with pytest.raises(ConfigError, match="--executor"):
        pool.executor_of(name)


def test_an_executor_is_made_by_its_factory() -> None:
    made = pool.executor_of("concurrent.futures:ThreadPoolExecutor")

    assert isinstance(made, ThreadPoolExecutor)


def test_a_file_that_vanishes_is_skipped_with_its_reason(tmp_path: Path) -> None:
    task = pool.Task(pool.Asking(str(tmp_path / "gone.ipynb"), "gone.ipynb", "k"), Config())

    done = pool.work(task)
    assert not isinstance(done, Crashed)
    assert done.outcome == Skipped("gone.ipynb", "cannot be read: No such file or directory")


def test_a_warm_run_writes_what_a_cold_one_wrote(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("sub/a.ipynb", BAD)
    write("sub/b.ipynb", "x = 1")
    text = load("text")

    def said(path: str) -> str:
        return text.render(lint_paths([path], ONE, Manner(piece=text.piece)))  # type: ignore[attr-defined]

    cold = said("sub")
    monkeypatch.setattr("nbprod.run.cache.decode", None)
    assert said("sub") == cold
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path / "sub")
    assert said(".") == cold.replace("sub/", "")


def test_one_format_after_another_is_written_from_the_same_answer(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.ipynb", BAD)
    lint_paths(["."], ONE)
    monkeypatch.setattr("nbprod.run.work.judge", None)

    for name in ("text", "concise", "github", "concise"):
        form = load(name)
        piece = form.piece  # type: ignore[attr-defined]
        kept = form.render(lint_paths(["."], ONE, Manner(piece=piece)))
        assert kept == form.render(lint_paths(["."], ONE))
        assert "star-import" in kept


def test_an_answer_that_vanishes_is_worked_out_again(write: Write, tmp_path: Path) -> None:
    write("a.ipynb", BAD)
    cold = lint_paths(["."], ONE)
    warm = lint_paths(["."], ONE)
    (tmp_path / ".nbprod_cache" / "answers.db").unlink()

    assert [type(entry) for entry in warm.entries] == [Kept]
    assert warm == cold


@pytest.mark.slow
def test_a_cluster_of_dask_lints_for_us(write: Write) -> None:
    distributed = pytest.importorskip("distributed")
    for number in range(5):
        write(f"{number}.ipynb", BAD)
    alone = lint_paths(["."], ONE, Manner(use_cache=False))

    with distributed.Client(n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        manner = Manner(use_cache=False, executor=client.get_executor())
        assert lint_paths(["."], ONE, manner) == alone


def test_findings_are_the_same_in_any_order_of_files(write: Write) -> None:
    for number in range(5):
        write(f"{number}.ipynb", BAD if number % 2 else "x = 1")
    names = [f"{number}.ipynb" for number in range(5)]
    forwards = lint_paths(names, ONE, Manner(use_cache=False)).outcomes

    backwards = lint_paths(names[::-1], ONE, Manner(use_cache=False)).outcomes
    assert backwards == forwards[::-1]
