"""What Python fills into a shell line is as many words as a shell makes of it."""

from __future__ import annotations

import ast
import shlex
import subprocess

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.statements import shell
from nbprod.extract.statements.single_words import is_single, single_words
from nbprod.extract.statements.translating import translate
from stories import notebook

SHOW = "printf %s,"


@pytest.mark.parametrize("value", ["a", "a b", "", "'a b' c", "a/b.csv", "-n 3 'x y'"])
@pytest.mark.parametrize(
    "line", ["$value", "{value}", "x{value}y", "'{value}'", '"$value" $value', "a $value b"]
)
def test_a_line_runs_what_a_shell_would_run(value: str, line: str) -> None:
    said = line.replace("{value}", value).replace("$value", value)
    if "'" in line and "'" in value:
        return  # quotes within quotes end them, and no list says that
    expected = subprocess.run(["sh", "-c", f"{SHOW} {said}"], capture_output=True, text=True)
    given = eval(shell.arguments(f"{SHOW} {line}"), {"shlex": shlex, "value": value})

    assert subprocess.run(given, capture_output=True, text=True).stdout == expected.stdout


@pytest.mark.parametrize(
    ("cell", "single"),
    [
        ("value = 'rain/2024.csv'", True),
        ("value = 'of rain'", False),
        ("value = 3", True),
        ("value = ''", False),
        ("value = '[your-project]'", True),
        ("folder = 'rain'\nvalue = folder + '/a.csv'", True),
        ("folder = 'rain'\nvalue = f'{folder}/{2 + 1}'", True),
        ("import os\nvalue = os.path.join('rain', 'a.csv')", True),
        ("for value in ['a', 'b']:\n    pass", True),
        ("for value in ['a', 'b c']:\n    pass", False),
        ("for value in range(3):\n    pass", True),
        ("value = 'a'\nvalue = told()", False),
        ("value = 'a'\nvalue += ' b'", False),
        ("value, other = 'a', 'b'", False),
        ("def f(value):\n    pass", False),
        ("from rain import name as value", False),
        ("value = told(value)", False),
        ("value = value + 'a'", False),
    ],
)
def test_a_name_is_one_word_where_every_binding_is(cell: str, single: bool) -> None:
    assert ("value" in single_words([ast.parse(cell)])) == single


@pytest.mark.parametrize(
    "expression", ["sys.executable", "value[2:]", "value + '/a'", "len(rows)", "str(value)"]
)
def test_an_expression_of_single_words_is_one(expression: str) -> None:
    assert is_single(expression, {"value"})
    assert not is_single(f"told({expression})", {"value"})


def test_known_words_stand_as_they_are() -> None:
    assert shell.arguments("ls {value}", {"value"}) == "['ls', f'{value}']"
    assert shell.arguments("ls {value}") == "['ls', *shlex.split(f'{value}')]"


def test_what_a_magic_binds_is_known_to_nobody() -> None:
    written = translate_lines("value = !ls", "!echo $value")
    deep = ast.parse("value = " + " + ".join(["'a'"] * 900))

    assert "*shlex.split(f'{value}')" in written
    assert "value" not in single_words([ast.parse("value = 3")], ["value"])
    assert not single_words([deep]) - {"value"}


def translate_lines(*cells: str) -> str:
    analysis = Analysis(notebook(*cells))
    return translate(analysis.notebook, analysis.cells).notebook.cells[-1].source
