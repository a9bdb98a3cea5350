"""Texts that code puts together, read as far as they can be."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbprod.flow.names import Names

PERCENT = re.compile(r"%(\(\w+\))?[-+ #0]*[\d.*]*[a-zA-Z]")
BRACES = re.compile(r"\{[^{}]*\}")
PLACES = {
    "pathlib.Path.home": "~",
    "pathlib.Path.cwd": ".",
    "os.getcwd": ".",
}
JOINS = frozenset(
    {
        "os.path.join",
        "posixpath.join",
        "pathlib.Path",
        "pathlib.PurePath",
        "pathlib.PosixPath",
        "pathlib.PurePosixPath",
        "pathlib.WindowsPath",
    }
)
SAME_TEXT = frozenset(
    {
        "builtins.str",
        "os.fspath",
        "os.path.expanduser",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
    }
)


def fold(names: Names, node: ast.expr) -> str | None:
    """The text that an expression gives; None where it gives none that can be known."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(raw)):
            return raw.decode("utf-8", "replace")
        case ast.JoinedStr():
            return "".join(piece(names, part) for part in node.values)
        case ast.BinOp():
            return text_of_operation(names, node)
        case ast.Name() | ast.NamedExpr():
            value = names.value(node if isinstance(node, ast.Name) else node.value)
            return names.text(value) if value is not node else None
        case ast.Call():
            return text_of_call(names, node)
    return None


def piece(names: Names, part: ast.expr) -> str:
    """A part of a longer text; a name in braces where it cannot be read."""
    if isinstance(part, ast.FormattedValue):
        part = part.value
    found = names.text(part)
    if found is not None:
        return found
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "{" + (ast.unparse(part) if isinstance(part, ast.Name | ast.Attribute) else "...") + "}"


def text_of_operation(names: Names, node: ast.BinOp) -> str | None:
    """The text of `a + b`, `a % b` and `a / b`; the last one joins paths."""
    left, right = names.text(node.left), names.text(node.right)
    match node.op:
        case ast.Add() if left is not None or right is not None:
            return piece(names, node.left) + piece(names, node.right)
        case ast.Mod() if left is not None:
            return PERCENT.sub("{...}", left)
        case ast.Div() if left is not None or right is not None:
            return joined([piece(names, node.left), piece(names, node.right)])
    return None


def text_of_call(names: Names, node: ast.Call) -> str | None:
    """The text that a call gives: a known folder, joined parts, a path made of one."""
    name = names.callee(node)
    if name in PLACES:
        return PLACES[name]
    parts = [arg for arg in node.args if not isinstance(arg, ast.Starred)]
    if name in JOINS or (name.startswith("pathlib.") and name.endswith(".joinpath")):
        start = (
            [node.func.value]
            if isinstance(node.func, ast.Attribute) and name.endswith("joinpath")
            else []
        )
        return joined([piece(names, part) for part in (*start, *parts)])
    if name in SAME_TEXT and parts:
        return names.text(parts[0])
    if isinstance(node.func, ast.Attribute):
        return text_of_method(names, node.func, name)
    return None


def text_of_method(names: Names, func: ast.Attribute, name: str) -> str | None:
    """The text that a method of a text or a path gives."""
    if func.attr in ("expanduser", "resolve", "absolute", "as_posix", "strip", "encode"):
        return names.text(func.value)
    if func.attr == "format" and (text := names.text(func.value)) is not None:
        return BRACES.sub("{...}", text)
    return None


def joined(parts: Sequence[str]) -> str:
    """Parts of a path as one; an absolute part starts anew, as in `os.path.join`."""
    whole = ""
    for part in parts:
        whole = part if part.startswith("/") or not whole else f"{whole.rstrip('/')}/{part}"
    return whole
