"""A notebook as values."""

from __future__ import annotations

import ast
from dataclasses import field
from typing import Literal

from nbprod.place import CellRef, Span
from nbprod.values import set_once

CellKind = Literal["code", "markdown", "raw"]
OutputKind = Literal["stream", "display", "result", "error"]

MAY_FAIL = "raises-exception"
"""The tag by which nbclient and Jupyter Book know a cell that is meant to fail."""


@set_once(frozen=True, slots=True)
class Output:
    """What a cell showed when it last ran, cut to a size that a linter can hold."""

    kind: OutputKind
    name: str = ""
    """`stdout` or `stderr` of a stream, the exception's class of an error."""
    text: str = ""
    """The plain text, at most `reading.TEXT_LIMIT` characters."""
    mimes: tuple[str, ...] = ()
    """The MIME types that were shown; bodies are not kept."""
    line: int = 0
    """Of an error: the cell's line that its traceback names, as IPython counts; 0 if none."""


@set_once(frozen=True, slots=True)
class Cell:
    """One cell as it stands in the file."""

    ref: CellRef
    kind: CellKind
    source: str
    """Lines end in `\\n`; the file may say it otherwise."""
    tags: tuple[str, ...] = ()
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    allows: tuple[str, ...] = ()
    """Rule names in the cell's metadata: `{"nbprod": {"allow": [...]}}`."""
    language: str = ""
    """The cell's own language where it differs from the notebook's (VS Code, Databricks)."""
    at: int = field(default=-1, compare=False, repr=False)
    """Where its object begins in the `lightened` JSON that it was read from; -1 in other files."""

    @property
    def may_fail(self) -> bool:
        """Whether it is meant to end with an error, which stops no run."""
        return MAY_FAIL in self.tags


@set_once(frozen=True, slots=True)
class Notebook:
    """A notebook, read."""

    path: str
    cells: tuple[Cell, ...]
    language: str = "python"
    kernel: str = ""
    allows: tuple[str, ...] = ()
    """Rule names in the notebook's metadata, allowed in every cell."""
    version: str = ""
    """The version of the language that last ran it, as its metadata say: `3.11.4`."""
    format: str = "ipynb"
    """`ipynb`, `percent`, `databricks`, or what jupytext calls it."""

    @property
    def is_python(self) -> bool:
        """Whether the notebook's code is Python."""
        return self.language == "python"


@set_once(frozen=True, slots=True)
class Unreadable:
    """A file that is no notebook, with the reason for a person."""

    path: str
    reason: str
    line: int = 1
    """Line of the file where reading stopped."""


MagicKind = Literal["line", "cell", "shell", "help", "auto"]


@set_once(frozen=True, slots=True)
class Magic:
    """IPython syntax that the mask took out of a cell."""

    kind: MagicKind
    """`%x` line, `%%x` cell, `!x` or `!!x` shell, `x?` help, `,x` `;x` `/x` auto-call."""
    name: str
    """`time`, `matplotlib`, `bash`; empty for shell, help and auto-call."""
    arguments: str
    """What follows the name, backslash continuations joined; of a cell magic, its first line."""
    span: Span
    body: str = ""
    """The text below a cell magic's first line."""
    target: str = ""
    """Left side of `x = %magic` or `x = !command`, as written."""
    reads: tuple[tuple[str, Span], ...] = ()
    """Python names that `{expr}` and `$var` read, each with its place."""
    binds: tuple[str, ...] = ()
    """Names that the magic itself binds, such as `out` of `%%capture out`."""
    holds_python: bool = False
    """Whether its body or argument is Python that the rest of the notebook sees."""


@set_once(frozen=True, slots=True)
class Masked:
    """A cell's text as Python with the same lines, and for Python the same columns."""

    text: str
    magics: tuple[Magic, ...] = ()
    foreign: bool = False
    """Whether a cell magic makes the whole cell another language (`%%bash`, `%%sql`)."""
    indent: int = 0
    """How many columns every line is indented by; IPython runs the text without them."""


@set_once(frozen=True, slots=True)
class Parsed:
    """A code cell that parses."""

    cell: Cell
    masked: Masked
    tree: ast.Module


@set_once(frozen=True, slots=True)
class Unparsed:
    """A code cell that does not parse; the rest of the notebook goes on without it."""

    cell: Cell
    masked: Masked
    span: Span
    reason: str
    python2: bool = False
    """Whether it reads as Python 2, such as `print x`."""
