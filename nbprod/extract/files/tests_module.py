"""`tests/` of an emitted package: the graph holds together, and each stage keeps its contract."""

from __future__ import annotations

from nbprod.extract.plan import Plan


def tests_module(plan: Plan) -> str:
    """Tests that need neither data nor network nor nbprod."""
    return _TESTS.replace("{package}", plan.package)


_TESTS = '''\
"""The graph holds together, each stage keeps its contract, and importing runs nothing."""

import ast
import inspect
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from {package}.pipeline import STAGES

ROOT = Path(__file__).parents[1]
GRAPH: list[dict[str, Any]] = json.loads((ROOT / "graph.json").read_text("utf-8"))["stages"]


def test_graph_file_lists_the_stages_in_order() -> None:
    assert [stage["name"] for stage in GRAPH] == list(STAGES)


def test_every_value_is_given_before_it_is_taken() -> None:
    given: set[str] = set()
    for stage in GRAPH:
        assert set(stage["takes"]) <= given, stage["name"]
        given |= {*stage["gives"], *stage["changes"]}


def test_each_function_takes_what_the_graph_says() -> None:
    for stage in GRAPH:
        function, _ = STAGES[stage["name"]]
        taken = stage["takes"] + [stage["config"]] * bool(stage["config"])
        assert list(inspect.signature(function).parameters) == taken


def test_each_function_returns_what_the_graph_says() -> None:
    for stage in GRAPH:
        function, gives = STAGES[stage["name"]]
        assert gives.split() == stage["gives"]
        assert set(returns(function)) <= {tuple(stage["gives"])}


def returns(function: Any) -> Iterator[tuple[str, ...]]:
    """The names in each return of a function, those of inner functions left out."""
    waiting = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0].body  # type: ignore
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            yield tuple(ast.unparse(node.value).strip("()").split(", "))
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def test_importing_prints_and_writes_nothing(tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT / "src"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-B", "-c", "import {package}.__main__"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
'''
