"""Statements that read what nothing above them gives: the notebook stops there, so they go out."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbprod.extract.plan import Refused
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.extract.statements.surely import IN_CLASSES, surely_run
from nbprod.flow.effects import exports
from nbprod.place import CellRef

GIVEN = BUILTINS | {"__name__", "__file__", "__doc__", "display", "get_ipython", "__builtins__"}


def refuse_missing(
    program: Program, lost: Mapping[CellRef, str], broken: Mapping[CellRef, str]
) -> list[Refused]:
    """Drop each statement that must fail, with what follows it in its cell.

    `lost` are lines that the package goes without and that may have bound any name; `broken` are
    the sources of cells that are left out altogether. Who reads a name that such a cell binds anew
    would be given the older value, and goes out as well.
    """
    if _may_bind_anything(program):
        return []
    first: dict[int, tuple[Piece, str, str]] = {}
    bound = _Bound()
    waiting = sorted(broken)
    wait = _annotations_wait(program)
    for piece in program.pieces:
        while waiting and waiting[0] < piece.cell:
            cell = waiting.pop(0)
            bound.lose(_binds(broken[cell]), cell)
        number = piece.cell.number
        if number not in first:
            unbound = _unbound(piece, bound, program)
            name = next(_surely_read(piece, unbound, wait), "") if unbound else ""
            if not name:
                bound.take(piece)
                continue
            anew = bound.lost.get(name)
            first[number] = piece, name, _anew(name, anew) if anew else ""
        program.dropped.add(piece)
        if not isinstance(piece.node, ast.Import | ast.ImportFrom):
            bound.lose(piece.uses.may, piece.cell)
    binders, every = program.binders, program.pieces
    program.forget()
    return [
        Refused(
            piece.cell,
            (anew or _reason(name, piece, binders, program.dropped))
            + _lost(piece, name, binders, lost)
            + _above(piece, program)
            + _unchanged(piece, every, program),
            _needed(piece, program),
        )
        for piece, name, anew in first.values()
    ]


@dataclass(slots=True)
class _Bound:
    """The names that statements have bound so far, and those that have an older value by now."""

    names: dict[str, None] = field(default_factory=dict)
    lost: dict[str, CellRef] = field(default_factory=dict)
    """Names that a cell binds anew which is left out."""

    def take(self, piece: Piece) -> None:
        """Follow a statement."""
        for gone in piece.uses.deleted:
            self.names.pop(gone, None)
        for name in (*piece.uses.may, *starred(piece.node)):
            self.names[name] = None
            self.lost.pop(name, None)

    def lose(self, names: Iterable[str], cell: CellRef) -> None:
        """Go without a statement."""
        for name in names:
            if name in self.names:
                del self.names[name]
                self.lost[name] = cell


def _binds(source: str) -> Iterator[str]:
    """The names that lines of a cell bind which does not parse: `rain = ...`, `def mean(x):`."""
    for line in _BINDING.finditer(source):
        yield from re.findall(r"\w+", line[1] or line[2])


_BINDING = re.compile(
    r"^(?:(?:(?:async\s+)?def|class)\s+(\w+)"
    r"|(\w+(?:\s*,\s*\w+)*)\s*(?::[^=\n]*|[-+*/%&|^@]|//|\*\*)?=(?!=))",
    re.MULTILINE,
)


def _unbound(piece: Piece, bound: _Bound, program: Program) -> dict[str, list[ast.AST]]:
    """The names that a statement reads, be it in a function of the notebook, and nothing has bound."""
    known = GIVEN | IN_CLASSES if isinstance(piece.node, ast.ClassDef) else GIVEN
    missing = {
        name: list(nodes)
        for name, nodes in piece.uses.reads.items()
        if name not in {*bound.names, *known} and not _is_of_a_text(name, piece, program)
    }
    for call in piece.uses.calls if bound.lost else ():
        for name in _read_inside(call, program) & bound.lost.keys():
            missing.setdefault(name, []).append(call)
    return missing


def _read_inside(call: ast.Call, program: Program) -> set[str]:
    """The notebook's names that a call of its own function reads, be it through others."""
    own = program.analysis.names.definition(call.func)
    todo = [own.name] if own is not None else []
    seen: set[str] = set()
    while todo:
        for binder in program.binders.get(todo.pop(), ()):
            if isinstance(binder.node, _DEFINITIONS):
                todo += binder.uses.late.keys() - seen
                seen |= binder.uses.late.keys()
    return seen


_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _anew(name: str, cell: CellRef) -> str:
    return f"`{name}` is bound anew in cell {cell.number + 1}, which is left out"


def _is_of_a_text(name: str, piece: Piece, program: Program) -> bool:
    """Whether a text alone reads a name that is not the notebook's: `C` in `y ~ C(x)` is patsy's."""
    return name in piece.uses.texts and name not in program.binders and name not in piece.uses.every


def _above(piece: Piece, program: Program) -> str:
    """What becomes of the statements above it in its cell, which ran in the notebook."""
    kept = any(other.cell == piece.cell for other in program.pieces)
    return "; what stands above in the cell is kept" if kept else ""


def _unchanged(first: Piece, every: Sequence[Piece], program: Program) -> str:
    """What is read below without the changes that statements from the `first` one on make to it."""
    effects = program.analysis.flow.effects
    gone = [p for p in every if p.cell == first.cell and p in program.dropped]
    made = (v for p in gone if (e := effects.get((p.cell.number, p.index))) for v in e.makes)
    changed = dict.fromkeys(version.name for version in made if version.kind == "change")
    read = (
        name
        for name in changed
        if any(reader.cell > first.cell for reader in program.readers.get(name, ()))
    )
    told = ", ".join(f"`{name}`" for name in read)
    return f"; cells below have {told} without what it does to it" if told else ""


def _surely_read(
    piece: Piece, unbound: Mapping[str, Iterable[ast.AST]], wait: bool
) -> Iterator[str]:
    """Names that a statement reads on every way; what it guards, or may have bound, may be there.

    Annotations that `wait` are read by nobody, or later.
    """
    sure = {id(part) for part in surely_run(piece.node, annotations=not wait)}
    blocks = isinstance(piece.node, _BLOCKS)
    for name, nodes in unbound.items():
        # A class may bind what it reads, but for itself: its name is bound once it is made.
        bound = blocks and name in piece.uses.may and name != getattr(piece.node, "name", "")
        if any(id(node) in sure for node in nodes) and not bound:
            yield name


def _annotations_wait(program: Program) -> bool:
    """Whether annotations are not evaluated. Source: PEP 563, PEP 649."""
    futures = (p.node for p in program.pieces if isinstance(p.node, ast.ImportFrom))
    asked = (alias.name for node in futures if node.module == "__future__" for alias in node.names)
    return sys.version_info >= (3, 14) or "annotations" in asked


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
