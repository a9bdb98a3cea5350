"""Cells as trees, one at a time: a broken cell does not stop the rest."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from dataclasses import replace

from nbprod.notebook.breakage import explain
from nbprod.notebook.fstrings import exchange_quotes
from nbprod.notebook.magics import registered
from nbprod.notebook.masking import mask, mask_automagic
from nbprod.notebook.model import Cell, Masked, Notebook, Parsed, Unparsed

BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises at text that it cannot parse."""

_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_BINDING = (
    r"\b{0}\b[ \t]*(?:,[^=\n]{{0,200}})?=(?!=)"
    r"|\b(?:import|as|def|class|for|global)\b[^\n=]{{0,200}}?\b{0}\b"
)


def parse(notebook: Notebook) -> tuple[Parsed | Unparsed, ...]:
    """Parse each Python code cell in order; a notebook in another language has none.

    Each cell has a tree of its own, even where two read the same: facts are kept by node.
    """
    cells = [cell for cell in notebook.cells if cell.kind == "code" and not cell.language]
    own = frozenset(name for cell in cells for name in registered(cell.source))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(_parsed(cell, notebook, own) for cell in cells if notebook.is_python)


def _parsed(cell: Cell, notebook: Notebook, own: frozenset[str]) -> Parsed | Unparsed:
    automagic = mask_automagic(cell.source)
    if automagic and cell.source.strip().isidentifier() and not _is_bound(automagic, notebook):
        return Parsed(cell, automagic, tree_of(automagic))
    masked = mask(cell.source, own=own)
    try:
        return Parsed(cell, masked, tree_of(masked))
    except BROKEN as error:
        if automagic and not _is_bound(automagic, notebook):
            return Parsed(cell, automagic, tree_of(automagic))
        newer = _newer(masked)
        if newer:
            return Parsed(cell, newer, tree_of(newer))
        broken = explain(masked, error)
        return Unparsed(cell, masked, broken.span, broken.reason, broken.python2)


def _is_bound(automagic: Masked, notebook: Notebook) -> bool:
    """Whether the notebook itself gives a magic's name another meaning."""
    binding = re.compile(_BINDING.format(automagic.magics[0].name))
    return any(binding.search(cell.source) for cell in notebook.cells if cell.kind == "code")


def _newer(masked: Masked) -> Masked | None:
    """The text with f-strings that Python 3.11 reads too; None where that does not help."""
    if sys.version_info >= (3, 12):
        return None
    try:
        newer = replace(masked, text=exchange_quotes(masked.text))
        if newer != masked:
            tree_of(newer)
            return newer
    except BROKEN:
        pass
    return None


def uncompiled(text: str) -> str:
    """Why a kernel would not run a text that parses, such as a `return` outside of a function.

    It compiles each statement by itself, so that `from __future__ import division` may stand below
    others. Source: IPython, `InteractiveShell.run_ast_nodes`.
    """
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for statement in ast.parse(text).body:
                alone = ast.Module([statement], type_ignores=[])
                compile(alone, "<cell>", "exec", flags, dont_inherit=True)
    except BROKEN as error:
        return str(error.args[0] if error.args else error)
    return ""


def tree_of(masked: Masked) -> ast.Module:
    """The tree of a masked text, with the text's own lines and columns; raises one of BROKEN."""
    if not masked.indent:
        return _compiled(masked.text)
    tree = _compiled("if 1:\n" + masked.text)
    block = tree.body[0]
    assert isinstance(block, ast.If)
    ast.increment_lineno(tree, -1)
    return ast.Module(body=[*block.body, *tree.body[1:]], type_ignores=[])


def _compiled(text: str) -> ast.Module:
    tree = compile(text, "<cell>", "exec", _FLAGS, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree
