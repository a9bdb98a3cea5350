"""Which Python names a shell line or a magic's argument reads: `{expr}` and `$name`.

IPython expands all of a line or nothing: one field that is no expression (`awk '{print $1}'`)
leaves the whole line to the shell. A `$name` that the notebook never binds is the shell's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import accumulate

Found = tuple[str, int]
"""A name and its offset in the text."""

_DOLLAR = re.compile(r"'|\$(\$?[\w.]+)")
_CONVERSION = re.compile(r"![rsa]$")
_BRACE = re.compile(r"[{}]")
_ALTERNATIVES = re.compile(r"\w+(?:,\w+)+")


def interpolated(text: str) -> tuple[Found, ...]:
    """Names that IPython reads to expand `text`; empty when it cannot expand it."""
    if "{" not in text and "$" not in text:
        return ()
    try:
        return tuple(_fields(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def names_read(code: str, start: int = 0) -> tuple[Found, ...]:
    """Names that statements read and do not bind themselves; empty where they do not parse."""
    try:
        return tuple(_loads(code, ast.parse(code), start))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def names_bound(code: str) -> tuple[str, ...]:
    """Names that statements bind at their own level; empty where they do not parse."""
    try:
        return tuple(sorted(_bound(list(ast.walk(ast.parse(code))))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _fields(text: str) -> Iterator[Found]:
    """Walk over literal text and `{fields}`; raises ValueError where the braces do not pair."""
    at = 0
    while at < len(text):
        brace = _BRACE.search(text, at)
        end = brace.start() if brace else len(text)
        yield from _dollars(text[at:end], at)
        if text[end : end + 2] in ("{{", "}}"):
            at = end + 2
        elif brace:
            close = _closing(text, end)
            if not _is_shells(text, end, close):
                yield from _expression(text[end + 1 : close], end + 1)
            at = close + 1
        else:
            return


def _is_shells(text: str, start: int, close: int) -> bool:
    """Whether braces are for the shell or its program: `out/{raw,clean}`, `curl -w "%{http_code}"`."""
    return bool(_ALTERNATIVES.fullmatch(text, start + 1, close)) or text[:start].endswith("%")


def _closing(text: str, start: int) -> int:
    """Offset of the brace that closes the one at `start`."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if depth <= 0:
            break
    else:
        depth = 1
    if depth or text[start] == "}":
        raise ValueError(text)
    return brace.start()


def _dollars(text: str, start: int) -> Iterator[Found]:
    """`$name` where an even number of single quotes follows, as IPython has it."""
    quotes = text.count("'")
    for found in _DOLLAR.finditer(text):
        name = (found[1] or "").partition(".")[0]
        quotes -= found[0] == "'"
        if name.isidentifier() and quotes % 2 == 0:
            yield name, start + found.start(1)


def _expression(field: str, start: int) -> Iterator[Found]:
    code = _CONVERSION.sub("", field)
    bare = code.lstrip(" \t")
    yield from _loads(bare, ast.parse(bare, mode="eval"), start + len(code) - len(bare))


def _loads(code: str, tree: ast.AST, start: int) -> Iterator[Found]:
    """Name nodes that are read, less those that the code binds."""
    nodes = list(ast.walk(tree))
    own = _bound(nodes) | {node.arg for node in nodes if isinstance(node, ast.arg)}
    lines = code.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=start))
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in own:
            yield node.id, starts[node.lineno - 1] + _column(lines[node.lineno - 1], node)


def _bound(nodes: list[ast.AST]) -> set[str]:
    """Names that assignments, definitions and imports among the nodes bind."""
    names = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    names |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return names | {
        (n.asname or n.name).partition(".")[0] for n in nodes if isinstance(n, ast.alias)
    }


def _column(line: str, node: ast.Name) -> int:
    """Column of a node in characters; `ast` counts in UTF-8 bytes."""
    if line.isascii():
        return node.col_offset
    return len(line.encode("utf-8", "replace")[: node.col_offset].decode("utf-8", "ignore"))
