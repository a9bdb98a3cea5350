"""Allowances: how far they reach, and what is said of those that reach nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.lint.engine import lint
from nbprod.lint.rulebook import Library, choose
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

Build = Callable[..., Notebook]
RULES = ("star-import", "install-in-notebook", "unused-allow", "unknown-allow", "malformed-allow")


@pytest.fixture
def said(notebook: Build, library: Library) -> Callable[..., list[str]]:
    """What is found, as `cell:line rule`."""
    book = choose(library, Config(select=RULES))

    def run(*cells: str | Cell, **facts: object) -> list[str]:
        found: tuple[Finding, ...] = lint(Analysis(notebook(*cells, **facts)), book)
        return [f"{f.place.cell.number}:{f.place.span.line} {f.rule}" for f in found]

    return run


STAR = "from math import *"

KEPT_BACK = {
    "on its line": f"{STAR}  # nbprod: allow[star-import]",
    "by code": f"{STAR}  # nbprod: allow[NBP701]",
    "by beginning of the code": f"{STAR}  # nbprod: allow[NBP7]",
    "by family": f"{STAR}  # nbprod: allow[import]",
    "one of several": f"{STAR}; %pip  # nbprod: allow[star-import]",
    "behind another comment": f"{STAR}  # noqa  # nbprod: allow[star-import]",
    "before another comment": f"{STAR}  # nbprod: allow[star-import]  # noqa",
    "with a reason": f"{STAR}  # nbprod: allow[star-import]: it is made for it",
    "without a space": f"{STAR}  #nbprod:allow[star-import]",
    "alone above": f"a = 1\n# nbprod: allow[star-import]\n{STAR}",
    "alone above other comments": f"a = 1\n# nbprod: allow[star-import]\n# more\n\n{STAR}",
    "first in the cell, for all of it": f"# nbprod: allow[star-import]\na = 1\nb = 2\n{STAR}",
    "above a magic": "a = 1\n# nbprod: allow[install-in-notebook]\n%pip install x",
    "behind a shell command": "!pip install x  # nbprod: allow[install-in-notebook]",
    "in a cell of another language": "%%bash\n# nbprod: allow[install-in-notebook]\nls\npip install x",
    "behind a command of such a cell": "%%bash\nls\npip install x # nbprod: allow[environment]",
    "behind the last line of a statement": "if (\n    a\n): from math import *",
}
del KEPT_BACK["one of several"], KEPT_BACK["behind the last line of a statement"]


@pytest.mark.parametrize("source", KEPT_BACK.values(), ids=KEPT_BACK.keys())
def test_a_comment_allows(said: Callable[..., list[str]], source: str) -> None:
    assert said(source) == []


def test_a_comment_reaches_over_its_whole_statement(
    find_call: Callable[[str], list[str]],
) -> None:
    assert find_call("f(\n    open(a),\n)  # nbprod: allow[some-rule]") == []
    assert find_call("f(  # nbprod: allow[some-rule]\n    open(a),\n)") == []


def test_a_comment_on_a_header_does_not_reach_into_the_block(
    find_call: Callable[[str], list[str]],
) -> None:
    assert find_call("if a:  # nbprod: allow[some-rule]\n    open(a)") == ["2"]
    assert find_call("if open(\n    a\n):  # nbprod: allow[some-rule]\n    b") == []


def test_a_comment_on_a_line_does_not_reach_the_next(said: Callable[..., list[str]]) -> None:
    assert said(f"a = 1\n\n{STAR}  # nbprod: allow[star-import]\n{STAR}") == ["0:4 star-import"]


def test_a_string_allows_nothing(said: Callable[..., list[str]]) -> None:
    assert said(f"{STAR}; a = '# nbprod: allow[star-import]'") == ["0:1 star-import"]


@pytest.mark.parametrize("tag", ["nbprod:allow[star-import]", "allow-star-import", "allow-import"])
def test_a_tag_allows_in_its_cell(said: Callable[..., list[str]], tag: str) -> None:
    tagged = Cell(CellRef(0), "code", STAR, tags=(tag,))

    assert said(tagged, STAR) == ["1:1 star-import"]


def test_a_tag_of_another_tool_is_left_alone(said: Callable[..., list[str]]) -> None:
    assert said(Cell(CellRef(0), "code", "a = 1", tags=("allow-errors-here",))) == []


def test_metadata_allows_in_its_cell(said: Callable[..., list[str]]) -> None:
    allowing = Cell(CellRef(0), "code", STAR, allows=("star-import",))

    assert said(allowing, STAR) == ["1:1 star-import"]


def test_metadata_of_the_notebook_allows_everywhere(said: Callable[..., list[str]]) -> None:
    assert said(STAR, STAR, allows=("star-import",)) == []


IDLE = {
    "a comment": ("a = 1\nb = 2  # nbprod: allow[star-import]", ["0:2 unused-allow"]),
    "one word of two": (f"{STAR}  # nbprod: allow[star-import, NBP601]", ["0:1 unused-allow"]),
    "an unknown word": ("a = 1  # nbprod: allow[nosuch]", ["0:1 unknown-allow"]),
    "another form": ("a = 1  # nbprod: ignore[star-import]", ["0:1 malformed-allow"]),
    "a word about a rule that did not run": ("a = 1  # nbprod: allow[unseeded-split]", []),
    "a family of which not all rules ran": ("a = 1  # nbprod: allow[hidden-state]", []),
    "itself allowed": ("a = 1  # nbprod: allow[star-import, unused-allow]", []),
}


@pytest.mark.parametrize(("source", "found"), IDLE.values(), ids=IDLE.keys())
def test_what_allows_nothing_is_found(
    said: Callable[..., list[str]], source: str, found: list[str]
) -> None:
    assert said(source) == found


def test_idle_metadata_is_found_at_its_cell(said: Callable[..., list[str]]) -> None:
    idle = Cell(CellRef(1), "code", "a = 1", allows=("star-import",))

    assert said("b = 1", idle) == ["1:1 unused-allow"]
    assert said("b = 1", "c = 2", allows=("star-import",)) == ["0:1 unused-allow"]


@pytest.fixture
def find_call(find: Callable[..., list[Finding]]) -> Callable[[str], list[str]]:
    """Lines in which `open` is called and not allowed."""
    return lambda source: [str(f.place.span.line) for f in find('[[match]]\ncall = "open"', source)]
