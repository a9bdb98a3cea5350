"""`_`, `__`, `_7` and `Out[7]`: what a cell showed, read again, gets a name of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nbprod.extract.plan import Refused
from nbprod.extract.statements.pieces import Splice, offsets_in, spliced
from nbprod.notebook.model import Cell, Notebook
from nbprod.notebook.parsing import parse

_NUMBERED = re.compile(r"_(\d+)$")
_SILENT = frozenset({"print", "display", "show"})


@dataclass(slots=True)
class _Shown:
    """One code cell, in the order of a fresh run."""

    cell: Cell
    tree: ast.Module
    last: ast.expr | None
    """The expression whose value the cell shows."""


def recall(notebook: Notebook) -> tuple[Notebook, list[Refused]]:
    """Give names to shown values that later cells read; what shows nothing is refused."""
    if not any("_" in cell.source or "Out[" in cell.source for cell in notebook.cells):
        return notebook, []
    cells = [
        _Shown(each.cell, tree, _last(each.cell, tree))
        for each in parse(notebook)
        if each.cell.source.strip() and (tree := getattr(each, "tree", None)) is not None
    ]
    binders = _binders(cells)
    bound = set(binders)
    splices: dict[int, set[Splice]] = {}
    refused: list[Refused] = []
    names: dict[int, str] = {}
    for at, each in enumerate(cells):
        for node, wanted in _reads(each.tree, cells, at, binders):
            if wanted is None:
                name = "Out" if isinstance(node, ast.Subscript) else getattr(node, "id", "_")
                refused.append(Refused(each.cell.ref, f"`{name}` recalls what no cell above shows"))
                continue
            name = names.setdefault(wanted, _name(cells, wanted, bound | set(names.values())))
            start, end = offsets_in(each.cell.source, node)
            splices.setdefault(at, set()).add(Splice(start, end, name))
            last = cells[wanted].last
            assert last is not None
            start, _ = offsets_in(cells[wanted].cell.source, last)
            splices.setdefault(wanted, set()).add(Splice(start, start, f"{name} = "))
    changed = {
        cells[at].cell.ref: replace(
            cells[at].cell,
            source=spliced(cells[at].cell.source, 0, len(cells[at].cell.source), found),
        )
        for at, found in splices.items()
    }
    return replace(notebook, cells=tuple(changed.get(c.ref, c) for c in notebook.cells)), refused


def _last(cell: Cell, tree: ast.Module) -> ast.expr | None:
    """What a cell shows: its last expression, unless a semicolon or its kind keeps it quiet."""
    if not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return None
    node = tree.body[-1].value
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
        _SILENT
    ):
        return None
    return None if cell.source.rstrip().endswith(";") else node


def _binders(cells: Sequence[_Shown]) -> dict[str, int]:
    """Names that the notebook binds by itself, with the first cell that does.

    From there on a name is the notebook's own and IPython leaves it alone; above it recalls.
    """
    first: dict[str, int] = {}
    for at, each in enumerate(cells):
        for node in _own_level(each.tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                first.setdefault(node.id, at)
        for statement in each.tree.body:
            if name := getattr(statement, "name", ""):
                first.setdefault(name, at)
    return first


def _reads(
    tree: ast.Module, cells: Sequence[_Shown], at: int, binders: Mapping[str, int]
) -> Iterator[tuple[ast.expr, int | None]]:
    """Reads of shown values, each with the cell that showed it."""
    bound = {name for name, first in binders.items() if first <= at}
    for node in _own_level(tree):
        match node:
            case ast.Name(id="_" | "__" | "___" as name, ctx=ast.Load()) if "_" not in bound:
                yield node, _before(cells, at, len(name))
            case ast.Name(id=name, ctx=ast.Load()) if _NUMBERED.match(name) and name not in bound:
                yield node, _numbered(cells, at, int(name[1:]))
            case ast.Subscript(value=ast.Name(id="Out"), slice=ast.Constant(value=int(number))) if (
                "Out" not in bound
            ):
                yield node, _numbered(cells, at, number)


def _own_level(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a cell, but not those inside functions and comprehensions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES):
            continue
        yield child
        yield from _own_level(child)


_SCOPES = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
)  # fmt: skip


def _before(cells: Sequence[_Shown], at: int, back: int) -> int | None:
    showing = [n for n in range(at) if cells[n].last is not None]
    return showing[-back] if len(showing) >= back else None


def _numbered(cells: Sequence[_Shown], at: int, number: int) -> int | None:
    recorded = [n for n in range(at) if cells[n].cell.execution_count == number]
    found = recorded[-1] if recorded else number - 1
    return found if 0 <= found < at and cells[found].last is not None else None


def _name(cells: Sequence[_Shown], wanted: int, taken: set[str]) -> str:
    """`shown`, or with the word of what was called where the notebook has such a name."""
    last = cells[wanted].last
    func = last.func if isinstance(last, ast.Call) else last
    word = getattr(func, "attr", getattr(func, "id", "")).strip("_").lower()
    name = f"shown_{word}" if word else "shown_value"
    same = [n for n in range(wanted) if cells[n].last is not None]
    return name if name not in taken else f"{name}_{len(same)}"
