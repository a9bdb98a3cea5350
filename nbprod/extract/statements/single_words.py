"""Which values are one word to a shell, wherever a line of it fills them in.

param = f"{model} {bucket}"
!bq extract -m $param           # two words: subprocess.run(["bq", "extract", "-m", *shlex.split(param)])
folder = "rain"
!ls $folder/2024                # one: subprocess.run(["ls", f"{folder}/2024"])
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

_PLAIN = re.compile(r"[\w./:=@%+,^{}\[\]-]+")
"""What a shell takes as it stands; brackets too, where no file is called as they say."""
_NUMBERS = frozenset({"range", "len", "int", "float", "round", "sum", "abs"})
"""Builtins that give a number, or go through numbers."""


def single_words(trees: Iterable[ast.AST], unknown: Iterable[str] = ()) -> frozenset[str]:
    """The names that are bound to one word, wherever cells bind them; magics bind the `unknown`."""
    values: dict[str, list[ast.expr | None]] = {name: [None] for name in unknown}
    for name, value in (each for tree in trees for each in _bindings(tree)):
        values.setdefault(name, []).append(value)
    found: set[str] = set()
    while True:
        more = {
            name
            for name, every in values.items()
            if name not in found and all(value and _is_surely(value, found) for value in every)
        }
        if not more:
            return frozenset(found)
        found |= more


def is_single(expression: str, names: Collection[str]) -> bool:
    """Whether an expression is one word where `names` are."""
    try:
        return _is_surely(ast.parse(expression.strip(), mode="eval").body, names)
    except (SyntaxError, ValueError, RecursionError):
        return False


def _is_surely(node: ast.expr, names: Collection[str]) -> bool:
    try:
        return _is_single(node, names)
    except RecursionError:
        return False


def _is_single(node: ast.expr, names: Collection[str]) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return bool(_PLAIN.fullmatch(text))
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(value=ast.Name(id="sys"), attr="executable"):
            return True
        case ast.JoinedStr(values=parts):
            return all(_is_single(part, names) for part in parts)
        case ast.FormattedValue(value=value, format_spec=None):
            return _is_single(value, names)
        case ast.BinOp(left=left, op=ast.Add() | ast.Div(), right=right):
            return _is_single(left, names) and _is_single(right, names)
        case ast.Subscript(value=value):
            return _is_single(value, names)  # a part of a text
        case ast.Call(func=ast.Name(id=called)) if called in _NUMBERS:
            return True
        case ast.Call(func=func, args=[*given], keywords=[]) if _joins(func):
            return bool(given) and all(_is_single(each, names) for each in given)
    return False


def _joins(func: ast.expr) -> bool:
    """Whether a call only puts words together, or writes them another way."""
    match func:
        case ast.Name(id="str" | "Path"):
            return True
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="os"), attr="path"), attr=attr):
            return attr in ("join", "basename", "dirname", "normpath")
        case ast.Attribute(value=ast.Name(id="pathlib"), attr="Path"):
            return True
    return False


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Each name that is bound, with its value or, in a loop, what it goes through; None for others."""
    known: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                known.add(id(target))
                yield name, value
            case ast.For(target=ast.Name(id=name) as target, iter=through):
                known.add(id(target))
                parts = through.elts if isinstance(through, ast.List | ast.Tuple) else [through]
                yield from ((name, part) for part in parts)
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in known:
                yield name, None
            case (
                ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name))
            ):
                yield name, None
