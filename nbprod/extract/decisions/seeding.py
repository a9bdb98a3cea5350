"""The seed that a notebook writes into its calls: `np.random.seed(7)`, `random_state=7`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.chance import may_seed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program

_NAMED = ("random_state", "seed")


def seeds(program: Program) -> list[tuple[Piece, ast.Constant]]:
    """Every place of the one seed; none where there are several, or functions have their own.

    Two seeds are two for a reason; and a seed that only some of its readers follow is none.
    """
    found = [(piece, node) for piece in program.pieces for node in _in_piece(piece, program)]
    alone = len({node.value for _, node in found}) == 1
    return (
        found
        if alone and not any(_seeds_within(piece, program) for piece in program.pieces)
        else []
    )


def _in_piece(piece: Piece, program: Program) -> Iterator[ast.Constant]:
    for call in piece.uses.calls:
        starts = may_seed(call, program.analysis.names) or _makes_generator(call, program)
        values = [k.value for k in call.keywords if k.arg in _NAMED]
        values += call.args[:1] if starts else []
        for value in values:
            if isinstance(value, ast.Constant) and type(value.value) is int:
                yield value


def _makes_generator(call: ast.Call, program: Program) -> bool:
    callee = program.analysis.names.callee(call)
    return callee in ("numpy.random.default_rng", "numpy.random.RandomState", "random.Random")


def _seeds_within(piece: Piece, program: Program) -> bool:
    """Whether a definition, which knows no configuration, has a seed of its own."""
    if not isinstance(piece.node, _DEFINITIONS):
        return False
    return any(
        (isinstance(part, ast.keyword) and part.arg in _NAMED)
        or (isinstance(part, ast.Call) and may_seed(part, program.analysis.names))
        for part in ast.walk(piece.node)
    )


_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
