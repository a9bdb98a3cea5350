"""What an import statement brings."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def imported_roots(node: ast.AST) -> Iterator[str]:
    """The libraries that an import takes from; `.helpers` for a module of the folder."""
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield f".{module}" if node.level else module.partition(".")[0]
