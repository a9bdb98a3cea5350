"""Functions and classes that a notebook defines twice, told apart by name.

A second `def f` means another function from there on. Where every use is surely of one of them,
the earlier ones get names of their own, `first_f`, so that each can be lifted to a module. They keep
their name where something may tell it: `f.__name__`, the text of an error or of a data class, and
whatever a decorator makes of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nbprod.extract.decisions.tying import stores
from nbprod.extract.statements.pieces import Piece, Splice, respliced
from nbprod.extract.statements.program import Program
from nbprod.flow.names import Names
from nbprod.notebook.model import Notebook

_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def tell_apart(program: Program) -> Notebook:
    """The notebook with earlier definitions of a name renamed, where that is sure."""
    splices: dict[int, set[Splice]] = {}
    for name, versions in program.binders.items():
        if len(versions) > 1 and _are_definitions(name, versions, program):
            for cell, splice in _renamed(name, versions, program):
                splices.setdefault(cell, set()).add(splice)
    return respliced(program.analysis.notebook, splices)


def _are_definitions(name: str, versions: Sequence[Piece], program: Program) -> bool:
    if len(versions) > len(_ORDER) or name in program.shared | program.in_texts | program.told:
        return False
    taken = {*program.binders, *program.readers}
    return (
        not program.deleters.get(name)
        and all(isinstance(piece.node, _DEFINITION) for piece in versions)
        and not any(_tells_its_name(piece.node, program.analysis.names) for piece in versions)
        and not any(f"{word}_{name}" in taken for word in _ORDER)
    )


def _tells_its_name(node: ast.AST, names: Names) -> bool:
    """Whether something that a definition hands itself to may tell its name."""
    decorators = getattr(node, "decorator_list", ())
    bases = [ast.unparse(base) for base in getattr(node, "bases", ())]
    called = (d.func if isinstance(d, ast.Call) else d for d in decorators)
    return bases not in ([], ["object"]) or not all(
        isinstance(node, ast.FunctionDef) and names.dotted(each).startswith(_SILENT)
        for each in called
    )


_SILENT = ("functools.", "contextlib.")


def _renamed(
    name: str, versions: Sequence[Piece], program: Program
) -> Iterator[tuple[int, Splice]]:
    """Replacements for the earlier versions; none at all where some use is not sure."""
    order = program.order
    starts = [order[piece] for piece in versions]
    found: list[tuple[int, Splice]] = []
    for reader in program.readers.get(name, ()):
        if name in reader.uses.texts:
            return
        for node in reader.uses.every.get(name, ()):
            version = _version(name, node, reader, starts, program)
            if version is None or not isinstance(node, ast.Name) or not reader.source.holds(node):
                return
            if version < len(versions) - 1:
                splice = Splice(*reader.source.span(node), f"{_ORDER[version]}_{name}")
                found.append((reader.cell.number, splice))
    for version, piece in enumerate(versions[:-1]):
        at = _name_offset(piece, name)
        splice = Splice(at, at + len(name), f"{_ORDER[version]}_{name}")
        found.append((piece.cell.number, splice))
    yield from found


def _version(
    name: str, node: ast.AST, reader: Piece, starts: Sequence[int], program: Program
) -> int | None:
    """Which definition a read means; None where it may mean several."""
    here = program.order[reader]
    if node in reader.uses.reads.get(name, ()):
        at_once = [v for v, start in enumerate(starts) if start < here]
        return at_once[-1] if at_once else None
    first, last = _span_of_runs(reader, program)
    running = {v for v, start in enumerate(starts) if start <= first}
    later = [v for v, start in enumerate(starts) if first < start <= last]
    return max(running) if running and not later else None


def _span_of_runs(reader: Piece, program: Program) -> tuple[int, int]:
    """The first and the last statement in which a function made by `reader` may run."""
    here = program.order[reader]
    runs = _runs(reader, program, set())
    return (min(runs), max(runs)) if runs else (here, here)


def _runs(maker: Piece, program: Program, seen: set[Piece]) -> set[int]:
    """Statements in which something that `maker` makes may run.

    Once its name means something else, only what was kept under another name can run.
    """
    order = program.order
    here = order[maker]
    seen.add(maker)
    found: set[int] = set()
    for name in maker.uses.may:
        later = [order[p] for p in program.binders.get(name, ()) if order[p] > here]
        end = min(later, default=len(order))
        for user in program.readers.get(name, ()):
            at = order[user]
            if user is maker or not here < at <= end:
                continue
            if isinstance(user.node, _DEFINITION) and name not in user.uses.reads:
                inner = _runs(user, program, seen) if user not in seen else set()
                found |= {run for run in inner if run < end}
                continue
            found.add(at)
            if _is_stored(name, user.node):
                found.add(len(order) - 1)
            if user not in seen and _keeps(user.node, maker.node):
                found |= _runs(user, program, seen)
    return found


def _is_stored(name: str, node: ast.AST) -> bool:
    """Whether a statement puts a function where anything below may run it: `todo.append(f)`."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call) and stores(part))
    given = (value for call in calls for value in (*call.args, *(k.value for k in call.keywords)))
    return any(isinstance(value, ast.Name) and value.id == name for value in given)


def _keeps(user: ast.stmt, maker: ast.stmt) -> bool:
    """Whether what a statement binds may run the function again later."""
    if not isinstance(user, ast.Assign | ast.AnnAssign):
        return False
    if isinstance(user.value, ast.Name | ast.List | ast.Dict | ast.Tuple):
        return True
    later = ast.Lambda | ast.GeneratorExp | ast.Yield | ast.YieldFrom | _DEFINITION
    inner = (part for part in ast.walk(maker) if part is not maker)
    return isinstance(maker, ast.ClassDef) or any(isinstance(part, later) for part in inner)


def _name_offset(piece: Piece, name: str) -> int:
    """Where the name stands in `def name` or `class name`."""
    start = piece.source.span(piece.node)[0]
    for word in ("def", "class"):
        at = piece.source.text.find(word, start)
        if 0 <= at - start <= len("async  "):
            return piece.source.text.index(name, at + len(word))
    return piece.source.text.index(name, start)
