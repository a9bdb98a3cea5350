"""Plans made by hand, with the stages that a notebook would have given them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from nbprod.extract.files.graph_texts import graph_file
from nbprod.extract.files.project_file import project_file
from nbprod.extract.files.readme import readme
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.files.tests_module import tests_module
from nbprod.extract.packaging import scaffold
from nbprod.extract.plan import Package, Plan, Setting, Stage
from nbprod.extract.style.formatting import formatted
from nbprod.place import CellRef


def stage(name: str, cell: int, takes: str = "", gives: str = "", **more: object) -> Stage:
    function = name.replace("-", "_")
    made = Stage(
        name,
        name.replace("-", " ").capitalize(),
        function,
        f"stages.{function}",
        (CellRef(cell),),
        tuple(takes.split()),
        tuple(gives.split()),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def setting(name: str, value: str, kind: str = "number", type: str = "int", **more: str) -> Setting:
    made = Setting(name, value, type, kind, f"What {name} is", CellRef(1))  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


SALES = Plan(
    "sales",
    "notebooks/sales.ipynb",
    "Sales by region",
    "Which region sells most.",
    (
        stage("load-sales", 2, "", "rows notes", takes_config=True),
        stage("clean-sales", 4, "rows notes", "rows", changes=("notes",), takes_config=True),
        stage("report", 6, "rows notes", "total"),
    ),
    settings=(
        setting("sales_csv", '"sales.csv"', "path", "str"),
        setting("factor", "2"),
        setting("share", "0.5", type="float"),
        setting("loud", "False", type="bool"),
    ),
)

SALES_STAGES = {
    "load_sales": '''\
"""Load: cell 3."""

from pathlib import Path

from sales.config import Config


def load_sales(config: Config):
    """Read a number a line."""
    rows = [int(line) for line in Path(config.sales_csv).read_text().split()]
    notes = ["read"]
    print("rows", rows)
    return rows, notes
''',
    "clean_sales": '''\
"""Clean: cell 5."""

from sales.config import Config


def clean_sales(rows, notes, config: Config):
    """Scale the rows and note it."""
    rows = [row * config.factor for row in rows]
    notes.append("loud" if config.loud else f"share {config.share}")
    return rows
''',
    "report": '''\
"""Report: cell 7."""


def report(rows, notes):
    """Say the total."""
    total = sum(rows)
    print("total", total, notes)
    return total
''',
}

SINGLE = Plan("hello", "hello.ipynb", "Hello", "", (stage("greet", 1, "", "word"),))
SINGLE_STAGES = {
    "greet": '"""Greet."""\n\n\ndef greet():\n    """Greet."""\n    word = "hi"\n    print(word)\n    return word\n'
}


def assembled(plan: Plan, stages: Mapping[str, str]) -> Package:
    """A whole package around stages that are given as text."""
    own = {f"src/{plan.package}/stages/{name}.py": text for name, text in stages.items()}
    modules = {**own, **scaffold(plan, own)}
    files = {
        **modules,
        "tests/test_pipeline.py": tests_module(plan),
        "graph.json": graph_file(plan),
        "pyproject.toml": project_file(plan, (), modules),
        "README.md": readme(plan, (), Surroundings()),
    }
    return Package(formatted(files))


def run(
    root: Path, package: str, *arguments: str, cwd: Path, **env: str
) -> subprocess.CompletedProcess[str]:
    """`python -m PACKAGE ...`, as a user would."""
    path = {"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "SYSTEMROOT": "C:\\Windows"}
    return subprocess.run(
        [sys.executable, "-B", "-m", package, *arguments],
        cwd=cwd,
        env={**path, **env},
        capture_output=True,
        text=True,
    )
