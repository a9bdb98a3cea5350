"""Whether what a table found also fits the words that narrow it."""

from __future__ import annotations

import ast
import re
from functools import cache

from nbprod.analysis import Analysis
from nbprod.errors import RulePageError
from nbprod.flow.record import Call, Inside
from nbprod.lint.matchers import Matcher


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a page, compiled when it is first needed."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise RulePageError(f"the pattern {pattern!r} of a rule page is wrong: {error}") from error


def fits_call(matcher: Matcher, call: Call, notebook: Analysis) -> bool:
    """Whether a call fits `inside`, `without`, `with` and `first`."""
    return (
        fits_inside(matcher, call.inside)
        and _fits_without(matcher, call.node)
        and _fits_with(matcher, call.node, notebook)
        and _fits_first(matcher, call.node, notebook)
    )


def fits_inside(matcher: Matcher, inside: Inside) -> bool:
    """Whether the surroundings are those that are asked for."""
    match matcher.inside:
        case "loop":
            return bool(inside.loops)
        case "function":
            return bool(inside.function)
        case "module":
            return not inside.function
    return True


def fits_receiver(matcher: Matcher, call: Call, notebook: Analysis) -> bool:
    """Whether a method's receiver is of a type that `on` names; any object where it names none."""
    func = call.node.func
    if not isinstance(func, ast.Attribute):
        return False
    if not matcher.on:
        return not notebook.names.dotted(func.value)
    owner = notebook.names.callee(call).rpartition(".")[0]
    return bool(owner) and _is_a(owner, matcher.on, notebook)


def first_argument(call: ast.Call) -> ast.expr | None:
    """The first argument as written; of keywords the first where nothing else is given."""
    if call.args:
        return None if isinstance(call.args[0], ast.Starred) else call.args[0]
    return call.keywords[0].value if call.keywords and call.keywords[0].arg else None


def folded(node: ast.expr, notebook: Analysis) -> str | None:
    """An argument as text: a string folded through variables, or a literal as written."""
    text = notebook.names.text(node)
    if text is not None:
        return text
    value = notebook.names.value(node)
    return repr(value.value) if isinstance(value, ast.Constant) else None


def _is_a(kind: str, on: tuple[str, ...], notebook: Analysis) -> bool:
    if kind in on:
        return True
    known = notebook.knowledge.type(kind)
    return any(_is_a(base, on, notebook) for base in known.bases) if known else False


def _fits_without(matcher: Matcher, call: ast.Call) -> bool:
    """Whether none of the keywords is given; `**options` might give any of them."""
    if not matcher.without:
        return True
    if any(keyword.arg is None for keyword in call.keywords):
        return False
    given = {k.arg for k in call.keywords if not _is_none(k.value)}
    return not any(
        _has_position(call, name) if isinstance(name, int) else name in given
        for name in matcher.without
    )


def _has_position(call: ast.Call, position: int) -> bool:
    if any(isinstance(argument, ast.Starred) for argument in call.args[: position + 1]):
        return True
    return position < len(call.args) and not _is_none(call.args[position])


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _fits_with(matcher: Matcher, call: ast.Call, notebook: Analysis) -> bool:
    if not matcher.with_:
        return True
    given = {k.arg: k.value for k in call.keywords if k.arg}
    return all(
        name in given and ("*" in wanted or _is_one_of(given[name], wanted, notebook))
        for name, wanted in matcher.with_
    )


def _is_one_of(node: ast.expr, wanted: tuple[object, ...], notebook: Analysis) -> bool:
    """Whether an expression stands for one of some literals; `True` is not `1`."""
    value = _literal(node, notebook)
    return any(type(value) is type(one) and value == one for one in wanted)


def _literal(node: ast.expr, notebook: Analysis) -> object:
    """The literal that an expression stands for; the expression itself where it is none."""
    value = notebook.names.value(node)
    if isinstance(value, ast.Constant):
        return value.value
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        operand = value.operand
        if isinstance(operand, ast.Constant) and isinstance(operand.value, int | float):
            return -operand.value
    return notebook.names.text(node) or node


def _fits_first(matcher: Matcher, call: ast.Call, notebook: Analysis) -> bool:
    if not matcher.first:
        return True
    node = first_argument(call)
    text = folded(node, notebook) if node is not None else None
    return text is not None and compiled(matcher.first).search(text) is not None
