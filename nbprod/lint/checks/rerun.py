"""Cells that change their own input, so that running one again changes the result.

A simple statement overwrites or changes a value that an earlier cell made. Whether doing so twice
differs from doing it once is decided by what is done: sorting twice is sorting, dropping a column
twice fails, dividing twice is wrong. What is not known is a hint, not a warning.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.flow.record import Record
from nbprod.flow.shapes import bound_in, root
from nbprod.lint.again import Again, Judge, Test, named, reads
from nbprod.lint.checks import each
from nbprod.lint.match import Match


@each(Analysis)
def changes_result(
    notebook: Analysis, *, same: tuple[str, ...] = (), differs: tuple[str, ...] = ()
) -> Iterator[Match]:
    """A second run surely gives something else, or fails."""
    yield from _matches(notebook, "differs", frozenset(same), frozenset(differs))


@each(Analysis)
def may_change_result(
    notebook: Analysis, *, same: tuple[str, ...] = (), differs: tuple[str, ...] = ()
) -> Iterator[Match]:
    """A second run may give something else; what the call does is not known."""
    yield from _matches(notebook, "unknown", frozenset(same), frozenset(differs))


def _matches(
    notebook: Analysis, wanted: Again, same: frozenset[str], differs: frozenset[str]
) -> Iterator[Match]:
    for found, match in _overwrites(notebook, same, differs):
        if found == wanted:
            yield match


def _overwrites(
    notebook: Analysis, same: frozenset[str], differs: frozenset[str]
) -> tuple[tuple[Again, Match], ...]:
    """What the cells overwrite; two rules ask for it with the same words, so it is kept."""
    kept = _kept(notebook)
    if (same, differs) not in kept:
        kept[same, differs] = tuple(_judged(notebook, same, differs))
    return kept[same, differs]


@once
def _kept(
    notebook: Analysis,
) -> dict[tuple[frozenset[str], frozenset[str]], tuple[tuple[Again, Match], ...]]:
    return {}


def _judged(
    notebook: Analysis, same: frozenset[str], differs: frozenset[str]
) -> Iterator[tuple[Again, Match]]:
    judge = Judge(same, differs)
    for record in notebook.records:
        for name, node, again, what in Overwrites(judge, notebook, record).each():
            yield again, Match(record.cell, node, {"name": name, "what": what})


TRAINS = frozenset({"fit", "train", "partial_fit", "fit_generator", "fit_one_cycle", "fine_tune"})
"""Methods that go on training what is trained already, outside libraries that start afresh."""

AFRESH = ("sklearn.", "xgboost.", "lightgbm.", "statsmodels.", "catboost.", "imblearn.")


class Overwrites:
    """The statements of one cell that overwrite or change what an earlier cell made."""

    def __init__(self, judge: Judge, notebook: Analysis, record: Record) -> None:
        self._judge = judge
        self._names = notebook.names
        self._record = record
        self._assigned = notebook.assigned
        self._fresh: set[str] = set()
        self._tried = 0

    def each(self) -> Iterator[tuple[str, ast.AST, Again, str]]:
        """Name, node, what a second run does, and what is done."""
        for statement in self._record.statements:
            yield from self._statement(statement.node)

    def _old(self, name: str) -> bool:
        number = self._record.cell.number
        return self._assigned.get(name, number) < number and name not in self._fresh

    def _statement(self, node: ast.stmt) -> Iterator[tuple[str, ast.AST, Again, str]]:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield from self._rebound(name, node)
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target]):
                yield from self._stored(target, node)
            case ast.Assign():
                self._fresh.update(name for each in node.targets for name in bound_in(each))
            case ast.AugAssign():
                yield from self._augmented(node)
            case ast.Expr(value=ast.Call() as call):
                yield from self._called(call)
            case ast.Delete():
                yield from self._deleted(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._fresh.add(node.name)
            case ast.AnnAssign(target=ast.Name(id=name)) if node.value is not None:
                self._fresh.add(name)
            case _:
                yield from self._compound(node)

    def _sure(self, again: Again) -> Again:
        """Inside a `try` a second run that fails may be what was meant."""
        return "unknown" if self._tried and again == "differs" else again

    def _rebound(self, name: str, node: ast.Assign) -> Iterator[tuple[str, ast.AST, Again, str]]:
        is_own = named(name)
        if self._old(name) and reads(node.value, is_own):
            yield name, node, self._sure(self._judge.value(node.value, is_own)), "overwrites"
        else:
            self._fresh.add(name)

    def _stored(
        self, target: ast.Subscript | ast.Attribute, node: ast.Assign
    ) -> Iterator[tuple[str, ast.AST, Again, str]]:
        base = root(target)
        if base is not None and self._old(base.id):
            is_own = same_place(target)
            if reads(node.value, is_own):
                again = self._sure(self._judge.value(node.value, is_own))
                yield ast.unparse(target), node, again, "overwrites"

    def _augmented(self, node: ast.AugAssign) -> Iterator[tuple[str, ast.AST, Again, str]]:
        base = root(node.target)
        if base is not None and self._old(base.id):
            same = isinstance(node.op, (ast.BitOr, ast.BitAnd))
            again: Again = "same" if same else self._sure("differs")
            what = "adds to" if isinstance(node.op, ast.Add) else "updates"
            yield ast.unparse(node.target), node, again, what

    def _called(self, call: ast.Call) -> Iterator[tuple[str, ast.AST, Again, str]]:
        func = call.func
        if isinstance(func, ast.Attribute):
            base = root(func.value)
            if base is None or not self._old(base.id) or not self._changes(call, func):
                return
            yield base.id, call, self._sure(
                self._judge.verb(func.attr, call)
            ), f"calls `.{func.attr}` on"
        elif isinstance(func, ast.Name) and func.id == "next" and call.args:
            base = root(call.args[0])
            if base is not None and self._old(base.id):
                yield base.id, call, "unknown", "takes from"

    def _changes(self, call: ast.Call, func: ast.Attribute) -> bool:
        """Whether a method changes its receiver in place."""
        if func.attr in IN_PLACE and isinstance(func.value, (ast.Name, ast.Subscript)):
            return True
        if any(k.arg == "inplace" and _is_true(k.value) for k in call.keywords):
            return True
        names = self._names
        if func.attr in TRAINS:
            return not names.type_of(func.value).startswith(AFRESH)
        fact = names.fact(call)
        return fact is not None and "self" in fact.changes and fact.returns is None

    def _deleted(self, node: ast.Delete) -> Iterator[tuple[str, ast.AST, Again, str]]:
        for target in node.targets:
            base = root(target)
            if base is not None and self._old(base.id):
                yield ast.unparse(target), node, self._sure("differs"), "deletes"

    def _compound(self, node: ast.stmt) -> Iterator[tuple[str, ast.AST, Again, str]]:
        """Loops, branches and `with`: what they bind first is new in this cell."""
        if isinstance(node, (ast.For, ast.AsyncFor)):
            if not self._walks_over_old(node.iter):
                self._fresh.update(bound_in(node.target))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self._fresh.update(bound_in(item.optional_vars) if item.optional_vars else ())
        handled = bool(getattr(node, "handlers", ()))
        self._tried += handled
        for part in ("body", "orelse", "handlers", "finalbody"):
            for inner in getattr(node, part, ()):
                for statement in inner.body if isinstance(inner, ast.ExceptHandler) else [inner]:
                    yield from self._statement(statement)
        self._tried -= handled

    def _walks_over_old(self, iterated: ast.expr) -> bool:
        """`for frame in [train, test]`: the targets are objects of earlier cells."""
        parts = iterated.elts if isinstance(iterated, (ast.List, ast.Tuple)) else []
        return bool(parts) and all(isinstance(p, ast.Name) and self._old(p.id) for p in parts)


IN_PLACE = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "popitem"})
"""Methods that change lists, dicts, sets, and what is built like them."""


def same_place(target: ast.Subscript | ast.Attribute) -> Test:
    """Knows another way to write a target: `df["a"]`, `df.a`."""
    shape = _shape(target)
    return lambda node: isinstance(node, (ast.Subscript, ast.Attribute)) and _shape(node) == shape


def _shape(node: ast.Subscript | ast.Attribute) -> tuple[str, str]:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node.value), repr(node.attr)
    return ast.unparse(node.value), ast.unparse(node.slice)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
