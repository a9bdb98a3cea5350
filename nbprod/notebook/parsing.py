"""Cells as trees, one at a time: a broken cell does not stop the rest."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from nbprod.notebook.breakage import explain
from nbprod.notebook.masking import mask, mask_automagic
from nbprod.notebook.model import Cell, Masked, Notebook, Parsed, Unparsed

_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def parse(notebook: Notebook) -> Iterator[Parsed | Unparsed]:
    """Parse each Python code cell in order; a notebook in another language has none.

    Each cell has a tree of its own, even where two read the same: facts are kept by node.
    """
    if not notebook.is_python:
        return
    bound: set[str] = set()
    for cell in notebook.cells:
        if cell.kind == "code" and not cell.language:
            yield _fresh(cell, bound)


def _fresh(cell: Cell, bound: set[str]) -> Parsed | Unparsed:
    masked = mask(cell.source)
    try:
        return Parsed(cell, masked, tree_of(masked))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        automagic = mask_automagic(cell.source)
        if automagic is not None and automagic.magics[0].name not in bound:
            return Parsed(cell, automagic, tree_of(automagic))
        broken = explain(masked, error)
        return Unparsed(cell, masked, broken.span, broken.reason, broken.python2)


def tree_of(masked: Masked) -> ast.Module:
    """The tree of a masked text, with the text's own lines and columns."""
    if masked.indent:
        return _indented(masked.text)
    return _compiled(masked.text)


def _compiled(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = compile(text, "<cell>", "exec", _FLAGS, True)
    assert isinstance(tree, ast.Module)
    return tree


def _indented(text: str) -> ast.Module:
    """Parse text that is indented as a whole under an `if`, which then goes away again."""
    tree = _compiled("if 1:\n" + text)
    block = tree.body[0]
    assert isinstance(block, ast.If)
    ast.increment_lineno(tree, -1)
    return ast.Module(body=[*block.body, *tree.body[1:]], type_ignores=[])
