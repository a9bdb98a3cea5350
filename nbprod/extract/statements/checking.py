"""Calls that check: a function that asserts and gives back nothing that it has worked out.

`test()` shows `True` under its cell, and that is not what it was called for: it stops the run where
something is wrong. To leave it out as a look would leave out the check.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.flow.names import Names


def checks(node: ast.expr, names: Names) -> bool:
    """Whether an expression calls one of the notebook's own functions to have something checked."""
    return any(_calls_check(call, names, set()) for call in _calls(node))


def _calls_check(call: ast.Call, names: Names, seen: set[int]) -> bool:
    own = names.definition(call.func)
    if own is None or own.kind != "function" or id(own) in seen:
        return False
    seen.add(id(own))
    return all(map(_is_verdict, own.returns)) and any(
        isinstance(part, ast.Assert | ast.Raise)
        or (isinstance(part, ast.Call) and _calls_check(part, names, seen))
        for part in ast.walk(own.node)
    )


def _is_verdict(returned: ast.expr) -> bool:
    """Whether what is given back says no more than that all is well: `True`, `"all tests pass"`."""
    return isinstance(returned, ast.Constant | ast.JoinedStr)


def _calls(node: ast.expr) -> Iterator[ast.Call]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Call))
