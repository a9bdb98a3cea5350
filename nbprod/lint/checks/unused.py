"""Imports that nothing uses."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbprod.analysis import Analysis
from nbprod.finding import Fix
from nbprod.flow.record import Attempt, Block, Define, Fork, Import, Imported, Loop, Touch
from nbprod.flow.shapes import descend
from nbprod.flow.side_effects import acts
from nbprod.lint.checks import each
from nbprod.lint.doubled import doubles
from nbprod.lint.edits import remove_import
from nbprod.lint.match import Match
from nbprod.notebook.model import Unparsed

_WORD = re.compile(r"[^\W\d]\w*")
_DIALECT = re.compile(r"\w+\+(\w+)://")

EVALUATED = frozenset({"eval", "exec", "evaluate", "query", "timeit", "repeat", "Timer", "runctx"})
EVALUATED |= {"run_cell", "run_line_magic", "run_cell_magic", "ols", "gls", "wls", "glm", "logit"}
EVALUATED |= {"probit", "poisson", "mixedlm", "dmatrix", "dmatrices", "from_formula"}
"""Calls that run a text, or read names from it."""


@dataclass(slots=True)
class Scope:
    """The notebook, or a function: what it imports, and which names are read in it."""

    local: frozenset[str] | None = None
    """The names that belong to a function; None for the notebook, which has all others."""
    imports: list[Import] = field(default_factory=list)
    reads: set[tuple[str, str]] = field(default_factory=set)
    """Names with the origin they are known to have there, which is empty where it is not sure."""


@each(Analysis)
def unused(notebook: Analysis, *, effects: tuple[str, ...] = ()) -> Iterator[Match]:
    """A name is imported, and nothing in the notebook reads it."""
    if runs_unknown_code(notebook):
        return
    unread = [(f, s) for s in scopes(notebook) for f in s.imports if not is_read(f, s.reads)]
    if not unread:
        return
    words, named = frozenset(_words_elsewhere(notebook)), frozenset(_named_in_texts(notebook))
    doubled = {id(found.node) for found, _ in doubles(notebook)}
    for found, scope in unread:
        if found.bound in words or id(found.node) in doubled:
            continue
        is_named = not found.name and found.module in named
        if not (is_named or is_for_effect(found, effects) or is_tried(found, scope)):
            record = notebook.record[found.inside.cell]
            fix = Fix(f"Remove `{found.bound}`", (remove_import(record, found),), safe=True)
            name = found.origin if found.name else found.module
            yield Match(record.cell, found.node, {"name": found.bound, "what": name}, fix=fix)


def is_read(found: Import, reads: set[tuple[str, str]]) -> bool:
    """Whether the imported name is read, as far as that can be told."""
    return (found.bound, "") in reads or (found.bound, found.origin) in reads


def is_for_effect(found: Import, effects: tuple[str, ...]) -> bool:
    """Whether an import is made for what it does, and not for its name."""
    dotted = f"{found.module}.{found.name}" if found.name else found.module
    if found.module.startswith(("__future__", ".")) or found.bound == "_" or acts(dotted):
        return True
    return any(dotted == known or dotted.startswith(f"{known}.") for known in effects)


def is_tried(found: Import, scope: Scope) -> bool:
    """Whether the same import also stands in a `try`, which asks whether the module is there."""
    same = (one for one in scope.imports if (one.bound, one.origin) == (found.bound, found.origin))
    return any(one.inside.handled for one in same)


def runs_unknown_code(notebook: Analysis) -> bool:
    """Whether code that nobody can read here may use any name."""
    return any(
        call.written in ("exec", "eval")
        and not (call.node.args and notebook.names.text(call.node.args[0]))
        for record in notebook.records
        for call in record.calls
    )


def scopes(notebook: Analysis) -> tuple[Scope, ...]:
    """The notebook and every function in it, with what they import and read."""
    whole = Scope()
    found = [whole]
    bound = frozenset(one.bound for record in notebook.records for one in record.imports)
    for record in notebook.records:
        for statement in record.statements:
            _gather(statement.events, (whole,), found, notebook, bound)
    return tuple(found)


def _gather(
    block: Block,
    around: tuple[Scope, ...],
    found: list[Scope],
    nb: Analysis,
    bound: frozenset[str],
) -> None:
    """Note imports of a block, and reads of names that some import binds, with their scope."""
    for event in block:
        match event:
            case Touch():
                if event.kind == "bind" or event.name not in bound:
                    continue
                scope = _owner(event.name, around)
                origin = _origin(event, nb) if len(around) == 1 else ""
                scope.reads.add((event.name, origin))
            case Imported() if event.what.bound:
                _owner(event.what.bound, around).imports.append(event.what)
            case Define(kind="class"):
                _gather(event.body, around, found, nb, bound)
            case Define():
                found.append(inner := Scope(event.local))
                _gather(event.body, (inner, *around), found, nb, bound)
            case Fork():
                for branch in event.branches:
                    _gather(branch, around, found, nb, bound)
            case Loop():
                _gather(event.body, around, found, nb, bound)
            case Attempt():
                for part in (event.body, *event.handlers, event.final):
                    _gather(part, around, found, nb, bound)


def _owner(name: str, around: tuple[Scope, ...]) -> Scope:
    return next(scope for scope in around if scope.local is None or name in scope.local)


def _origin(read: Touch, notebook: Analysis) -> str:
    """What a name surely stands for where it is read; empty where it may be anything."""
    found = {
        binding.how == "import" and binding.origin for binding in notebook.names.bindings(read.node)
    }
    if len(found) != 1:
        return ""
    return found.pop() or "something else"


def _words_elsewhere(notebook: Analysis) -> Iterator[str]:
    """Words in what is not read as Python here: broken cells, magics, texts that are evaluated."""
    for broken in notebook.cells:
        if isinstance(broken, Unparsed):
            yield from _WORD.findall(broken.cell.source)
    for cell in notebook.notebook.cells:
        if cell.kind == "code" and cell.language:
            yield from _WORD.findall(cell.source)
    for _, magic in notebook.magics:
        yield from _WORD.findall(magic.arguments)
        yield from () if magic.holds_python else _WORD.findall(magic.body)
    for record in notebook.records:
        for call in record.calls:
            if call.written.rpartition(".")[2] in EVALUATED:
                yield from _in_texts(call.node)
        for node, _ in record.nodes:
            if isinstance(node, ANNOTATED):
                yield from _in_annotations(node)


def _in_texts(call: ast.Call) -> Iterator[str]:
    for node in descend(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WORD.findall(node.value)


def _named_in_texts(notebook: Analysis) -> Iterator[str]:
    """Libraries that a text names: `engine="openpyxl"`, `"mysql+pymysql://..."`."""
    for record in notebook.records:
        for text in record.strings:
            value = text.node.value if isinstance(text.node, ast.Constant) else ""
            if not isinstance(value, str):
                continue
            yield from _DIALECT.findall(value) if "://" in value else ()
            if value.isidentifier() and value not in sys.stdlib_module_names:
                yield value


ANNOTATED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign)


def _in_annotations(node: ast.AST) -> Iterator[str]:
    """Words of annotations that are written as texts."""
    spots: list[ast.expr | None] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        spots = [node.returns, *(one.annotation for one in every)]
    elif isinstance(node, ast.AnnAssign):
        spots = [node.annotation]
    for spot in spots:
        for part in descend(spot) if spot is not None else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield from _WORD.findall(part.value)
            elif isinstance(part, ast.Name):
                yield part.id
