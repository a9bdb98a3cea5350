"""`"...".format(...)` as an f-string, where both certainly say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import libcst as cst

from nbprod.extract.statements.questions import asks_only

_PART = re.compile(r"(\{\{|\}\})|\{(\w*)(![rsa])?(:[^{}]*)?\}|[{}]")
_DELICATE = re.compile(r"[{}\\#\n]|\b(yield|await)\b")


def filled(literal: cst.BaseExpression, args: Sequence[cst.Arg], module: cst.Module) -> str:
    """The f-string, or nothing.

    `format` computes all its arguments before it writes the first; an f-string computes and writes
    by turns. Names, attributes and items do not mind, and neither does an argument that is alone.
    """
    if not isinstance(literal, cst.SimpleString) or literal.lpar or "b" in literal.prefix.lower():
        return ""
    values = _values(args, module)
    text = literal.raw_value
    if not values or "\\N" in text or not _is_what_it_seems(literal):
        return ""
    if len(values) > 1 and not all(map(_is_steady, values.values())):
        return ""
    body = _Body(values, literal.quote[0])
    done = _PART.sub(body.replace, text)
    if not body.is_certain or sorted(body.used) != sorted(values):
        return ""
    prefix = "r" * ("r" in literal.prefix.lower()) + "f" * ("{" in done or "}" in done)
    return f"{prefix}{literal.quote}{done}{literal.quote}"


def _values(args: Sequence[cst.Arg], module: cst.Module) -> dict[str, str]:
    """Texts of arguments, by the number or name that a placeholder calls them."""
    found: dict[str, str] = {}
    for number, arg in enumerate(args):
        text = module.code_for_node(arg.value)
        if arg.star or _DELICATE.search(text) or not _fits(text):
            return {}
        found[arg.keyword.value if arg.keyword else str(number)] = text
    return found


def _fits(text: str) -> bool:
    """Whether an expression reads the same between braces, where `:` and `!` end it."""
    quote = "'" if '"' in text else '"'
    try:
        alone = ast.parse(text, mode="eval").body
        between = ast.parse(f"f{quote}{{{text}}}{quote}", mode="eval").body
    except SyntaxError:
        return False
    match between:
        case ast.JoinedStr(
            values=[ast.FormattedValue(value=value, conversion=-1, format_spec=None)]
        ):
            return ast.dump(value) == ast.dump(alone)
    return False


def _is_steady(text: str) -> bool:
    """Whether it does not matter if something is written before an expression is computed."""
    return all(map(_answers, ast.walk(ast.parse(text, mode="eval").body)))


def _answers(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in ("len", "round", "abs", "int", "float", "str", "type")
        case ast.Call(func=ast.Attribute(attr=name)):
            return asks_only(f".{name}")
    return not isinstance(node, ast.NamedExpr | ast.Lambda | ast.Await | ast.comprehension)


def _is_what_it_seems(literal: cst.SimpleString) -> bool:
    """Whether no brace is written as an escape."""
    value = literal.evaluated_value
    return all(literal.raw_value.count(brace) == value.count(brace) for brace in ("{", "}"))  # type: ignore[arg-type]


_TEXT = re.compile(r"""(['"])([^'"]*)\1""")
"""A text that may stand in another one as it is."""


class _Body:
    def __init__(self, values: dict[str, str], quote: str) -> None:
        self._values = values
        self._quote = quote
        self._next = 0
        self.used: list[str] = []
        self.is_certain = True

    def replace(self, part: re.Match[str]) -> str:
        if part[1]:
            return part[0]
        name = part[2]
        if name == "":
            name, self._next = str(self._next), self._next + 1
        value = self._quoted(self._values.get(name, "")) if part[2] is not None else ""
        if not value:
            self.is_certain = False
            return part[0]
        if name not in self.used or not _is_steady(value):
            self.used.append(name)
        if not (part[3] or part[4]) and (written := _TEXT.fullmatch(value)):
            return written[2]
        return f"{{{value}{part[3] or ''}{part[4] or ''}}}"

    def _quoted(self, value: str) -> str:
        """With quotes that do not end the string; nothing, if there are none left."""
        other = "'" if self._quote == '"' else '"'
        if self._quote not in value:
            return value
        return "" if other in value else value.replace(self._quote, other)
