"""From matches to findings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from nbprod.analysis import Analysis
from nbprod.errors import ConfigError, RulePageError
from nbprod.finding import Finding
from nbprod.flow.record import Call
from nbprod.lint import checks
from nbprod.lint.checks import each
from nbprod.lint.match import Match

Find = Callable[..., list[Finding]]
OPEN = '[[match]]\ncall = "open"\n'


@each(Call)
def of_calls(call: Call, notebook: Analysis, *, least: int = 1) -> Iterator[Match]:
    """A call with some arguments."""
    if len(call.node.args) >= least:
        for number, argument in enumerate(call.node.args):
            yield Match(call.inside.cell, call.node, {"number": number, "name": argument})


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, find: Find) -> Find:
    """Find with a rule whose page names the check above."""
    monkeypatch.setattr(checks, "find", lambda name: of_calls)
    return lambda rest, *cells, **facts: find(f'check = "some.check"\n{rest}', *cells, **facts)


def test_a_check_with_tables_is_asked_about_what_they_match(checked: Find) -> None:
    found = checked(OPEN, "open(a)\nclose(a)", message="{callee} {number} {name}")

    assert [f.message for f in found] == ["open 0 a"]


def test_a_check_without_tables_is_asked_about_every_call(checked: Find) -> None:
    assert len(checked("", "open(a)\nclose(a)")) == 2


def test_what_a_check_says_twice_at_a_place_is_said_once(checked: Find) -> None:
    assert len(checked("", "open(a, b)")) == 1
    assert len(checked("", "open(a, b)", message="{name}")) == 2


def test_a_page_sets_options_of_its_check(checked: Find) -> None:
    assert checked("options = { least = 2 }", "open(a)") == []
    with pytest.raises(ConfigError, match='unknown option "leest"; did you mean "least"'):
        checked("options = { leest = 2 }", "open(a)")


def test_tables_that_a_check_cannot_be_asked_about_are_refused(checked: Find) -> None:
    with pytest.raises(RulePageError, match='is not asked about what "import" tables match'):
        checked('[[match]]\nimport = "os"', "import os")


def test_findings_come_in_document_order(find: Find) -> None:
    found = find("[[match]]\nstring = '^b'\n" + OPEN, "open('b')", "x = 'b'\nopen(x)")

    assert [(f.place.cell.number, f.place.span.line, f.place.span.column) for f in found] == [
        (0, 1, 0),
        (0, 1, 5),
        (1, 1, 4),
        (1, 2, 0),
    ]


def test_a_page_may_state_a_fix(find: Find) -> None:
    rest = 'fix = { title = "Say it", add = { encoding = "\'utf-8\'" }, safe = true }\n' + OPEN

    (found,) = find(rest, "open(a)")

    assert found.fix is not None
    assert (found.fix.title, found.fix.safe) == ("Say it", True)
    assert found.fix.edits[0].text == ", encoding='utf-8'"


def test_checks_that_are_not_there_are_named(find: Find) -> None:
    with pytest.raises(RulePageError, match=r"there is no lint/checks/nowhere.py"):
        find('check = "nowhere.some"', "a")
    with pytest.raises(RulePageError, match=r'lint/checks/errors.py has no check "some"'):
        find('check = "errors.some"', "a")


def test_linting_imports_nothing_heavy() -> None:
    program = (
        "import sys; from nbprod.lint.rulebook import read_library, choose;"
        "from nbprod.config import Config; from nbprod.lint.engine import lint;"
        "from nbprod.analysis import Analysis; from nbprod.notebook.reading import read;"
        'note = read("a.py", b"# %%\\nopen(1)\\n");'
        "lint(Analysis(note), choose(read_library(), Config()));"
        'print(*{"libcst", "nbformat", "networkx", "black", "IPython", "yaml", "click"}'
        ".intersection(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (run.stdout.strip(), run.stderr) == ("", "")
