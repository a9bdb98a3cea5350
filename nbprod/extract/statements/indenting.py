"""Code shifted to the right, the inside of strings left as it is."""

from __future__ import annotations

import ast
import io
import tokenize


def indented(text: str, margin: str) -> str:
    """Shift every line of `text`, but not those that begin inside a string."""
    inside = lines_in_strings(text)
    lines = text.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else margin + line
        for number, line in enumerate(lines, 1)
    )


def lines_in_strings(text: str) -> frozenset[int]:
    """Lines that begin inside a string; shifting them would change its value."""
    if '"""' not in text and "'''" not in text and "\\\n" not in text:
        return frozenset()
    found: set[int] = set()
    try:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant | ast.JoinedStr) and isinstance(
                getattr(node, "value", ""), str | bytes
            ):
                found.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    except SyntaxError:
        return _by_tokens(text)
    return frozenset(found)


def _by_tokens(text: str) -> frozenset[int]:
    """The same for text that only parses inside a function, such as one with `return`."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            found.update(range(token.start[0] + 1, token.end[0] + 1))
    return frozenset(found)


def dedented(text: str, columns: int) -> str:
    """Shift every line but the first to the left, but not those that begin inside a string."""
    inside = lines_in_strings(f"if 1:\n{' ' * columns}{text}")
    lines = text.split("\n")
    return "\n".join(
        (
            line[columns:]
            if number > 1 and number + 1 not in inside and line[:columns].isspace()
            else line
        )
        for number, line in enumerate(lines, 1)
    )
