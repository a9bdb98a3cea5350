"""Imports: which names are modules or taken from modules, and the lines that bring them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from nbprod.extract.decisions.idle_imports import SPEAKING
from nbprod.extract.decisions.known_modules import STANDARD, acts, is_library
from nbprod.extract.plan import Refused
from nbprod.extract.statements.beforehand import (
    late_modules,
    patching_calls,
    settings_of_the_environment,
)
from nbprod.extract.statements.importing import imported_roots
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.flow.effects import exports

PINNED = "  # isort: skip"
"""Tells sorters to let an import stand."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One way to bring one name."""

    module: str
    name: str = ""
    """What is taken from the module; empty for `import module`."""
    bound: str = ""
    """The name that the code uses."""

    @property
    def text(self) -> str:
        """The statement that brings this name alone."""
        if self.name:
            alias = f" as {self.bound}" if self.bound != self.name else ""
            return f"from {self.module} import {self.name}{alias}"
        plain = self.bound == self.module.partition(".")[0] and self.bound != self.module
        alias = "" if plain or self.bound == self.module else f" as {self.bound}"
        return f"import {self.module}{alias}"


@dataclass(frozen=True, slots=True)
class Early:
    """What the top of the package does before any module of it is imported."""

    piece: Piece
    """The statement of the notebook that did it."""
    text: str


@dataclass(slots=True)
class Imports:
    """What the notebook imports, by the names that its code uses."""

    lines: dict[str, tuple[ImportLine, ...]] = field(default_factory=dict)
    """Names that stand for one thing throughout, and how to bring it."""
    blocks: dict[str, Piece] = field(default_factory=dict)
    """Names that a `try: import ...` brings; the block goes where they are used."""
    inner: dict[Piece, set[str]] = field(default_factory=dict)
    """Names that a compound statement imports although every module that uses them does."""
    pieces: set[Piece] = field(default_factory=set)
    """Statements that are nothing but imports and are taken care of."""
    stars: list[Piece] = field(default_factory=list)
    """Star imports of modules that nobody wrote down."""
    below: dict[ImportLine, Piece] = field(default_factory=dict)
    """Imports below such a star, which may bring something else by their names, and where."""
    futures: dict[str, None] = field(default_factory=dict)
    brought: dict[ImportLine, Piece] = field(default_factory=dict)
    """Every import at the top level in order, with its first statement."""
    remarks: dict[ImportLine, dict[str, bool]] = field(default_factory=dict)
    """What the notebook says of imports, and whether beside them."""
    unsure: list[tuple[Piece, str]] = field(default_factory=list)
    """Star imports, and names that mean something else above them; they mean this throughout."""
    early: list[Early] = field(default_factory=list)
    """Settings of the environment that libraries read when they are imported."""

    def knows(self, name: str) -> bool:
        """Whether a name is brought by an import, wherever it is used."""
        return name in self.lines or name in self.blocks


def refuse_inner_stars(program: Program) -> list[Refused]:
    """Drop statements with a star import inside, which no function can hold."""
    found: list[Refused] = []
    for piece in program.pieces:
        inner = [part for part in ast.walk(piece.node) if part is not piece.node and is_star(part)]
        if inner and not _is_starred_block(piece):
            program.dropped.add(piece)
            told = f"`{ast.unparse(inner[0])}` stands inside of another statement; take it out"
            found.append(Refused(piece.cell, told))
    program.forget()
    return found


def find_imports(program: Program) -> Imports:
    """Sort the notebook's imports: those that can move to the top of any module, and the rest."""
    found = Imports()
    late = late_modules(program)
    by_name: dict[str, dict[ImportLine, None]] = {}
    origins: dict[str, set[str]] = {}
    bringers: dict[str, list[Piece]] = {}
    plain: list[Piece] = []
    for piece in program.pieces:
        match piece.node:
            case ast.ImportFrom(module="__future__", names=names):
                found.futures.update({alias.name: None for alias in names})
                found.pieces.add(piece)
            case ast.Import() | ast.ImportFrom() if _is_unknown_star(piece.node) or not (
                _is_local(piece.node, *late[id(piece.node)]) or _takes_patched(piece.node, program)
            ):
                plain.append(piece)
                for line in import_lines(piece.node, program):
                    found.brought.setdefault(line, piece)
                    bringers.setdefault(line.bound, []).append(piece)
                    by_name.setdefault(line.bound, {})[line] = None
                    origins.setdefault(line.bound, set()).add(_origin(line))
    _blocks(program, found)
    for name, lines in by_name.items():
        first, last = bringers[name][0], bringers[name][-1]
        below = _is_read_only_below(name, last, program)
        if (len(origins[name]) > 1 or _hides_a_builtin_late(name, first, program)) and not below:
            if not all(is_star(piece.node) for piece in bringers[name]):
                continue
            found.unsure.append((last, name))
        if len(origins[name]) > 1:
            given = list(import_lines(last.node, program))  # type: ignore[arg-type]
            lines = dict.fromkeys(line for line in lines if line in given)
            origins[name] = {_origin(line) for line in lines}
        again = [p for p in program.binders.get(name, ()) if _imports(p, name, origins[name])]
        if _stands(name, program, [*plain, *again], found):
            for piece in set(again) - set(plain):
                found.inner.setdefault(piece, set()).add(name)
            found.lines[name] = tuple(lines)
            found.blocks.pop(name, None)
    for piece in plain:
        if _is_unknown_star(piece.node):
            found.stars.append(piece)
            found.pieces.add(piece)
        elif all(found.knows(name) for name in piece.uses.may if name != "*"):
            found.pieces.add(piece)
        else:
            found.inner[piece] = {name for name in piece.uses.may if found.knows(name)}
    starred = [piece for piece in program.pieces if _is_starred_block(piece)]
    found.stars = sorted([*found.stars, *starred], key=program.order.__getitem__)
    for piece in plain if found.stars else ():
        if program.order[piece] > program.order[found.stars[0]]:
            found.below.update(dict.fromkeys(import_lines(piece.node, program), piece))  # type: ignore[arg-type]
    found.pieces |= {*starred, *found.blocks.values()}
    found.early = [Early(piece, piece.text()) for piece in _early(program)]
    found.early += [early for piece in patching_calls(program) for early in _patch(piece, found)]
    found.pieces |= {early.piece for early in found.early}
    return found


def _patch(piece: Piece, found: Imports) -> list[Early]:
    """A call that changes libraries, below the imports that it takes; none where these are unsure."""
    if not all(name in found.lines for name in piece.uses.every):
        return []
    lines = dict.fromkeys(line for name in piece.uses.every for line in found.lines[name])
    texts = [*(f"{line.text}{PINNED}" for line in lines), piece.text()]
    return [Early(piece, text) for text in texts]


def _early(program: Program) -> list[Piece]:
    """Settings above the first import of a library that is not standard."""
    last = max(
        (at for at, piece in enumerate(program.pieces) if _is_foreign_import(piece.node)),
        default=-1,
    )
    return settings_of_the_environment(program, last)


def _is_foreign_import(node: ast.stmt) -> bool:
    return any(root not in STANDARD for root in imported_roots(node))


def _imports(piece: Piece, name: str, origins: set[str]) -> bool:
    """Whether a compound statement binds a name by such imports, and in no other way."""
    if isinstance(piece.node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return False
    brought = [
        what
        for what in piece.record.imports
        if what.inside.statement == piece.index and what.bound == name and not what.inside.function
    ]
    stored = any(
        isinstance(part, ast.Name) and part.id == name and not isinstance(part.ctx, ast.Load)
        for part in ast.walk(piece.node)
    )
    defined = any(getattr(part, "name", "") == name for part in _definitions(piece.node))
    return bool(brought) and not stored and not defined and {w.origin for w in brought} == origins


def _definitions(node: ast.AST) -> list[ast.AST]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler
    return [part for part in ast.walk(node) if isinstance(part, kinds)]


def _stands(name: str, program: Program, plain: list[Piece], found: Imports) -> bool:
    """Whether nothing but imports binds a name."""
    if name in program.shared:
        return False
    known = set(plain) | ({found.blocks[name]} if name in found.blocks else set())
    return all(piece in known for piece in program.binders.get(name, ()))


def _is_read_only_below(name: str, last: Piece, program: Program) -> bool:
    """Whether the last of several imports of a name gives what every read finds."""
    here = program.order[last]
    return all(program.order[reader] > here for reader in program.readers.get(name, ()))


def _hides_a_builtin_late(name: str, first: Piece, program: Program) -> bool:
    """Whether something reads a builtin before an import takes its name: `from math import pow`."""
    return name in BUILTINS and not _is_read_only_below(name, first, program)


def import_lines(node: ast.Import | ast.ImportFrom, program: Program) -> Iterable[ImportLine]:
    """One line for each name that an import brings; of a star, for those that are read."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield ImportLine(alias.name, "", alias.asname or alias.name.partition(".")[0])
        return
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            for name in exports(module) or ():
                if name in program.readers:
                    yield ImportLine(module, name, name)
        else:
            yield ImportLine(module, alias.name, alias.asname or alias.name)


def _origin(line: ImportLine) -> str:
    if line.name:
        return f"{line.module}.{line.name}"
    return line.module if line.bound != line.module.partition(".")[0] else line.bound


def _is_unknown_star(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.names[0].name == "*"
        and exports("." * node.level + (node.module or "")) is None
    )


def _blocks(program: Program, found: Imports) -> None:
    """`try: import a except ImportError: a = None`, kept as a block."""
    for piece in program.pieces:
        node = piece.node
        if isinstance(node, ast.Try) and not node.finalbody and _only_imports(node):
            names = [n for n in piece.uses.may if program.binders.get(n) == (piece,)]
            if set(names) == set(piece.uses.may) and not _only_acts(piece, program):
                found.blocks.update(dict.fromkeys(names, piece))


def _only_acts(piece: Piece, program: Program) -> bool:
    """Whether nobody reads what a block imports, and it may be there for what it does."""
    brought = [w for w in piece.record.imports if w.inside.statement == piece.index]
    unread = not any(name in program.readers for name in piece.uses.may)
    return unread and any(acts(what.module, what.name, what.bound) for what in brought)


def _is_starred_block(piece: Piece) -> bool:
    """`try: from a import * except ImportError: pass`, which brings nothing else."""
    node = piece.node
    known = isinstance(node, ast.Try) and not node.finalbody and _only_imports(node, stars=True)
    return known and not set(piece.uses.may) - {"*"}


def _only_imports(node: ast.Try, *, stars: bool = False) -> bool:
    handlers = [statement for handler in node.handlers for statement in handler.body]
    every = [*node.body, *node.orelse, *handlers]
    return (
        any(isinstance(s, ast.Import | ast.ImportFrom) for s in node.body)
        and all(map(_is_import_or_constant, every))
        and any(map(is_star, every)) == stars
    )


def _is_import_or_constant(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
        return True
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)


def is_star(node: ast.AST) -> bool:
    """Whether a statement is `from module import *`."""
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _takes_patched(node: ast.Import | ast.ImportFrom, program: Program) -> bool:
    """Whether an import takes a part of a module that the notebook sets: `math.floor = ...`."""
    if not isinstance(node, ast.ImportFrom):
        return False
    taken = [alias.name for alias in node.names if alias.name in program.set_parts]
    return bool(taken) and not _patched(program).isdisjoint(f"{node.module}.{n}" for n in taken)


def _patched(program: Program) -> frozenset[str]:
    """What is set of modules, by its whole name."""
    dotted = program.analysis.names.dotted
    found: set[str] = set()
    for part in (part for piece in program.pieces for part in ast.walk(piece.node)):
        match part:
            case ast.Attribute(ctx=ast.Store()):
                found.add(dotted(part))
            case ast.Call(
                func=ast.Name(id="setattr"), args=[whole, ast.Constant(value=str(name)), _]
            ):
                found.add(f"{dotted(whole)}.{name}")
    return frozenset(found)


def _is_local(
    node: ast.Import | ast.ImportFrom, moved: Piece | None, written: Collection[str]
) -> bool:
    """Whether an import must stay where it stands, since something above makes it possible.

    After a change of `sys.path`, every module that no library is known for is such a one.
    """
    if isinstance(node, ast.Import) and any(a.name in SPEAKING for a in node.names):
        return True
    roots = (
        [alias.name.partition(".")[0] for alias in node.names]
        if isinstance(node, ast.Import)
        else [(node.module or "").partition(".")[0]]
    )
    if moved:
        return not all(root in STANDARD or is_library(root) for root in roots)
    return any(root in written for root in roots)
