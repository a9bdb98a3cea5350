"""Top-level `await`, which makes a stage a coroutine."""

from __future__ import annotations

import ast


def awaits(node: ast.AST) -> bool:
    """Whether a statement awaits at top level."""
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
        return False
    if isinstance(node, ast.comprehension) and node.is_async:
        return True
    return any(awaits(child) for child in ast.iter_child_nodes(node))
