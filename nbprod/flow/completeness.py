"""Which names a notebook surely misses, told without playing it; in most notebooks none.

Of such notebooks lint wants no more than the cell that first gives each name. One pass over the
events answers where it is certain, and gives up where it is not; then the notebook is played. It is
certain because each step asks for at least as much as the player does:

1. A name counts as given from its bind on. Of the ways of a fork those that raise give nothing, and
   what one of them takes away is gone, where the player keeps what any way left.
2. A function needs the names that its body reads from the notebook, whatever way it takes; a class
   those of its methods. They must be there wherever the function's own name is read, the needs of
   the functions among them included: without such a read nothing can call it.
3. A function's own name must be given in its body before it is read.
4. A name that a statement itself reads and that nothing at all gave before it is missing. One that
   something gave, but not surely, is not decided here; nor is one that a function needs, or any
   where `exec` may have given it.
5. `global`, `if "x" in globals()` and `del` of a name that a function needs are not looked into:
   the pass gives up.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nbprod.flow.effects import Knowledge
from nbprod.flow.given import is_always_there
from nbprod.flow.giving import Body, Scope, Unsure
from nbprod.flow.model import Missing
from nbprod.flow.names import Names
from nbprod.flow.record import (
    Define,
    Record,
    Touch,
)
from nbprod.flow.shapes import COMPOUND
from nbprod.notebook.model import Magic, Parsed
from nbprod.place import CellRef

PASSING = frozenset({"import", "star", "def", "class"})
"""Ways of giving a name that run again without harm."""


OPEN = frozenset({"run", "load", "pylab"})
"""Magics that may bind any name, as unknown star imports do."""


class Bound(NamedTuple):
    """A place where a name is bound."""

    cell: CellRef
    node: ast.AST | None


class Told(NamedTuple):
    """What is sure of a notebook that need not be played."""

    missing: tuple[Missing, ...]
    bound: Mapping[str, Sequence[Bound]]
    """Where each name is bound at module level, in order."""
    assigned: Mapping[str, int]
    """Names that are bound, but not only `PASSING`, and the number of the first cell to do so."""


def told(
    parsed: Sequence[Parsed], records: Sequence[Record], names: Names, knowledge: Knowledge
) -> Told | None:
    """What can be told of a notebook as it stands; None where it has to be played."""
    whole = Whole(knowledge)
    try:
        for cell, record in zip(parsed, records, strict=True):
            whole.cell(cell, record)
        whole.finish()
    except (Unsure, RecursionError):
        return None
    callees = (names.callee(call) for record in records for call in record.calls)
    if whole.missing and any(callee.endswith("exec") for callee in callees):
        return None
    return Told(tuple(whole.missing), whole.ever, whole.first)


class Whole(Scope):
    """The notebook's own level."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self.first: dict[str, int] = {}
        self.missing: list[Missing] = []
        self.ever: dict[str, list[Bound]] = {}
        self._knowledge = knowledge
        self._cell = CellRef(0)
        self._statement = 0
        self._needs: dict[str, set[str]] = {}
        """What the functions and classes of a name need, whichever of them it stands for."""
        self._gone: set[str] = set()
        self._is_open = False
        """Whether a star import may have given anything."""

    def cell(self, parsed: Parsed, record: Record) -> None:
        """Go through one cell; magics take their turn as they do when it is played."""
        self._cell = record.cell
        waiting = list(parsed.masked.magics)
        for statement in record.statements:
            self._statement = statement.index
            if not waiting:
                self.run(statement.events)
                continue
            last = statement.node.end_lineno or 0
            here = [magic for magic in waiting if magic.span.line <= last]
            del waiting[: len(here)]
            nested = isinstance(statement.node, COMPOUND)
            self._magics(() if nested else here)
            self.run(statement.events)
            self._magics(here if nested else ())
        self._magics(waiting)

    def finish(self) -> None:
        """Make sure of the functions that nothing called: some cell gives what they need."""
        for needs in self._needs.values():
            for name in needs - self.ever.keys():
                if not is_always_there(name) and not self._may_be_open(name):
                    raise Unsure

    def read(self, name: str, node: ast.AST | None = None) -> None:
        """Make sure of a name, and of all that the function needs that it may stand for."""
        if name in self._needs:
            self._sure_of_all(name)
        elif name in self.given or is_always_there(name) or self._may_be_open(name):
            return
        elif node is None or name in self.ever or name in self._gone:
            raise Unsure
        elif not self._guarded:
            here = self._cell, self._statement, node, self._cell
            self.missing.append(Missing(name, *here))

    def _may_be_open(self, name: str) -> bool:
        return self._is_open and name not in self._gone

    def _sure_of_all(self, name: str) -> None:
        seen, todo = {name}, [name]
        while todo:
            name = todo.pop()
            if name not in self.given and not is_always_there(name) and not self._may_be_open(name):
                raise Unsure
            fresh = self._needs.get(name, set()) - seen
            seen |= fresh
            todo += fresh

    def bind(self, event: Touch) -> None:
        """Give a name, and note which cell does so first."""
        self._give(event.name, event.how, event.node)

    def _give(self, name: str, how: str, node: ast.AST | None) -> None:
        self.give(name)
        self.ever.setdefault(name, []).append(Bound(self._cell, node))
        if how not in PASSING:
            self.first.setdefault(name, self._cell.number)

    def delete(self, event: Touch) -> None:
        """Take a name away, unless a function may still want it."""
        name = event.name
        if any(name in needs for needs in self._needs.values()):
            raise Unsure
        if isinstance(event.node, ast.Name):
            self.read(name)
        self.take(name)
        self._gone.add(name)

    def define(self, define: Define) -> None:
        """Take in what a function or a class needs; a lambda may be called at once."""
        body = Body(define, ())
        for name in body.now:
            self.read(name)
        if define.name:
            self._needs.setdefault(define.name, set()).update(body.later)
        else:
            for name in body.later:
                self.read(name)

    def star(self, module: str, node: ast.AST) -> None:
        """Take in what facts know of a module; else it may have brought anything."""
        exports = self._knowledge.exports(module)
        if exports is None:
            self._is_open = True
        for name in exports or ():
            self._give(name, "star", node)

    def _magics(self, magics: Iterable[Magic]) -> None:
        for magic in magics:
            for name, _ in magic.reads:
                self.read(name)
            for name in magic.binds:
                self._give(name, "magic", None)
            self._is_open |= magic.name in OPEN
