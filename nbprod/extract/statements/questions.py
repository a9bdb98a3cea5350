"""Methods that only answer, whatever they are called of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.flow.fact import looks_like_class

_QUESTION = re.compile(
    r"^\.(?:(?:is|has|get)_\w+|mean|sum|min|max|std|var|variance|count|all|any|round|dot|copy|items"
    r"|keys|values|tolist|item|isin|isnull|isna|notnull|notna|nunique|unique|value_counts|describe"
    r"|corr|cov|quantile|median|lower|upper|strip|split|join|format|astype|ravel|flatten|reshape"
    r"|head|tail|get|index|find|startswith|endswith|transpose|conj|real|imag|cumsum|cumprod|argmax|argmin|argsort|norm|trace)$"
)

_TAKES = re.compile(r"get_(next|nowait|(next_)?(row|line|batch|chunk|message|event|record|frame))$")
"""Methods that go on to the next by giving it: those of queues, readers and cursors."""


def asks_only(callee: str) -> bool:
    """Whether a method of an unknown receiver is one that only answers, whatever it is of."""
    return bool(_QUESTION.match(callee))


def is_question(callee: str) -> bool:
    """Whether a call of which nothing is known is a method that only answers."""
    owner, _, method = callee.rpartition(".")
    return (not owner or looks_like_class(owner)) and asks_only(f".{method}")


def takes_next(node: ast.Call) -> bool:
    """Whether a method of an unknown receiver takes out what it gives: `jobs.get()`, `rows.get_row()`.

    A dictionary is asked for a key; who is asked for none, or by `timeout=1`, is a queue or a future.
    """
    name = getattr(node.func, "attr", "")
    return bool(_TAKES.match(name)) or (name == "get" and not node.args)


def bare_calls(node: ast.expr) -> Iterator[ast.Call]:
    """The calls in an expression whose value nothing takes: `f()`, `f(), g()`, `[f(x) for x in y]`."""
    match node:
        case ast.Call():
            yield node
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            yield from _each(*parts)
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part):
            yield from bare_calls(part)
        case ast.DictComp(key=one, value=other) | ast.IfExp(body=one, orelse=other):
            yield from _each(one, other)
        case ast.BoolOp(values=parts):
            yield from _each(*parts)


def _each(*parts: ast.expr) -> Iterator[ast.Call]:
    for part in parts:
        yield from bare_calls(part)
