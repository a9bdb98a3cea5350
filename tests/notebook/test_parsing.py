from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.model import Cell, Notebook, Parsed, Unparsed
from nbprod.notebook.parsing import parse
from nbprod.place import CellRef, Span

Build = Callable[..., Notebook]


def _only(notebook: Notebook) -> Parsed | Unparsed:
    (found,) = parse(notebook)
    return found


def test_a_broken_cell_does_not_hide_the_rest(built: Build) -> None:
    found = list(parse(built("x = 1", "x = (", "y = 2")))
    assert [type(cell) for cell in found] == [Parsed, Unparsed, Parsed]


def test_an_empty_cell_has_an_empty_tree(built: Build) -> None:
    found = list(parse(built("", "\n\n", "# words only")))
    assert all(isinstance(cell, Parsed) and cell.tree.body == [] for cell in found)


def test_a_foreign_cell_has_an_empty_tree_and_its_magic(built: Build) -> None:
    found = _only(built("%%bash\nls | grep 'x"))
    assert isinstance(found, Parsed)
    assert found.tree.body == []
    assert [magic.name for magic in found.masked.magics] == ["bash"]


def test_markdown_other_languages_and_other_kernels_are_left_out(built: Build) -> None:
    cells = (
        Cell(CellRef(0), "markdown", "# x"),
        Cell(CellRef(1), "code", "SELECT 1", language="sql"),
        Cell(CellRef(2), "code", "x"),
    )
    assert [found.cell.ref.number for found in parse(Notebook("a", cells))] == [2]
    assert list(parse(Notebook("a", cells, language="r"))) == []


def test_cells_that_read_the_same_have_trees_of_their_own(built: Build) -> None:
    first, second = parse(built("x = 1", "x = 1"))
    assert isinstance(first, Parsed) and isinstance(second, Parsed)
    assert first.tree is not second.tree
    assert (first.cell.ref.number, second.cell.ref.number) == (0, 1)


def test_a_cell_that_is_indented_as_a_whole_keeps_its_columns(built: Build) -> None:
    found = _only(built("    x = 1\n    if x:\n        y = 2"))
    assert isinstance(found, Parsed)
    assert [(n.lineno, n.col_offset) for n in found.tree.body] == [(1, 4), (2, 4)]


def test_await_stands_at_the_top(built: Build) -> None:
    found = _only(built("x = await f()\nasync with g() as h:\n    pass\n[y async for y in z]"))
    assert isinstance(found, Parsed)


def test_a_bare_magic_is_one_unless_the_notebook_gives_the_name_a_meaning(built: Build) -> None:
    found = list(parse(built("ls", "pip install x", "ls = 3")))
    assert isinstance(found[0], Parsed) and not found[0].masked.magics
    assert isinstance(found[1], Parsed)
    assert [magic.name for magic in found[1].masked.magics] == ["pip"]
    alone = _only(built("ls"))
    assert [magic.name for magic in alone.masked.magics] == ["ls"]


def test_new_f_strings_parse_on_every_python_with_their_columns(built: Build) -> None:
    found = _only(built('f"{row["name"]} {other}"'))
    assert isinstance(found, Parsed)
    names = [n for n in ast.walk(found.tree) if isinstance(n, ast.Name)]
    assert {found.cell.source[n.col_offset : n.end_col_offset] for n in names} == {"row", "other"}
    assert len(found.masked.text) == len(found.cell.source)


REGISTER = """\
@register_cell_magic
def backend(line, cell):
    if line == chosen:
        get_ipython().run_cell(cell)

@register_cell_magic
def shout(line, cell):
    print(cell.upper())
"""


def test_a_magic_that_the_notebook_makes_may_run_its_body(built: Build) -> None:
    _, run, shown = parse(built(REGISTER, "%%backend jax\nx = 1", "%%shout\nx = 1"))
    assert run.masked.text == "             \nx = 1"
    assert run.masked.magics[0].holds_python
    assert shown.masked.foreign


BROKEN = {
    "x = [1,\n  (2\n]": "closing parenthesis ']' does not match opening parenthesis '(' on line 2",
    "f(\n": "the `(` opened on line 1 is never closed",
    "x = 1\ny = (a,\nz = 2": "",
    "x =": "nothing stands to the right of `=`",
    "x = 1\npip install y": "this looks like a shell command; IPython wants `!` or `%` before it",
    "s = 'it": "a string is not closed on its line",
    'x = 1\ns = """it\n\n': "the triple-quoted string that begins here is never closed",
    "x = 1\n  y = 2": "the line is indented, and nothing above it opens a block",
    "x = '\0'": "the text holds a null byte, which Python refuses",
    "print 'x'": "this is Python 2",
    "(" * 400 + ")" * 400: "brackets are nested too deeply",
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_person_learns_why_a_cell_is_broken(source: str, built: Build) -> None:
    found = _only(built(source))
    assert isinstance(found, Unparsed)
    assert BROKEN[source] in found.reason


def test_the_place_of_a_breakage_is_in_the_cell(built: Build) -> None:
    found = _only(built("x = 1\ny = f(1 2)"))
    assert isinstance(found, Unparsed)
    assert found.span.line == 2
    assert found.cell.source.split("\n")[1][found.span.column :].startswith("1 2")


def test_lines_of_an_indented_cell_are_counted_from_its_first(built: Build) -> None:
    found = _only(built("  x = 1\n  if x:\n  y = 2"))
    assert isinstance(found, Unparsed)
    assert found.span.line == 3
    assert "on line 2" in found.reason


@pytest.mark.parametrize(
    "source",
    [
        "print x",
        "exec 'x'",
        "raise E, 'x'",
        "x = `y`",
        "if x <> y: z",
        "x = 0777",
        "lambda (x, y): x",
        "100L",
        "ur'x'",
        "try:\n    x\nexcept E, e:\n    print 'no'",
    ],
)
def test_python_2_is_recognised(source: str, built: Build) -> None:
    found = _only(built(source))
    assert isinstance(found, Unparsed)
    assert found.python2


def test_python_3_that_is_broken_is_not_python_2(built: Build) -> None:
    found = _only(built("print(x"))
    assert isinstance(found, Unparsed)
    assert not found.python2


def test_deep_nesting_is_a_broken_cell_and_no_crash(built: Build) -> None:
    found = _only(built("-" * 100_000 + "1"))
    assert isinstance(found, Unparsed)
    assert found.span == Span(1, 0, 1, found.span.end_column)


@given(st.text())
def test_no_text_stops_the_parser(source: str) -> None:
    cells = (Cell(CellRef(0), "code", source.replace("\r", "")),)
    assert len(list(parse(Notebook("nb.ipynb", cells)))) == 1


@given(st.text())
def test_a_breakage_lies_inside_its_cell(source: str) -> None:
    cells = (Cell(CellRef(0), "code", source.replace("\r", "")),)
    for found in parse(Notebook("nb.ipynb", cells)):
        if isinstance(found, Unparsed):
            lines = found.cell.source.split("\n")
            assert 1 <= found.span.line <= len(lines)
            assert 0 <= found.span.column <= found.span.end_column
            assert found.span.column <= len(lines[found.span.line - 1])
