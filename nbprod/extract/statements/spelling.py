"""What means something else in a module, or in a function, said by the names that it brings.

    e = 2                       # e = 2
    from math import *          # from math import e, sqrt
    print(e, sqrt(4))           # print(e, sqrt(4))

What only imports bring can be imported wherever it is read. Here `e` is a variable that the import
binds anew at its place, and no function can hold a star. And `__builtins__` is a module in a
notebook, as in any program that is started; where it is imported, that name is a dictionary.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.extract.statements.pieces import Piece, Splice, respliced
from nbprod.extract.statements.program import Program
from nbprod.flow.effects import exports
from nbprod.notebook.model import Notebook


def spell_out(program: Program) -> Notebook:
    """The notebook with such names spelled out; itself where there are none."""
    found: dict[int, list[Splice]] = {}
    for piece in program.pieces:
        for splice in (*_stars(piece, program), *_builtins(piece, program)):
            found.setdefault(piece.cell.number, []).append(splice)
    return respliced(program.analysis.notebook, found)


def _stars(piece: Piece, program: Program) -> Iterator[Splice]:
    names = _brought(piece, program)
    if any(name in program.binders for name in names):
        start, end = piece.source.span(piece.node)
        star = piece.source.text.rindex("*", start, end)
        yield Splice(star, star + 1, ", ".join(names))


def _brought(piece: Piece, program: Program) -> list[str]:
    """The names of a star import that the notebook reads."""
    match piece.node:
        case ast.ImportFrom(module=module, names=[ast.alias(name="*")], level=level):
            every = exports("." * level + (module or "")) or ()
            return [name for name in every if name in program.readers]
    return []


def _builtins(piece: Piece, program: Program) -> Iterator[Splice]:
    reads = piece.uses.every.get("__builtins__", ())
    if reads and "__builtins__" not in program.binders:
        name = "builtins_module" if _is_taken("builtins", program) else "builtins"
        written = "import builtins" if name == "builtins" else f"import builtins as {name}"
        yield Splice(0, 0, f"{written}\n")
        yield from (Splice(*piece.source.span(node), name) for node in reads)


def _is_taken(name: str, program: Program) -> bool:
    """Whether the notebook calls something of its own by a name, be it inside a function."""
    for piece in program.pieces:
        for part in ast.walk(piece.node):
            match part:
                case ast.arg(arg=own) | ast.Name(id=own, ctx=ast.Store()) if own == name:
                    return True
    return False
