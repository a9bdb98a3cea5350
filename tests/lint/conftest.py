"""Notebooks and pages for the tests of this folder, built from the words that matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.lint.engine import lint
from nbprod.lint.head import read_head
from nbprod.lint.rule import Rule
from nbprod.lint.rulebook import Library, Rulebook, read_library
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef

HEAD = """\
# Title

```toml
code     = "ACME{number:03}"
severity = "warning"
since    = "1.0"
message  = '{message}'
help     = '{help}'
{rest}
```
"""

Build = Callable[..., Notebook]
Find = Callable[..., list[Finding]]


@pytest.fixture
def notebook() -> Build:
    """Build a notebook from cells, or from the sources of code cells."""

    def build(*cells: str | Cell, **facts: object) -> Notebook:
        made = (
            Cell(CellRef(n), "code", one) if isinstance(one, str) else one
            for n, one in enumerate(cells)
        )
        return Notebook("nb.ipynb", tuple(made), **facts)  # type: ignore[arg-type]

    return build


def rule(
    rest: str,
    *,
    message: str = "found",
    help: str = "do something else",
    number: int = 1,
    name: str = "some-rule",
) -> Rule:
    text = HEAD.format(number=number, message=message, help=help, rest=rest)
    return read_head(Path("acme") / f"{name}.md", "acme", text)


@pytest.fixture
def make_rule() -> Callable[..., Rule]:
    """Make a rule from the part of its head that matters."""
    return rule


@pytest.fixture
def find(notebook: Build) -> Find:
    """Lint cells with one rule, given by the part of its head that matters."""

    def found(rest: str, *cells: str | Cell, message: str = "found") -> list[Finding]:
        one = rule(rest, message=message)
        book = Rulebook(Library((one,)), (one,))
        return list(lint(Analysis(notebook(*cells)), book))

    return found


@pytest.fixture(scope="session")
def library() -> Library:
    """The rules of nbprod itself."""
    return read_library()


@pytest.fixture
def default() -> Config:
    """A configuration in which nothing is said."""
    return Config()
