"""The same findings, however a run goes about its work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nbprod.run.doors import Manner, lint_paths
from nbprod.run.outcome import Linted, Report
from nbprod.run.pool import executor_of

SOURCES = (
    "import pandas as pd\nimport os\nframe = pd.read_csv('/home/me/rows.csv')",
    "frame = frame.drop('a', axis=1)\n!pip install requests",
    "print(late)\nfor _, row in frame.iterrows():\n    print(row)",
    "late = frame.sample(3)\nimport pandas as pd",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Notebooks that differ in order and number of their cells."""
    for number in range(12):
        sources = [*SOURCES[number % 4 :], *SOURCES[: number % 3]]
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        cells = [{**code, "id": f"c{n}", "source": text} for n, text in enumerate(sources)]
        whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / f"{number:02}.ipynb").write_text(json.dumps(whole), "utf-8")
    return tmp_path


def findings(report: Report) -> dict[str, Linted]:
    """What each file got; a report that found nothing would compare nothing."""
    found = {one.path: one for one in report.linted}
    assert sum(len(one.findings) for one in found.values()) > 20
    return found


def test_two_processes_find_what_one_finds(folder: Path) -> None:
    one = lint_paths([str(folder)], manner=Manner(jobs=1, use_cache=False))
    two = lint_paths([str(folder)], manner=Manner(jobs=2, use_cache=False))

    assert findings(one) == findings(two)
    assert [o.path for o in one.linted] == [o.path for o in two.linted]


def test_the_order_of_files_changes_no_finding(folder: Path) -> None:
    files = sorted(str(path) for path in folder.glob("*.ipynb"))
    forth = lint_paths(files, manner=Manner(jobs=1, use_cache=False))
    back = lint_paths(files[::-1], manner=Manner(jobs=1, use_cache=False))

    assert findings(forth) == findings(back)


def test_shards_together_find_what_one_run_finds(folder: Path) -> None:
    whole = findings(lint_paths([str(folder)], manner=Manner(jobs=1, use_cache=False)))
    parts = [
        lint_paths([str(folder)], manner=Manner(jobs=1, use_cache=False, shard=(part, 3)))
        for part in (1, 2, 3)
    ]

    assert {one.path: one for part in parts for one in part.linted} == whole


@pytest.mark.slow
def test_a_dask_cluster_finds_what_one_process_finds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("dask.distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        (folder / "our_cluster.py").write_text("executor = None\n", "utf-8")
        monkeypatch.syspath_prepend(str(folder))
        import our_cluster  # type: ignore[import-not-found]

        our_cluster.executor = client.get_executor
        spread = Manner(use_cache=False, executor=executor_of("our_cluster:executor"))
        there = lint_paths([str(folder)], manner=spread)

    here = lint_paths([str(folder)], manner=Manner(jobs=1, use_cache=False))

    assert findings(there) == findings(here)
