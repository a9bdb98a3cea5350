"""Statements that read what nothing above them gives: the notebook stops there, so they go out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from nbprod.extract.plan import Refused
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.flow.effects import exports
from nbprod.place import CellRef

GIVEN = BUILTINS | {"__name__", "__file__", "__doc__", "display", "get_ipython", "__builtins__"}
_COMPOUND = (
    ast.If | ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar | ast.Match
    | ast.FunctionDef | ast.AsyncFunctionDef
)  # fmt: skip


def refuse_missing(program: Program, lost: Mapping[CellRef, str]) -> list[Refused]:
    """Drop each simple statement that must fail, with what follows it in its cell.

    `lost` are lines that the package goes without and that may have bound any name.
    """
    if _may_bind_anything(program):
        return []
    first: dict[int, tuple[Piece, str]] = {}
    bound: dict[str, None] = {}
    for piece in program.pieces:
        number = piece.cell.number
        if number in first:
            program.dropped.add(piece)
            continue
        unbound = {
            name: nodes
            for name, nodes in piece.uses.reads.items()
            if name not in {*bound, *GIVEN} and not _is_of_a_text(name, piece, program)
        }
        name = next(_surely_read(piece, unbound), "") if unbound else ""
        if name and not _is_optional(piece.node):
            first[number] = piece, name
            program.dropped.add(piece)
            continue
        for gone in piece.uses.deleted:
            bound.pop(gone, None)
        bound.update(piece.uses.may)
        bound.update(dict.fromkeys(starred(piece.node)))
    binders = program.binders
    program.forget()
    return [
        Refused(
            piece.cell,
            _reason(name, piece, binders, program.dropped)
            + _lost(piece, name, binders, lost)
            + _above(piece, program),
            _needed(piece, program),
        )
        for piece, name in first.values()
    ]


def _is_of_a_text(name: str, piece: Piece, program: Program) -> bool:
    """Whether a text alone reads a name that is not the notebook's: `C` in `y ~ C(x)` is patsy's."""
    return name in piece.uses.texts and name not in program.binders and name not in piece.uses.every


def _above(piece: Piece, program: Program) -> str:
    """What becomes of the statements above it in its cell, which ran in the notebook."""
    kept = any(other.cell == piece.cell for other in program.pieces)
    return "; what stands above in the cell is kept" if kept else ""


def _surely_read(piece: Piece, unbound: Mapping[str, Iterable[ast.AST]]) -> Iterator[str]:
    """Names that a statement reads on every way; what it guards, or may have bound, may be there."""
    sure = {id(part) for run in _surely_run(piece.node) for part in ast.walk(run)}
    blocks = isinstance(piece.node, _BLOCKS)
    for name, nodes in unbound.items():
        if any(id(node) in sure for node in nodes) and not (blocks and name in piece.uses.may):
            yield name


def _surely_run(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that run whatever happens; all of it where it is a simple one."""
    if isinstance(node, _BLOCKS):
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.ClassDef) and isinstance(child, ast.AnnAssign):
                # Its annotation may wait: `from __future__ import annotations`.
                child = child.value or child.target
            yield from _surely_run(child)
    elif not isinstance(node, _COMPOUND):
        yield node


_BLOCKS = ast.With | ast.AsyncWith | ast.ClassDef


def _may_bind_anything(program: Program) -> bool:
    """Whether a star import, `exec` or a script may bind names that nobody wrote down."""
    doubts = {what for _, what in program.analysis.flow.doubts}
    return any("*" in w or w in ("exec", "globals", "__import__") or w[:1] == "%" for w in doubts)


def starred(node: ast.stmt) -> tuple[str, ...]:
    """What a star import brings, where it is written down."""
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        return exports("." * node.level + (node.module or "")) or ()
    return ()


def _is_optional(node: ast.stmt) -> bool:
    """Whether part of a statement may not run: `a if b else c`, `a and b`."""
    return any(isinstance(part, ast.IfExp | ast.BoolOp) for part in ast.walk(node))


def _lost(
    piece: Piece, name: str, binders: Mapping[str, object], lost: Mapping[CellRef, str]
) -> str:
    """Which lines above a statement may have bound a name that no statement binds."""
    above = {cell: what for cell, what in lost.items() if cell <= piece.cell}
    return "" if name in binders else unless(above)


def unless(lost: Mapping[CellRef, str]) -> str:
    """What may have bound a name all the same, for a sentence that says that nothing does."""
    told = " or ".join(f"`{what}` in cell {cell.number + 1}" for cell, what in lost.items())
    return f" but by {told}, left out here" if told else ""


def _reason(
    name: str, piece: Piece, binders: dict[str, tuple[Piece, ...]], dropped: set[Piece]
) -> str:
    every = binders.get(name, ())
    if above := [p for p in every if p.cell < piece.cell]:
        if all(p in dropped for p in above):
            number = above[-1].cell.number + 1
            return f"`{name}` is bound in cell {number} alone, which is left out"
        return f"`{name}` is not bound any more when the cell runs"
    if every:
        return f"`{name}` is bound only below, in cell {every[0].cell.number + 1}"
    return f"`{name}` is never bound"


def _needed(piece: Piece, program: Program) -> tuple[str, ...]:
    """What the cell would have bound and later cells read."""
    return tuple(
        name
        for name in piece.uses.may
        if name not in program.binders
        and any(reader.cell > piece.cell for reader in program.readers.get(name, ()))
    )
