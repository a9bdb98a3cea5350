"""What rules of a linter ask of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeGuard

Function = ast.FunctionDef | ast.AsyncFunctionDef
Found = Iterator[tuple[int, str]]
"""Lines, and the rules that are broken there."""
Parents = dict[ast.AST, ast.AST]
Rule = Callable[[ast.AST, Parents, set[str]], Found]
"""Asked of each node, with the parent of every node and the names that the module binds itself."""


def here(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what runs with it, functions inside left out."""
    yield node
    if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            yield from here(child)


def calls(node: ast.AST, *names: str) -> bool:
    """Whether a node calls one of some names."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def is_read(node: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a name is read, or deleted, which needs it as well."""
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
