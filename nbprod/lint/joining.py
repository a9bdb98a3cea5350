"""Texts that are put behind others: what stands before one, and where the whole begins.

`f"{FOLDER}/a.csv"`, `FOLDER + "/a.csv"`, `Path(FOLDER) / "a.csv"` and `os.path.join(FOLDER, "a.csv")`
name one file, and where it lies is said where `FOLDER` gets its text.
"""

from __future__ import annotations

import ast

from nbprod.analysis import Analysis, once
from nbprod.flow.folding import JOINS, SAME_TEXT
from nbprod.lint.literals import Written, leaves, literals

BELOW = frozenset({"joinpath", "glob", "rglob"})
"""Methods of a folder that take what lies below it."""
LINKS = JOINS | {"urllib.parse.urljoin"}
DEPTH = 8


def before(found: Written, notebook: Analysis) -> ast.expr | None:
    """What a text is put behind; None where it begins what it is a part of."""
    first = _first_of(found.join) if found.join is not None else None
    if first is not None and first is not found.at:
        return first
    above = _before_in_call(found, notebook)
    if above is None and isinstance(found.at, ast.JoinedStr):
        return _head(found.at, notebook)
    return above


def _first_of(join: ast.BinOp) -> ast.expr:
    first: ast.expr = join
    while isinstance(first, ast.BinOp):
        first = first.left
    return first


def _before_in_call(found: Written, notebook: Analysis) -> ast.expr | None:
    """The folder of `os.path.join(folder, text)` and of `folder.glob(text)`."""
    if found.call is None:
        return None
    node, callee = found.call.node, notebook.names.callee(found.call)
    if isinstance(node.func, ast.Attribute) and node.func.attr in BELOW:
        return node.func.value if callee.startswith((".", "pathlib.")) else None
    if callee not in LINKS or not node.args:
        return None
    begins = any(leaf is found.at for leaf in leaves(node.args[0]))
    return None if begins else node.args[0]


def _head(text: ast.JoinedStr, notebook: Analysis) -> ast.expr | None:
    """What an f-string begins with, if that is a text or a folder: `{name}.csv` begins a name."""
    match text.values:
        case [ast.FormattedValue(value=head), *rest]:
            known = notebook.names.text(head) is not None
            return head if known or _is_separated(rest) else None
    return None


def _is_separated(rest: list[ast.expr]) -> bool:
    match rest:
        case [ast.Constant(value=str(text)), *_]:
            return text.startswith(("/", "\\"))
    return False


def origin(node: ast.expr, notebook: Analysis, depth: int = DEPTH) -> Written | None:
    """The literal that an expression's text begins with, followed through variables and joins."""
    value = notebook.names.value(node)
    inner = _inner(value, notebook)
    if inner is not None and depth:
        return origin(inner, notebook, depth - 1)
    return _by_node(notebook).get(id(value))


def _inner(value: ast.expr, notebook: Analysis) -> ast.expr | None:
    """The part that the text of an expression begins with; None where that is itself."""
    match value:
        case ast.JoinedStr(values=[ast.FormattedValue(value=head), *_]):
            return head
        case ast.BinOp():
            return value.left
        case ast.Call(args=[first, *_]) if notebook.names.callee(value) in JOINS | SAME_TEXT:
            return first
        case ast.Call(func=ast.Attribute(value=receiver)):
            return receiver
    return None


@once
def _by_node(notebook: Analysis) -> dict[int, Written]:
    return {id(found.at): found for found in literals(notebook)}


def whole(found: Written, notebook: Analysis) -> str:
    """The text of all that a literal is a part of, as far as it can be read."""
    if found.join is not None:
        return notebook.names.text(found.join) or found.text
    if found.call is not None and notebook.names.callee(found.call) in LINKS:
        return notebook.names.text(found.call.node) or found.text
    return found.text
