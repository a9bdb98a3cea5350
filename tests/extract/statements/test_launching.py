"""`%run`: a file is run as a program, and the notebook has its names afterwards."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.plan import Plan
from nbprod.extract.statements.launching import launched
from nbprod.extract.statements.programs import script
from nbprod.extract.statements.translating import translate
from nbprod.extract.statements.translation import Translation
from stories import notebook

RATES = "import math\nrate = 0.5\nmark = 'rates'\n\n\ndef half(x):\n    return x * rate\n"


def translated(*cells: str, **files: str) -> Translation:
    """The translation of a notebook beside files, which are named without their `.py`."""
    programs = {f"{name}.py": script(f"{name}.py", text) for name, text in files.items()}
    analysis = Analysis(notebook(*cells), programs=programs)
    return translate(analysis.notebook, analysis.cells, launched(analysis))


def sources(*cells: str, **files: str) -> list[str]:
    return [cell.source for cell in translated(*cells, **files).notebook.cells]


def refusals(done: Translation) -> list[str]:
    return [refused.reason for refused in done.refused]


def run(*cells: str, **files: str) -> dict[str, Any]:
    """What the translated cells hold, run in the working folder."""
    for name, text in files.items():
        Path(f"{name}.py").write_text(text)
    space: dict[str, Any] = {"__name__": "__main__"}
    for source in sources(*cells, **files):
        exec(source, space)
    return space


def planned(*cells: str, **files: str) -> Plan:
    programs = {f"{name}.py": script(f"{name}.py", text) for name, text in files.items()}
    return decide(notebook(*cells), Wishes("story", programs=programs))


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# -- what must not happen


def test_nothing_that_a_notebook_runs_is_executed() -> None:
    done = planned("%run rates.py", "print(rate)", rates="open('trace', 'w')\nrate = 1\n")

    assert done.refused == ()
    assert not Path("trace").exists()


def test_a_name_of_the_file_is_not_called_unbound() -> None:
    done = planned("%run gone.py", "print(rate)", "def f():\n    return rate * 2")

    assert done.refused == ()
    assert not [doubt for doubt in done.doubts if "never bound" in doubt.what]


def test_a_name_that_the_file_has_not_is_not_taken_from_it() -> None:
    done = planned("%run rates.py", "print(other)", rates=RATES)

    assert [refused.reason for refused in done.refused] == ["`other` is never bound"]


def test_a_name_that_is_read_above_is_not_given_below() -> None:
    done = planned("print(rate)", "%run gone.py")

    assert [refused.cell.number for refused in done.refused] == [0]


def test_the_notebooks_arguments_and_folder_stay_its_own() -> None:
    arguments, modules, folder = list(sys.argv), list(sys.path), Path.cwd()
    run("%run said.py a 'b c'", "print(said)", said="import sys\nsaid = sys.argv[1:]\n")

    assert (sys.argv, sys.path, Path.cwd()) == (arguments, modules, folder)


def test_the_arguments_of_the_notebook_are_not_the_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["story", "run"])
    held = run("%run said.py", "print(said)", said="import sys\nsaid = sys.argv[1:]\n")

    assert held["said"] == []


def test_a_program_that_exits_does_not_end_the_notebook() -> None:
    held = run("%run ends.py", "x = 1", ends="import sys\nsys.exit()\n")

    assert held["x"] == 1


def test_a_file_in_another_folder_is_not_the_one_beside() -> None:
    done = planned("rate = 1", "%cd data", "%run rates.py", "print(rate)", rates=RATES)

    assert any("`rates.py` cannot be read here" in doubt.what for doubt in done.doubts)


# -- names


def test_one_name_is_taken_in_a_line() -> None:
    assert sources("%run rates.py", "print(rate)", rates=RATES)[0] == (
        "import runpy\nrate = runpy.run_path('rates.py', run_name='__main__')['rate']"
    )


def test_several_names_are_taken_from_one_run() -> None:
    assert sources("%run rates.py", "print(half(rate))", rates=RATES)[0].split("\n")[1:] == [
        "rates = runpy.run_path('rates.py', run_name='__main__')",
        "rate = rates['rate']",
        "half = rates['half']",
    ]


def test_a_name_that_nothing_reads_is_not_taken() -> None:
    assert sources("%run rates.py", "x = 1", rates=RATES)[0] == (
        "import runpy\nrunpy.run_path('rates.py', run_name='__main__');"
    )


def test_an_import_of_the_file_is_an_import() -> None:
    assert "\nimport math" in sources("%run rates.py", "print(math.pi)", rates=RATES)[0]


def test_a_name_that_the_file_binds_anew_has_its_value() -> None:
    held = run("rate = 9", "%run rates.py", "twice = rate * 2", rates=RATES)

    assert held["twice"] == 1.0


def test_a_name_that_the_file_may_bind_stays_where_it_does_not() -> None:
    text = "import os\nif os.environ.get('NO_SUCH_THING'):\n    rate = 1\n"

    assert run("rate = 9", "%run may.py", "x = rate", may=text)["x"] == 9


def test_a_function_of_the_file_reads_the_files_own_names() -> None:
    held = run("%run rates.py", "rate = 100", "x = half(8)", rates=RATES)

    assert held["x"] == 4.0


def test_a_file_that_a_cell_wrote_is_the_one_that_is_read() -> None:
    done = translated(
        "%%writefile rates.py\nrate = 2\n", "rate = 1", "%run rates.py", "print(rate)"
    )

    assert done.notebook.cells[2].source.endswith("run_name='__main__')['rate']")
    assert done.doubts == []


def test_a_file_that_nobody_can_read_gives_what_nothing_else_binds() -> None:
    done = translated("%run gone.py", "x = 1\nprint(rate, x)", "from os import path\nprint(path)")

    assert done.notebook.cells[0].source.endswith("rate = run_script('gone.py')['rate']")
    assert [doubt.what for doubt in done.doubts] == [
        "`gone.py` cannot be read here: what nothing else binds is taken from it: `rate`; "
        "names that it binds anew are not seen"
    ]


def test_a_name_that_is_bound_only_below_its_reader_is_the_files() -> None:
    cells = sources("%run gone.py", "print(np)", "import math as np")

    assert cells[0].endswith("np = run_script('gone.py')['np']")


def test_a_name_is_taken_from_the_last_file_above_that_nobody_can_read() -> None:
    cells = sources("%run a.py", "print(x)", "%run b.py", "print(x, y)")

    assert cells[0].endswith("x = run_script('a.py')['x']")
    assert cells[2].endswith("y = run_script('b.py')['y']")


def test_nothing_is_guessed_beside_a_star_import_of_the_unknown() -> None:
    done = translated("from nowhere import *", "%run gone.py", "print(rate)")

    assert done.notebook.cells[1].source.endswith("run_script('gone.py');")
    assert ["a star import" in doubt.what for doubt in done.doubts] == [True]


# -- how it is run


def test_n_gives_the_file_its_own_name() -> None:
    text = "who = __name__\n"

    assert run("%run -n who.py", "print(who)", who=text)["who"] == "who"
    assert run("%run who", "print(who)", who=text)["who"] == "__main__"


def test_a_file_in_a_folder_finds_the_modules_beside_it() -> None:
    Path("lib").mkdir()
    Path("lib/sibling_of_deep.py").write_text("VALUE = 42\n")
    Path("lib/deep.py").write_text("from sibling_of_deep import VALUE\n")

    assert run("%run ./lib/deep", "print(VALUE)")["VALUE"] == 42


def test_a_module_is_run_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("counts_of_m.py").write_text("import sys\ncount = int(sys.argv[1])\n")
    monkeypatch.syspath_prepend(str(Path.cwd()))

    assert run("%run -m counts_of_m 3", "print(count)")["count"] == 3


def test_a_path_may_hold_spaces_and_names_of_the_notebook() -> None:
    cells = sources("part = 'a b'", "%run '{part}.py' {part}", "print(x)")

    assert "x = run_script(f'{part}.py', f'{part}')['x']" in cells[1]


def test_a_run_in_a_loop_stays_in_it() -> None:
    cells = sources("for i in range(2):\n    %run rates.py\n    print(rate, mark)", rates=RATES)

    assert "\n    rate = rates['rate']\n    mark = rates['mark']\n    print(rate, mark)" in cells[0]


def test_timings_are_left_out_and_the_run_is_kept() -> None:
    done = translated("%run -t -N3 rates.py", "print(rate)", rates=RATES)

    assert [left.why for left in done.left_out] == ["a timing"]
    assert done.notebook.cells[0].source.endswith("['rate']")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("%run -d rates.py", "waits for a person at the debugger"),
        ("%run rates.py *.csv", "is told patterns of file names; write the files out"),
        ("%run", "names no file"),
        (
            "def f():\n    %run rates.py",
            "stands in a function, and binds names of the notebook; the rest of the cell is kept",
        ),
        ("x = %run rates.py", "gives None, whatever the file binds"),
    ],
)
def test_what_no_program_can_do_is_refused_with_its_reason(cell: str, why: str) -> None:
    (reason,) = refusals(translated(cell, rates=RATES))

    assert reason.startswith("`%run") and reason.endswith(f"` {why}")


def test_what_reads_a_name_of_a_refused_run_is_told_so() -> None:
    done = planned("%run -d rates.py", "print(rate)", rates=RATES)

    assert done.refused[-1].reason == (
        "`rate` is never bound but by `%run -d rates.py` in cell 1, left out here"
    )


# -- slices


def sliced(output: str, *cells: str, **files: str) -> list[int]:
    """The cells that a slice for an output goes without."""
    programs = {f"{name}.py": script(f"{name}.py", text) for name, text in files.items()}
    found = decide(notebook(*cells), Wishes("story", outputs=(output,), programs=programs))
    assert found.refused == ()
    return [left.cell.number for left in found.left_out if left.why.startswith("not needed")]


def test_a_slice_keeps_the_program_that_binds_anew_what_it_needs() -> None:
    cells = ("rate = 1", "%run rates.py", "%run other.py 3", "x = rate * 2", "y = 1")

    assert sliced("x", *cells, rates=RATES, other="z = 1\n") == [0, 2, 4]


def test_a_slice_goes_without_a_program_that_only_runs_the_same_way() -> None:
    cells = ("%run gone.py", "print(one)", "%run away.py", "x = two")

    assert sliced("x", *cells) == [0, 1]


def test_a_slice_may_be_for_what_a_program_binds() -> None:
    assert sliced("rate", "x = 1", "%run rates.py", "print(rate)", rates=RATES) == [0, 2]


def test_what_starts_programs_stands_where_a_cell_is_kept() -> None:
    cells = sources("%run gone.py\nreturn 1", "%run away.py", "print(x)")

    assert cells[0] == ""
    assert "def run_script(" in cells[1]


def test_a_file_that_is_run_is_among_those_that_the_package_needs() -> None:
    (ref,) = planned("%run rates.py", "print(rate)", rates=RATES).data

    assert (ref.source, ref.where, ref.cell.number, ref.writes) == ("file", "rates.py", 0, False)


def test_a_name_that_is_read_above_every_run_is_none_of_a_file() -> None:
    done = translated("trips = spark.table('a')", "%run gone.py", "late = spark.table('b')")

    assert "spark" not in done.notebook.cells[1].source


def test_a_platform_that_runs_its_own_notebooks_is_not_given_a_file() -> None:
    made = replace(notebook("%run ./calendar", "print(days)"), format="databricks")
    found = decide(made, Wishes("story"))

    assert "runs a notebook of the workspace" in found.refused[0].reason
    assert "never bound but by `%run ./calendar` in cell 1" in found.refused[1].reason
