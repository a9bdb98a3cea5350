"""What was proven is recorded, and the record is a test that stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.verify.harness.describing import facts
from nbprod.verify.proving import Terms, prove
from nbprod.verify.recording import record

Write = Callable[..., Path]

CELLS = ("town = 'Aarhus'", "rows = [3.5, 1.5, 2.5]", "import os\ntoken = os.urandom(4)")
STAGE = "def only():\n    town = 'Aarhus'\n    rows = {rows}\n    return town, rows\n"
PIPELINE = """\
from story.stages.only import only


def run(config):
    town, rows = only()
    return {"town": town, "rows": rows}
"""
CONFIG = "def load():\n    return {}\n"


def package(write: Write, rows: str = "[3.5, 1.5, 2.5]") -> Path:
    main = (
        "from story.config import load\nfrom story.pipeline import run\n\n"
        'if __name__ == "__main__":\n    run(load())\n'
    )
    return write(main=main, stages__only=STAGE.format(rows=rows), pipeline=PIPELINE, config=CONFIG)


def ran(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the recorded test, with nothing of nbprod within reach."""
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(command, cwd=root, env={"PYTHONPATH": str(root / "src")},
                          capture_output=True, text=True, timeout=60)  # fmt: skip


def recorded(write_notebook: Write, write_package: Write) -> Path:
    root = package(write_package)
    recording = record(
        prove(write_notebook(*CELLS), root),
        package="story",
        imports=["from story.config import load"],
        run="run(load())",
    )
    (root / "tests").mkdir()
    (root / "tests" / "expected.json").write_text(recording.expected, "utf-8")
    (root / "tests" / "test_equivalence.py").write_text(recording.test, "utf-8")
    return root


def test_recorded_test_passes_for_the_package(write_notebook: Write, write_package: Write) -> None:
    root = recorded(write_notebook, write_package)
    done = ran(root)

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "nbprod" not in (root / "tests" / "test_equivalence.py").read_text("utf-8")


@pytest.mark.parametrize("rows", ["[3.5, 1.5, 2.6]", "[1.5, 3.5, 2.5]", "[3.5, 1.5]", "None"])
def test_recorded_test_fails_for_another(
    write_notebook: Write, write_package: Write, rows: str
) -> None:
    root = recorded(write_notebook, write_package)
    package(write_package, rows)
    done = ran(root)

    assert done.returncode == 1
    assert "rows" in done.stdout


def test_only_what_was_proven_is_recorded_and_no_text(
    write_notebook: Write, write_package: Write
) -> None:
    root = recorded(write_notebook, write_package)
    text = (root / "tests" / "expected.json").read_text("utf-8")

    assert sorted(json.loads(text)["values"]) == ["rows", "town"]
    assert "Aarhus" not in text


def test_recording_twice_gives_the_same_bytes(write_notebook: Write, write_package: Write) -> None:
    notebook, root = write_notebook(*CELLS), package(write_package)
    one, other = (record(prove(notebook, root, Terms()), package="story") for _ in range(2))

    assert one == other


def test_order_is_a_fact() -> None:
    assert dict(facts([1.0, 2.0, 3.0])) != dict(facts([2.0, 1.0, 3.0]))
    assert dict(facts(["a", "b"])) != dict(facts(["b", "a"]))


def test_a_number_that_is_too_long_for_a_text_is_told_apart() -> None:
    long, longer = 10**5000, 10**5000 + 1

    assert json.dumps(list(facts(long))) == json.dumps(list(facts(10**5000)))
    assert list(facts(long)) != list(facts(longer))
    assert list(facts([1, long])) != list(facts([1, longer]))
