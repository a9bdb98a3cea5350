"""Edits keep everything but what they change."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.finding import Edit
from nbprod.flow.record import Record
from nbprod.lint.edits import add_keyword, insert_line, remove_import, remove_statement, replace
from nbprod.lint.fixing import apply
from nbprod.notebook.model import Notebook

Build = Callable[..., Notebook]


@pytest.fixture
def record(notebook: Build) -> Callable[[str], Record]:
    """The record of a cell."""

    def build(source: str) -> Record:
        (one,) = Analysis(notebook(source)).records
        return one

    return build


KEYWORDS = {
    "no arguments": ("f()", "f(seed=0)"),
    "no arguments, a comment": ("f(  # why\n)", "f(seed=0  # why\n)"),
    "one argument": ("f(a)", "f(a, seed=0)"),
    "an argument in parentheses": ("f((a))", "f((a), seed=0)"),
    "a callee in parentheses": ("(f)(a)", "(f)(a, seed=0)"),
    "a call as callee": ("f(b)(a)", "f(b)(a, seed=0)"),
    "a comma at the end": ("f(a,)", "f(a, seed=0)"),
    "arguments on lines of their own": (
        "f(\n    a,\n    b=1,\n)",
        "f(\n    a,\n    b=1,\n    seed=0,\n)",
    ),
    "no comma on the last line": ("f(\n    a,\n    b\n)", "f(\n    a,\n    b, seed=0\n)"),
    "a comment behind the last argument": ("f(\n    a  # why\n)", "f(\n    a, seed=0  # why\n)"),
    "a comment behind the last comma": (
        "f(\n    a,  # why\n)",
        "f(\n    a,\n    seed=0,  # why\n)",
    ),
    "options": ("f(**more)", "f(**more, seed=0)"),
    "a generator in parentheses": ("f((x for x in a))", "f((x for x in a), seed=0)"),
    "letters of several bytes": ("f('äöü')", "f('äöü', seed=0)"),
    "a chain over lines": ("(a\n  .f(b)\n  .g())", "(a\n  .f(b)\n  .g(seed=0))"),
}


@pytest.mark.parametrize(("before", "after"), KEYWORDS.values(), ids=KEYWORDS.keys())
def test_a_keyword_is_added(record: Callable[[str], Record], before: str, after: str) -> None:
    one = record(before)
    call = one.statements[0].node.value  # type: ignore[attr-defined]

    edit = add_keyword(one, call, "seed", "0")

    assert edit is not None
    assert apply(before, [edit]) == after
    ast.parse(after)


@pytest.mark.parametrize("source", ["f(seed=1)", "f(x for x in a)"])
def test_a_keyword_that_cannot_be_added_is_not(
    record: Callable[[str], Record], source: str
) -> None:
    one = record(source)

    assert add_keyword(one, one.calls[0].node, "seed", "0") is None


IMPORTS = {
    "a statement": ("import gone\nimport os", "import os"),
    "the last line": ("import os\nimport gone", "import os"),
    "all there is": ("import gone", ""),
    "a statement with its comment": (
        "import gone  # why\nimport os  # other",
        "import os  # other",
    ),
    "a comment above stays": ("# both\nimport gone\nimport os", "# both\nimport os"),
    "the first of several": ("import gone, os", "import os"),
    "the last of several": ("import os, gone", "import os"),
    "one in the middle": ("from a import b, gone, c", "from a import b, c"),
    "one with another name": ("from a import b as d, x as gone", "from a import b as d"),
    "one on a line of its own": (
        "from a import (\n    b,\n    gone,  # why\n    c,\n)",
        "from a import (\n    b,\n    c,\n)",
    ),
    "the last on a line of its own": (
        "from a import (\n    b,\n    gone\n)",
        "from a import (\n    b,\n)",
    ),
    "behind a backslash": ("from a import b, \\\n    gone", "from a import b"),
    "before a semicolon": ("import gone; import os", "import os"),
    "behind a semicolon": ("import os; import gone", "import os"),
    "the last of a block": ("if a:\n    import gone\nb", "if a:\n    pass\nb"),
    "in an else": ("if a:\n    b\nelse:\n    import gone", "if a:\n    b\nelse:\n    pass"),
    "one of a block": ("if a:\n    import gone\n    b", "if a:\n    b"),
    "before a comment behind a semicolon": ("import gone;  # why\nb", "b"),
}


@pytest.mark.parametrize(("before", "after"), IMPORTS.values(), ids=IMPORTS.keys())
def test_an_import_is_removed(record: Callable[[str], Record], before: str, after: str) -> None:
    one = record(before)
    (gone,) = [i for i in one.imports if i.bound == "gone"]

    assert apply(before, [remove_import(one, gone)]) == after
    ast.parse(after)


def test_a_statement_over_lines_is_removed(record: Callable[[str], Record]) -> None:
    source = "a = 1\nb = [\n    2,\n]\nc = 3"
    one = record(source)

    assert apply(source, [remove_statement(one, one.statements[1].node)]) == "a = 1\nc = 3"


def test_a_node_is_replaced(record: Callable[[str], Record]) -> None:
    one = record("x = f('ä') + 1  # why")

    assert (
        apply("x = f('ä') + 1  # why", [replace(one, one.calls[0].node, "2")]) == "x = 2 + 1  # why"
    )


def test_a_line_is_inserted_as_deep_as_the_one_below(record: Callable[[str], Record]) -> None:
    source = "if a:\n    b"

    edit: Edit = insert_line(record(source), 2, "c")

    assert apply(source, [edit]) == "if a:\n    c\n    b"
