"""Texts side by side on one line as one text: `"of rain " f"in {town}"` is `f"of rain in {town}"`.

Their author had them below each other; where black puts a call on one line, they meet there.
"""

from __future__ import annotations

import ast
import re

import libcst as cst

_BESIDE = re.compile(r"""["'] [rbfRBF]{0,2}["']""")


def united(text: str) -> str:
    """A module that black has written, with such texts united; else as it is."""
    if not _BESIDE.search(text):
        return text
    try:
        done = cst.parse_module(text).visit(_Uniter()).code
        same = ast.dump(ast.parse(done)) == ast.dump(ast.parse(text))
    except (cst.ParserSyntaxError, SyntaxError, RecursionError):
        return text
    return done if same else text


class _Uniter(cst.CSTTransformer):
    def leave_ConcatenatedString(
        self, original_node: cst.ConcatenatedString, updated_node: cst.ConcatenatedString
    ) -> cst.BaseExpression:
        """Unite two; of three the last two are united first."""
        between = updated_node.whitespace_between
        if isinstance(between, cst.SimpleWhitespace) and "\n" not in between.value:
            return _one(updated_node.left, updated_node.right) or updated_node
        return updated_node


def _one(left: cst.BaseExpression, right: cst.BaseExpression) -> cst.BaseExpression | None:
    one, other = _opened(left), _opened(right)
    if one is None or other is None or one[1] != other[1] or _OCTAL.search(one[2]):
        return None
    prefix = one[0] if one[0] == other[0] else "f" if {one[0], other[0]} == {"", "f"} else None
    if prefix is None or len(one[1]) > 1:
        return None
    inner = "".join(_escaped(each, prefix) for each in (one, other))
    return cst.parse_expression(f"{prefix}{one[1]}{inner}{one[1]}")


_OCTAL = re.compile(r"\\[0-7]{1,2}$")
"""An escape that the next digit would belong to."""

_Opened = tuple[str, str, str]
"""The prefix of a text, its quotes, and what stands between them."""


def _opened(node: cst.BaseExpression) -> _Opened | None:
    match node:
        case cst.SimpleString():
            return node.prefix.lower(), node.quote, node.raw_value
        case cst.FormattedString(start=start, end=end):
            inner = "".join(cst.Module([]).code_for_node(part) for part in node.parts)
            return start[: -len(end)].lower(), end, inner
    return None


def _escaped(text: _Opened, prefix: str) -> str:
    plain = prefix == "f" and not text[0]
    return text[2].replace("{", "{{").replace("}", "}}") if plain else text[2]
