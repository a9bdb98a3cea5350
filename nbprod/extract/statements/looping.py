"""Loops that surely run: what they bind is bound once they are over."""

from __future__ import annotations

import ast

from nbprod.flow.names import Names

_THROUGH = ("enumerate", "zip", "reversed", "sorted", "list", "tuple", "iter")
_AROUND = ("tqdm", "trange", "track")
"""Progress bars, by whatever library."""


def surely_runs(node: ast.AST, names: Names) -> bool:
    """Whether a loop goes over something that is not empty, and nothing in it stops or undoes it."""
    if not isinstance(node, ast.For):
        return False
    stops = any(
        isinstance(part, ast.Break | ast.Continue | ast.Delete)
        for statement in node.body
        for part in ast.walk(statement)
    )
    return not stops and _is_filled(node.iter, names)


def _is_filled(node: ast.expr, names: Names) -> bool:
    match names.value(node):
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            here = node is names.value(node)  # by another name it may have been emptied
            return here and any(not isinstance(part, ast.Starred) for part in parts)
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.Call(func=func, args=[first, *more]) as call:
            last = ast.unparse(func).rpartition(".")[2]
            own = names.callee(call) == f"builtins.{last}"
            if names.definition(func) is not None:
                return False
            if (own and last == "range") or last == "trange":
                return _counts([first, *more], names)
            if own and last == "zip":
                return all(_is_filled(part, names) for part in (first, *more))
            return ((own and last in _THROUGH) or last in _AROUND) and _is_filled(first, names)
    return False


def _counts(args: list[ast.expr], names: Names) -> bool:
    """Whether `range` of some numbers has one."""
    known = [_number(arg, names) for arg in args]
    numbers = [number for number in known if number is not None]
    whole = len(numbers) == len(args) <= 3 and 0 not in numbers[2:]
    return whole and len(range(*numbers)) > 0


def _number(node: ast.expr, names: Names) -> int | None:
    match names.value(node):
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return -number
    return None
