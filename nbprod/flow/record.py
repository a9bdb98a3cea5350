"""What one walk over a cell writes down.

Events come in the order in which Python evaluates them, and they keep the shape of the
control flow (`Fork`, `Loop`), so that a reader of events can tell *may* from *must*. Nodes are
the standard library's `ast` nodes: they carry exact positions, and parsing them costs a tenth of
what a concrete tree costs. Where bytes must be kept, in fixes and extraction, text is moved by these
positions.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from nbprod.place import CellRef, Span
from nbprod.values import set_once

TouchKind = Literal["read", "bind", "change", "delete"]


@set_once(frozen=True, slots=True)
class Inside:
    """What surrounds a call, a string or an import."""

    cell: CellRef
    statement: int
    """Index of the top-level statement in its cell."""
    function: str = ""
    """Dotted name of the enclosing function or class body; empty at module level."""
    loops: tuple[ast.AST, ...] = ()
    """Enclosing `for`, `while` and comprehensions, outermost first."""
    tests: tuple[ast.expr, ...] = ()
    """Conditions of enclosing `if`, `while` and conditional expressions, outermost first.

    A branch that runs when the condition fails has it wrapped in `ast.UnaryOp(ast.Not())`.
    """
    handled: tuple[ast.Try | ast.TryStar, ...] = ()
    """Enclosing `try` statements whose body this is in, outermost first."""


@set_once(frozen=True, slots=True, eq=False)
class Import:
    """One bound name of an import statement."""

    module: str
    """`numpy`, `os.path`, `.helpers`; dots of a relative import kept."""
    name: str
    """What is taken from the module; empty for `import m`, `*` for a star import."""
    bound: str
    """The name bound here: `np`; `os` for `import os.path`; empty for a star import."""
    node: ast.alias
    statement: ast.Import | ast.ImportFrom
    inside: Inside

    @property
    def origin(self) -> str:
        """What the bound name stands for, dotted: `numpy`, `os`, `sklearn.svm.SVC`."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.node.asname else self.module.partition(".")[0]


@set_once(frozen=True, slots=True, eq=False)
class Call:
    """One call, wherever it stands."""

    written: str
    """The callee as written: `pd.read_csv`; `.fit` where the receiver is no dotted name."""
    node: ast.Call
    inside: Inside
    discarded: bool = False
    """Whether the call is a whole expression statement, its result thrown away or shown."""
    last: bool = False
    """Whether it is the cell's last expression, whose result the notebook shows."""
    awaited: bool = False


@set_once(frozen=True, slots=True, eq=False)
class Text:
    """One string constant (or f-string) that is no docstring."""

    node: ast.Constant | ast.JoinedStr
    inside: Inside


@set_once(frozen=True, slots=True, eq=False)
class Touch:
    """A statement reads, binds, changes or deletes a name."""

    name: str
    kind: TouchKind
    node: ast.AST
    how: str = ""
    """Of a bind: assign, unpack, augmented, for, with, except, import, star, def, class, walrus,
    match, magic, annotation. Of a change: item, attribute, augmented, delete-item. Of a read:
    empty, `guarded` (inside `try/except NameError` or behind `"x" in globals()`)."""
    value: ast.expr | None = None
    """What a bind binds, or takes a part of (`for`, `with`, `unpack`), where one expression says so."""
    index: int | None = None
    """Which element of `value` an `unpack` takes."""


@set_once(frozen=True, slots=True, eq=False)
class Called:
    """A call happens, after its callee and arguments were read."""

    call: Call


@set_once(frozen=True, slots=True, eq=False)
class Imported:
    """An import happens."""

    what: Import


@set_once(frozen=True, slots=True, eq=False)
class Define:
    """A function, lambda or class comes into being.

    Decorators, defaults, annotations and bases were read before. The body of a function waits
    for a call; that of a class has happened when the class is bound.
    """

    name: str
    """Empty for lambdas."""
    kind: Literal["function", "lambda", "class"]
    node: ast.AST
    parameters: tuple[str, ...]
    local: frozenset[str]
    """Names that belong to the body: parameters and what it binds, less `globals`."""
    globals: frozenset[str]
    """Names declared `global` in the body."""
    body: Block
    returns: tuple[ast.expr, ...] = ()
    """What its `return` statements, or a lambda's body, give back."""
    methods: tuple[Define, ...] = ()
    """Of a class: the functions that its body defines."""
    bases: tuple[ast.expr, ...] = ()
    decorated: bool = False


@set_once(frozen=True, slots=True, eq=False)
class Fork:
    """One of several branches runs: `if`, `match`."""

    branches: tuple[Block, ...]
    """Each way through; a way that does nothing is an empty block."""
    node: ast.AST


@set_once(frozen=True, slots=True, eq=False)
class Loop:
    """A body that runs any number of times, none included."""

    body: Block
    node: ast.AST


@set_once(frozen=True, slots=True, eq=False)
class Attempt:
    """A `try` statement: the body runs whole, or in part and then a handler."""

    body: Block
    """The guarded statements and the `else` part."""
    handlers: tuple[Block, ...]
    final: Block
    node: ast.Try | ast.TryStar


@set_once(frozen=True, slots=True, eq=False)
class Leave:
    """The way ends here: `raise`, `return`, `break`, `continue`, `sys.exit()`."""

    node: ast.AST


Event = Touch | Called | Imported | Define | Fork | Loop | Attempt | Leave
Block = tuple[Event, ...]


@set_once(frozen=True, slots=True, eq=False)
class Statement:
    """One top-level statement of a cell."""

    index: int
    node: ast.stmt
    events: Block


@dataclass(slots=True, eq=False)
class Record:
    """All that a walk over one cell wrote down, in document order."""

    cell: CellRef
    statements: tuple[Statement, ...] = ()
    imports: list[Import] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    strings: list[Text] = field(default_factory=list)
    definitions: list[Define] = field(default_factory=list)
    nodes: list[tuple[ast.AST, Inside]] = field(default_factory=list)
    """Statements, subscripts, attributes and comparisons, for checks that subscribe to a type."""
    lines: list[str] = field(default_factory=list)
    """The masked text, to turn byte offsets of nodes into columns."""

    def span(self, node: ast.AST) -> Span:
        """Where `node` stands in the cell, in characters."""
        line = getattr(node, "lineno", 1)
        end = getattr(node, "end_lineno", None) or line
        return Span(
            line,
            self._column(line, getattr(node, "col_offset", 0)),
            end,
            self._column(end, getattr(node, "end_col_offset", None) or 0),
        )

    def _column(self, line: int, offset: int) -> int:
        """Turn a UTF-8 byte offset, as `ast` counts, into characters."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if text.isascii():
            return offset
        return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))
