"""Texts of a notebook that name a file or a folder again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator


def names_file(said: ast.Constant, file: str) -> bool:
    """Whether a text names a file, and not one whose name only begins or ends alike."""
    return bool(re.search(rf"(?<![\w.-]){re.escape(file)}(?![\w-]|\.\w)", str(said.value)))


def names_folder(said: ast.Constant, path: str) -> bool:
    """Whether a text is a folder that a relative path leads through: `a` or `a/b` of `a/b/c.csv`."""
    steps = [step for step in path.split("/")[:-1] if step != "."]
    folders = {"/".join(steps[:end]) for end in range(1, len(steps) + 1)} - {".."}
    return not path.startswith(("/", "~")) and str(said.value).strip("./") in folders


def texts_in(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts of a statement, but for those that are only said."""
    match node:
        case ast.Constant(value=str()):
            yield node
        case ast.Call(func=ast.Name(id="print")) | ast.Expr(value=ast.Constant()):
            return
    for child in ast.iter_child_nodes(node):
        yield from texts_in(child)
