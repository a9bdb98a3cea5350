"""What was captured of a cell or a command, asked of the standard library."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories import emitted, only_stage, planned, run_package

CAPTURED = "%%capture out\nprint('wet')"
LINES = "lines = !printf 'a b\\nc\\n'"


def stage(*cells: str) -> str:
    return only_stage(emitted(*cells))


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (("class Log:\n    stdout = 1\nout = Log()", "print(out.stdout)"), "out.stdout"),
        ((CAPTURED, "import sys\nout = sys", "print(out.stdout)"), "out.stdout"),
        (("def show():\n    print(1)\nshow()",), "show()"),
        (("class Frame:\n    n = 3\nlines = Frame()", "print(lines.n)"), "lines.n"),
    ],
)
def test_the_attributes_of_other_things_stay(cells: tuple[str, ...], kept: str) -> None:
    assert kept in stage(*cells)


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        ((CAPTURED, "print(out.stdout.strip())"), "wet\n"),
        ((CAPTURED, "out.show()"), "wet\n"),
        ((CAPTURED, "out()"), "wet\n"),
        ((CAPTURED, "print(out.stdout, len(out.stderr))"), "wet\n 0\n"),
        ((LINES, "print(lines.n)"), "a b\nc\n"),
        ((LINES, "print(lines.s)"), "a b c\n"),
        ((LINES, "print(lines[0], len(lines))"), "a b 2\n"),
    ],
)
def test_what_was_captured_is_asked_in_plain_python(
    cells: tuple[str, ...], printed: str, tmp_path: Path
) -> None:
    assert run_package(tmp_path, *cells).printed == printed
    assert not planned(*cells).doubts


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((LINES, "print(lines.grep('a'))"), "`lines.grep` is IPython's"),
        ((LINES, "print(lines.fields(0))"), "`lines.fields` is IPython's"),
    ],
)
def test_what_only_ipython_answers_is_said_at_its_cell(cells: tuple[str, ...], told: str) -> None:
    (doubt,) = planned(*cells).doubts

    assert doubt.cell.number == 1
    assert doubt.what.startswith(told)


def test_standard_modules_at_the_top_of_a_captured_cell_are_imported_as_ever() -> None:
    text = stage("%%capture\nimport os, re\n\nimport gauges\nprint(os.sep, re, gauges)")

    assert text.startswith("import contextlib\nimport io\nimport os\nimport re\n")
    assert "    import this" in stage("%%capture\nimport this\nprint(this.c)")


def test_a_condition_whose_branches_lost_their_installs_goes_with_them_inside_a_block() -> None:
    setting = "import os\nos.environ['WET'] = '1'"
    either = "if 'KEY' in os.environ:\n    # only there\n    !pip install wet\nelse:\n    !pip install dry"
    asked = "if gauge():\n    !pip install wet"

    assert "KEY" not in stage(f"%%capture\n{setting}\n{either}")
    assert "if gauge():" in stage("from rain import gauge", f"%%capture\n{setting}\n{asked}")
