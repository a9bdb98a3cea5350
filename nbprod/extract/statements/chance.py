"""Which generators of random numbers a statement draws from, be it inside the notebook's functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.extract.statements.methods import OwnMethods
from nbprod.flow.names import Names
from nbprod.flow.record import Define

RANDOM, SYSTEM = "random:", "random:system"
"""The system's own entropy has no state that a draw could move on."""


class Chance:
    """Follows calls to where numbers are drawn, for one notebook."""

    def __init__(self, names: Names, methods: OwnMethods) -> None:
        self._names = names
        self._methods = methods

    def sources(self, node: ast.AST) -> frozenset[str]:
        """The generators that running a statement moves on, as far as is known: `random:numpy`.

        A definition only makes what others run.
        """
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return frozenset()
        return frozenset(self._within(node, set()))

    def _within(self, node: ast.AST, seen: set[int]) -> Iterator[str]:
        seen.add(id(node))
        for part in ast.walk(node):
            fact = self._names.fact(part) if isinstance(part, ast.Call) else None
            used = fact.uses if fact else ()
            yield from (what for what in used if what.startswith(RANDOM) and what != SYSTEM)
            for own in self._run_by(part):
                if id(own.node) not in seen:
                    yield from self._within(own.node, seen)

    def _run_by(self, part: ast.AST) -> Iterator[Define]:
        """The notebook's functions and methods that a call may run, or that are handed on."""
        if isinstance(part, ast.Call):
            yield from self._methods.called(part)
        own = self._names.definition(part) if isinstance(part, ast.Name | ast.Attribute) else None
        if own is not None:
            yield own


def may_seed(node: ast.Call, names: Names) -> bool:
    """Whether a call starts a generator afresh, as far as is known or its name says."""
    fact = names.fact(node)
    seeds = fact is not None and any(what.startswith("random:") for what in fact.sets)
    return seeds or bool(re.search(r"seed|set_state", ast.unparse(node.func)))
