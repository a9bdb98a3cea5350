"""The notebook as one list of statements, and what each of its names is."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from nbprod.analysis import Analysis
from nbprod.extract.statements.looping import surely_runs
from nbprod.extract.statements.pieces import Piece, cut, source_of
from nbprod.extract.statements.presence import questions
from nbprod.extract.statements.scopes import StringNames, uses_of
from nbprod.flow.names import Names
from nbprod.flow.texts import names_in
from nbprod.place import CellRef

BUILTINS = frozenset(dir(builtins))
_NAMES = ("__name__", "__qualname__")


@dataclass(eq=False)
class Program:
    """Every top-level statement in order, and what binds each name."""

    analysis: Analysis
    pieces: tuple[Piece, ...]
    string_names: StringNames
    dropped: set[Piece] = field(default_factory=set)
    """Statements that the package goes without."""
    looks: set[Piece] = field(default_factory=set)
    """Those of them that only look at data."""
    announced: dict[Piece, str] = field(default_factory=dict)
    """Statements whose value the package says to its log, and how; empty for those it does not."""
    keeps_open: bool = False
    """Whether figures stay open from cell to cell, since a window or the browser draws them."""

    asks_for_figures: bool = False
    """Whether it says how figures are shown: `%matplotlib inline`."""

    @cached_property
    def is_recorded(self) -> bool:
        """Whether the notebook was saved with outputs; where it was not, they were cleared."""
        return any(cell.outputs for cell in self.analysis.notebook.cells)

    def without(self, other: Program) -> Program:
        """This program without the statements that another reading of the same cells dropped."""
        gone = {(piece.cell, piece.index) for piece in other.dropped}
        looks = {(piece.cell, piece.index) for piece in other.looks}
        self.dropped |= {piece for at, piece in self.at.items() if at in gone}
        self.looks |= {p for p in self.dropped if (p.cell, p.index) in looks}
        self.forget()
        return self

    def forget(self) -> None:
        """Go on without the statements that were dropped."""
        self.pieces = tuple(piece for piece in self.pieces if piece not in self.dropped)
        for name in (
            "order",
            "binders",
            "deleters",
            "readers",
            "shared",
            "in_texts",
            "told",
            "changed",
            "set_parts",
            "at",
        ):
            self.__dict__.pop(name, None)

    @cached_property
    def order(self) -> dict[Piece, int]:
        """The position of each statement."""
        return {piece: at for at, piece in enumerate(self.pieces)}

    @cached_property
    def at(self) -> dict[tuple[CellRef, int], Piece]:
        """Each statement by its cell and its index there."""
        return {(piece.cell, piece.index): piece for piece in self.pieces}

    @cached_property
    def tags(self) -> dict[CellRef, frozenset[str]]:
        """The tags of each cell."""
        return {cell.ref: frozenset(cell.tags) for cell in self.analysis.notebook.cells}

    @cached_property
    def binders(self) -> dict[str, tuple[Piece, ...]]:
        """The statements that may bind each name, in order."""
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            for name in piece.uses.may:
                found.setdefault(name, []).append(piece)
        return {name: tuple(pieces) for name, pieces in found.items()}

    @cached_property
    def draws_by_pyplot(self) -> bool:
        """Whether the notebook imports what draws on the current figure."""
        found = (each.module for record in self.analysis.records for each in record.imports)
        return any(module.partition(".")[0] in _DRAWING for module in found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the notebook binds, those of parameters and inner scopes included."""
        parts = (part for piece in self.pieces for part in ast.walk(piece.node))
        return frozenset(filter(None, map(_name_of, parts))) | self.binders.keys()

    @cached_property
    def deleters(self) -> dict[str, tuple[Piece, ...]]:
        """The statements that may delete each name."""
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            for name in piece.uses.deleted:
                found.setdefault(name, []).append(piece)
        return {name: tuple(pieces) for name, pieces in found.items()}

    @cached_property
    def readers(self) -> dict[str, tuple[Piece, ...]]:
        """The statements that read each name, at once or in functions that they define."""
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            for name in dict.fromkeys((*piece.uses.every, *piece.uses.texts)):
                found.setdefault(name, []).append(piece)
        return {name: tuple(pieces) for name, pieces in found.items()}

    @cached_property
    def shared(self) -> frozenset[str]:
        """Names that functions bind through `global`."""
        return frozenset(name for piece in self.pieces for name in piece.uses.shared)

    @cached_property
    def in_texts(self) -> frozenset[str]:
        """Names that some text names: `df.query("x > @limit")`."""
        return frozenset(name for piece in self.pieces for name in piece.uses.texts)

    @cached_property
    def told(self) -> frozenset[str]:
        """Names of functions that may be told as text: `f.__name__`, or columns of `agg([f, g])`."""
        parts = [part for piece in self.pieces for part in ast.walk(piece.node)]
        asked = [p.value for p in parts if isinstance(p, ast.Attribute) and p.attr in _NAMES]
        if not all(map(_is_class, asked)):
            return frozenset(self.binders)
        lists = (part.elts for part in parts if isinstance(part, ast.List | ast.Tuple | ast.Set))
        listed = {n.id for elts in lists for n in elts if isinstance(n, ast.Name)}
        classes = (p.node.name for p in self.pieces if isinstance(p.node, ast.ClassDef))
        return frozenset(listed.union(classes if asked else ()))

    @cached_property
    def changed(self) -> frozenset[str]:
        """Names whose object is changed in place somewhere, perhaps."""
        changes = (v for v in self.analysis.flow.versions if v.kind == "change")
        return frozenset(v.name for v in changes if self._may_have(v.name, v.how))

    @cached_property
    def set_parts(self) -> frozenset[str]:
        """Names of attributes that some statement sets, or an item of, on whatever object."""
        parts = [part for piece in self.pieces for part in ast.walk(piece.node)]
        return frozenset(name for part in parts if (name := _set_part(part)))

    def _may_have(self, name: str, how: str) -> bool:
        """Whether an object may have the method that is said to change it: no dictionary appends."""
        binder = self.only_binder(name) if how.startswith(".") else None
        if binder is None or not isinstance(binder.node, ast.Assign):
            return True
        root, _, kind = self.analysis.names.type_of(binder.node.value).rpartition(".")
        made = getattr(builtins, kind, None) if root == "builtins" else None
        return made is None or hasattr(made, how[1:])

    def only_binder(self, name: str) -> Piece | None:
        """The one statement that binds a name, on every way, for good; None if it is not so."""
        found = self.binders.get(name, ())
        if len(found) != 1 or name in self.shared or self.deleters.get(name):
            return None
        piece = found[0]
        return piece if name in piece.uses.must else None


_DRAWING = frozenset({"matplotlib", "pylab", "seaborn"})


def _name_of(node: ast.AST) -> str:
    """The name that a node binds, in whatever scope; empty where it binds none."""
    match node:
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.alias(name=name):
            return node.asname or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return name
    return ""


def _is_class(node: ast.expr) -> bool:
    """Whether an expression gives a class: `type(x)`, `x.__class__`."""
    match node:
        case ast.Call(func=ast.Name(id="type")) | ast.Attribute(attr="__class__"):
            return True
    return False


def program_of(analysis: Analysis) -> Program:
    """Cut every cell into statements."""
    names = analysis.names

    def string_names(call: ast.Call) -> Iterator[str]:
        callee = names.callee(call)
        if not callee or not _reads_texts(callee, call):
            return
        for value in [*call.args[:2], *(k.value for k in call.keywords)]:
            text = names.text(value) if not isinstance(value, ast.Call) else None
            if text and len(text) < 10_000:
                yield from names_in(callee, text)

    moving = any("global " in cell.source for cell in analysis.notebook.cells)

    def runs(loop: ast.AST) -> bool:
        return not moving and surely_runs(loop, names)

    pieces: list[Piece] = []
    for parsed, record in zip(analysis.parsed, analysis.records, strict=True):
        source = source_of(parsed.masked.text, record)
        uses = (uses_of(s.events, string_names, runs) for s in record.statements)
        pieces += cut(source, uses)
    _note_questions(pieces, names)
    return Program(analysis, tuple(pieces), string_names)


def _note_questions(pieces: Iterable[Piece], names: Names) -> None:
    """Count `"x" in globals()` as a read of a name that may be bound by then."""
    bound: dict[str, None] = {}
    for piece in pieces:
        for asked in questions(piece.node, names):
            if asked.name in bound:
                piece.uses.reads.setdefault(asked.name, []).append(asked.node)
        bound.update(piece.uses.may)


def _reads_texts(callee: str, call: ast.Call) -> bool:
    """Whether a call may look names up in a text: frames' own languages and formulas."""
    last = callee.rpartition(".")[2]
    if last in ("query", "eval", "evaluate", "exec"):
        return True
    return any(
        isinstance(v, ast.Constant | ast.JoinedStr | ast.Name) for v in call.args[:1]
    ) or any(k.arg == "formula" for k in call.keywords)


def _set_part(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
            return name
        case ast.Subscript(value=ast.Attribute(attr=name), ctx=ast.Store() | ast.Del()):
            return name
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), *_]):
            return name
    return None
