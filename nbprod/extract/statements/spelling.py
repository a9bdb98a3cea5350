"""What means something else in a module, or in a function, said by the names that it brings.

    e = 2                       # e = 2
    from math import *          # from math import e, sqrt
    print(e, sqrt(4))           # print(e, sqrt(4))

What only imports bring can be imported wherever it is read. Here `e` is a variable that the import
binds anew at its place, and no function can hold a star. And `__builtins__` is a module in a
notebook, as in any program that is started; where it is imported, that name is a dictionary. And
below `except ValueError as sum:` a notebook speaks of the builtin again, where a function's local
would be unbound; so what is caught gets a name that hides nothing. Outside a notebook there is no
output to be wiped, and `clear_output()` writes signs for a terminal instead. `__doc__` is the module's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nbprod.extract.statements.documenting import as_told
from nbprod.extract.statements.pieces import Piece, Splice, respliced
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.extract.statements.remarking import remarks
from nbprod.extract.statements.starring import named_apart
from nbprod.flow.effects import exports
from nbprod.flow.names import Names
from nbprod.notebook.model import Notebook


def spell_out(program: Program) -> Notebook:
    """The notebook with such names spelled out; itself where there are none."""
    found: dict[int, list[Splice]] = {}
    for piece in program.pieces:
        changes = (
            *_stars(piece, program),
            *_builtins(piece, program),
            *_caught(piece, program),
            *_wiped(piece, program),
            *remarks(piece),
            *as_told(piece, program),
        )
        for splice in changes:
            found.setdefault(piece.cell.number, []).append(splice)
    for piece, splice in named_apart(program):
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


def _caught(piece: Piece, program: Program) -> Iterator[Splice]:
    for handler, kind, name in _hiding(piece.node):
        reads = _plain_reads(name, handler)
        new = f"{name}_error"
        if _is_taken(new, program) or not all(map(piece.source.holds, reads)):
            continue
        at = piece.source.text.index(name, piece.source.span(kind)[1])
        spans = [(at, at + len(name)), *map(piece.source.span, reads)]
        yield from (Splice(*span, new) for span in spans)


def _wiped(piece: Piece, program: Program) -> Iterator[Splice]:
    """Within a statement; one that does nothing else is a look, and told as such."""
    todo = list(ast.iter_child_nodes(piece.node))
    while todo:
        node = todo.pop()
        if _only_wipes(node, program.analysis.names):
            yield Splice(*piece.source.span(node), "pass")
        else:
            todo += ast.iter_child_nodes(node)


def _only_wipes(node: ast.AST, names: Names) -> bool:
    """Whether a statement does nothing but `clear_output()`, be it on a condition."""
    match node:
        case ast.If(test=test, body=body, orelse=other):
            asks = any(isinstance(part, ast.Call | ast.NamedExpr) for part in ast.walk(test))
            return not asks and all(_only_wipes(inner, names) for inner in (*body, *other))
        case ast.Expr(value=ast.Call() as call):
            given = (*call.args, *(keyword.value for keyword in call.keywords))
            callee = names.callee(call)
            wipes = callee.startswith("IPython.") and callee.endswith(".clear_output")
            return wipes and all(isinstance(each, ast.Constant | ast.Name) for each in given)
    return False


def _hiding(node: ast.AST) -> Iterator[tuple[ast.ExceptHandler, ast.expr, str]]:
    """What the notebook itself catches by the name of a builtin, and does not keep for later."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
            return
        case ast.ExceptHandler(type=ast.expr() as kind, name=str(name)) if name in BUILTINS:
            parts = [part for each in node.body for part in ast.walk(each)]
            stored = any(isinstance(p.ctx, ast.Store | ast.Del) for p in _named(name, parts))
            if not stored and not any(isinstance(part, _INNER) for part in parts):
                yield node, kind, name
    for child in ast.iter_child_nodes(node):
        yield from _hiding(child)


def _plain_reads(name: str, handler: ast.ExceptHandler) -> list[ast.Name]:
    return _named(name, [part for each in handler.body for part in ast.walk(each)])


def _named(name: str, parts: Iterable[ast.AST]) -> list[ast.Name]:
    return [part for part in parts if isinstance(part, ast.Name) and part.id == name]


_INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def _is_taken(name: str, program: Program) -> bool:
    """Whether the notebook calls something of its own by a name, be it inside a function."""
    for piece in program.pieces:
        for part in ast.walk(piece.node):
            match part:
                case ast.arg(arg=own) | ast.Name(id=own, ctx=ast.Store()) if own == name:
                    return True
    return False
