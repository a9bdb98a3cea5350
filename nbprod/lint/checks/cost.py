"""What takes long, or costs by the call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call
from nbprod.flow.shapes import descend
from nbprod.lint.checks import each
from nbprod.lint.match import Match

ROWS = frozenset({"iterrows", "itertuples"})
WALKS = ROWS | {"apply", "progress_apply"}
FEW = frozenset({"head", "tail", "sample", "nlargest", "nsmallest", "value_counts"})
"""Methods that leave few rows."""


@each(Call, named=WALKS)
def row_loop(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A frame is walked row by row."""
    func = call.node.func
    if not isinstance(func, ast.Attribute) or func.attr not in WALKS or _is_short(func.value):
        return
    if func.attr in ROWS:
        yield Match(call.inside.cell, call.node, {"name": func.attr})
    elif _by_row(call):
        yield Match(call.inside.cell, call.node, {"name": f"{func.attr}(axis=1)"})


def _by_row(call: Call) -> bool:
    """Whether `axis=1` or `axis="columns"` is given."""
    given = [k.value for k in call.node.keywords if k.arg == "axis"] or call.node.args[1:2]
    return any(isinstance(one, ast.Constant) and one.value in (1, "columns") for one in given)


def _is_short(receiver: ast.expr) -> bool:
    """Whether only the first rows of a frame are walked over."""
    if isinstance(receiver, ast.Subscript):
        return isinstance(receiver.slice, ast.Slice)
    func = receiver.func if isinstance(receiver, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in FEW


@each(Call)
def call_per_row(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A service is called for each item of a loop."""
    if not call.inside.loops:
        return
    loops = [loop for loop in call.inside.loops if isinstance(loop, ast.For | ast.ListComp)]
    if not loops:
        return
    fact = notebook.names.fact(call)
    if fact is None or fact.reads != "api":
        return
    if any(_items(loop) & _names(call.node) for loop in loops):
        yield Match(call.inside.cell, call.node, {"name": call.written.lstrip(".")})


def _items(loop: ast.For | ast.ListComp) -> frozenset[str]:
    """The names that a loop binds in each turn."""
    targets = [loop.target] if isinstance(loop, ast.For) else [g.target for g in loop.generators]
    return frozenset().union(*(_names(target) for target in targets))


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(n.id for n in descend(node) if isinstance(n, ast.Name))
