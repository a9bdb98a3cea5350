"""A notebook as what a child needs to know to run it, and to tell its names from others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbprod.errors import NotebookError
from nbprod.notebook.model import Cell, Notebook, Parsed, Unreadable
from nbprod.notebook.parsing import parse
from nbprod.notebook.reading import read

UPWARDS = re.compile(r"""(?<!\.)(?:\.\.(?:[/\\]+|["']\s*,\s*["']))+(?:\.\.(?!\.))?""")
"""A way up from the notebook's folder: `../../data`, or `"..", ".."` as parts of one."""


@dataclass(frozen=True, slots=True)
class Script:
    """The cells to run, and what is known of their names without running them."""

    path: Path
    cells: tuple[Cell, ...]
    functions: tuple[str, ...]
    """Functions and classes that the notebook defines: their locals are no names of its own."""
    imported: tuple[str, ...]
    """Names that only imports bind: part of the environment, not of what is computed."""
    stars: tuple[str, ...]
    """Modules of `from MODULE import *`."""

    @property
    def reach(self) -> int:
        """How many folders above its own the notebook names."""
        ways = (way for cell in self.cells for way in UPWARDS.findall(cell.source))
        return max((way.count("..") for way in ways), default=0)


def script(path: Path) -> Script:
    """Read a notebook to be run."""
    try:
        notebook = read(str(path), path.read_bytes())
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read: {error.strerror}") from error
    if isinstance(notebook, Unreadable):
        raise NotebookError(f"{path}:{notebook.line}: {notebook.reason}")
    if not notebook.is_python:
        raise NotebookError(f"{path}: is written in {notebook.language}; only Python is verified")
    return _script(path, notebook)


def _script(path: Path, notebook: Notebook) -> Script:
    cells = tuple(cell for cell in notebook.cells if cell.kind == "code" and cell.source.strip())
    nodes = [node for found in parse(notebook) if isinstance(found, Parsed)
             for node in ast.walk(found.tree)]  # fmt: skip
    functions = {node.name for node in nodes if isinstance(node, _DEFINES)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {name for node in imports for name in _bound(node)} - stored - functions
    stars = [node.module or "" for node in imports
             if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]  # fmt: skip
    return Script(path, cells, *(tuple(sorted(n)) for n in (functions, imported, set(stars))))


_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _bound(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        yield alias.asname or alias.name.partition(".")[0]
