from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from nbprod.cli import main
from nbprod.report import graphs

Write = Callable[..., Path]
CELLS = ("import math", "side = 2", "area = math.sqrt(side)", "print(area)", "other = 1")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments], input=stdin)


def test_a_notebook_is_drawn_as_text(write: Write) -> None:
    write("n.ipynb", *CELLS)

    result = run("n.ipynb")
    assert result.exit_code == 0
    assert result.stdout.startswith("n.ipynb\n5 code cells, 2 dependencies\n")
    assert "takes   side from cell 2" in result.stdout


def test_the_ending_of_the_output_says_the_format(write: Write, tmp_path: Path) -> None:
    write("n.ipynb", *CELLS)

    assert run("n.ipynb", "-o", "n.svg").exit_code == 0
    assert (tmp_path / "n.svg").read_text("utf-8").startswith("<svg ")
    assert run("n.ipynb", "--output", "n.out", "--format", "dot").exit_code == 0
    assert (tmp_path / "n.out").read_text("utf-8").startswith("digraph ")


def test_an_ending_that_no_format_has_is_a_mistake(write: Write) -> None:
    write("n.ipynb", *CELLS)

    result = run("n.ipynb", "-o", "n.pdf")
    assert result.exit_code == 2
    assert "no format has files that end in .pdf" in result.stderr
    assert ".svg" in result.stderr


def test_cells_count_from_1_on_the_command_line(write: Write) -> None:
    write("n.ipynb", *CELLS)

    data = json.loads(run("n.ipynb", "--format", "json", "--cell", "3", "--ancestors").stdout)
    assert [cell["cell"] for cell in data["cells"]] == [0, 1, 2]


def test_a_slice_without_direction_holds_both(write: Write) -> None:
    write("n.ipynb", *CELLS)

    data = json.loads(run("n.ipynb", "--format", "json", "--cell", "3").stdout)
    assert [cell["cell"] for cell in data["cells"]] == [0, 1, 2, 3]


def test_a_direction_without_a_cell_is_a_mistake(write: Write) -> None:
    write("n.ipynb", *CELLS)

    result = run("n.ipynb", "--ancestors")
    assert result.exit_code == 2
    assert "need --cell N" in result.stderr


def test_a_cell_that_is_not_there_is_a_mistake(write: Write) -> None:
    write("n.ipynb", *CELLS)

    result = run("n.ipynb", "--cell", "9")
    assert result.exit_code == 2
    assert "cell 9 is no code cell" in result.stderr


def test_imports_are_drawn_when_asked_for(write: Write) -> None:
    write("n.ipynb", *CELLS)

    assert "takes   math from cell 1" not in run("n.ipynb").stdout
    assert "takes   math from cell 1" in run("n.ipynb", "--imports").stdout


def test_a_notebook_comes_from_standard_input(write: Write) -> None:
    data = write("n.ipynb", *CELLS).read_bytes()

    assert "5 code cells" in run("-", stdin=data).stdout


def test_a_file_that_is_not_there_is_a_mistake(write: Write) -> None:
    write("n.ipynb", *CELLS)

    result = run("m.ipynb")
    assert (result.exit_code, result.stderr) == (2, "nbprod: m.ipynb: there is no such file\n")


def test_a_folder_is_a_mistake(write: Write) -> None:
    write("folder/n.ipynb", *CELLS)

    assert "this is a folder" in run("folder").stderr


def test_a_file_that_is_no_notebook_is_a_mistake(write: Write, tmp_path: Path) -> None:
    write("n.ipynb", *CELLS)
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")

    result = run("broken.ipynb")
    assert result.exit_code == 2
    assert "broken.ipynb:1: " in result.stderr


def test_hidden_state_is_marked_as_the_settings_want(write: Write, tmp_path: Path) -> None:
    write("loud/n.ipynb", "total = 1", "total += 1")
    write("quiet/n.ipynb", "total = 1", "total += 1")
    (tmp_path / "quiet/nbprod.toml").write_text('ignore = ["rerun-changes-result"]\n', "utf-8")

    assert "[rerun-changes-result]" in run("loud/n.ipynb").stdout
    assert "[rerun-changes-result]" not in run("quiet/n.ipynb").stdout


def test_a_secret_is_drawn_in_no_format(write: Write) -> None:
    write("n.ipynb", 'password = "correct-horse-7"\nprint(password)')

    for form in graphs.names():
        drawn = run("n.ipynb", "--format", form)
        assert drawn.exit_code == 0
        assert "correct-horse" not in drawn.stdout
