"""Loops that surely run."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories import planned, run_notebook, run_package

FIRST = "#tag stage: load\nimport random\nx = [random.random()]\nx.append(1)\nlast = 0"
THEN = "#tag stage: train\nprint(len(x))\n{}\nprint(len(x), last)"


def takes(loop: str) -> tuple[str, ...]:
    plan = planned(FIRST, THEN.format(loop))
    return plan.stages[1].takes


@pytest.mark.parametrize(
    "loop",
    [
        "for i in x:\n    last = i",
        "for i in range(len(x)):\n    last = i",
        "for i in range(0):\n    last = i",
        "for i in range(3, 1):\n    last = i",
        "for i in []:\n    last = i",
        "for i in [*x]:\n    last = i",
        "for i in zip([1], x):\n    last = i",
        "for i in range(3):\n    if x[0] > i:\n        break\n    last = i",
        "for i in range(3):\n    if x[0] > i:\n        continue\n    last = i",
        "while x[0] > 2:\n    last = 1",
        "n = 3\nn = 0\nfor i in range(n):\n    last = i",
        "some = [1]\nsome.pop()\nfor i in some:\n    last = i",
        "range = list\nfor i in range(3 * [x]):\n    last = i",
        "def track(y): return []\nfor i in track([1, 2]):\n    last = i",
        "n = 3\ndef none():\n    global n\n    n = 0\nnone()\nfor i in range(n):\n    last = i",
        "for i in range(3):\n    last = i\n    del last",
    ],
)
def test_what_a_loop_may_not_bind_is_what_it_was(loop: str) -> None:
    assert takes(loop) == ("x", "last")


@pytest.mark.parametrize(
    "loop",
    [
        "for i in range(3):\n    last = i",
        "n = 3\nfor i in range(n):\n    last = i",
        "for i in range(5, 0, -2):\n    last = i",
        "for i, j in enumerate([1, 2]):\n    last = i",
        "for i in zip([1], (2, 3)):\n    last = i",
        "from tqdm import tqdm\nfor i in tqdm(range(3)):\n    last = i",
        "for i in 'wet':\n    last = i",
        "for i in range(3):\n    for j in range(2):\n        last = i",
        "for last in (1, *x):\n    pass",
    ],
)
def test_what_a_loop_surely_binds_is_no_argument(loop: str) -> None:
    assert takes(loop) == ("x",)


def test_a_loops_last_value_is_handed_on(tmp_path: Path) -> None:
    cells = (
        "#tag stage: train\nloss = []\nfor epoch in range(3):\n    loss.append(epoch / 2)",
        "#tag stage: show\nprint(epoch, loss)\nloss.append(epoch)",
    )

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed
