"""What a statement asks of the stage that holds it, once imports, settings and definitions are out."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from nbprod.extract.decisions.imports import Imports
from nbprod.extract.decisions.settings import Settings
from nbprod.extract.statements.binding import Lifted, assigned_name, lambda_name
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program


@dataclass(slots=True)
class Asks:
    """Names of values alone; imports, settings and lifted definitions do not count."""

    reads: dict[str, None]
    late: dict[str, None]
    must: dict[str, None]
    may: dict[str, None]
    deleted: dict[str, None]
    conditional: dict[str, None]
    settings: dict[str, None]
    """Fields of the configuration."""
    shared: dict[str, None]


@dataclass(slots=True)
class Work:
    """What is left for stages, with all that was decided before."""

    program: Program
    imports: Imports
    settings: Settings
    lifted: Lifted
    pieces: list[Piece] = field(default_factory=list)
    """Statements that stages hold, in order."""
    asks: dict[Piece, Asks] = field(default_factory=dict)

    def is_value(self, name: str) -> bool:
        """Whether a name is a value that stages hand on."""
        program = self.program
        return (
            name in program.binders
            and not self.imports.knows(name)
            and not self.lifted.knows(name)
            and name not in self.settings.variables
        )

    def settle(self) -> None:
        """Ask every statement that is left."""
        gone = self.program.dropped | self.imports.pieces | self.settings.pieces
        gone |= self.lifted.pieces
        self.pieces = [piece for piece in self.program.pieces if piece not in gone]
        self.asks = {piece: self._of(piece) for piece in self.pieces}

    def _of(self, piece: Piece) -> Asks:
        uses = piece.uses
        at_once = self._values(uses.reads)
        late = self._values(n for n in (*uses.late, *uses.texts) if n not in uses.reads)
        settings = {
            self.settings.variables[name]: None
            for name in uses.every
            if name in self.settings.variables
        }
        for name in uses.every:
            for hidden in self.lifted.added.get(name, ()):
                if field_name := self.settings.variables.get(hidden):
                    settings[field_name] = None
                elif name in uses.reads:
                    at_once[hidden] = None
                else:
                    late[hidden] = None
        settings.update(
            (self.settings.literals[id(node)], None)
            for node in literals(piece)
            if id(node) in self.settings.literals
        )
        return Asks(
            at_once,
            late,
            self._values(uses.must),
            self._values(uses.may),
            self._values(uses.deleted),
            self._values(uses.conditional),
            settings,
            self._values(uses.shared),
        )

    def _values(self, names: Iterable[str]) -> dict[str, None]:
        return {name: None for name in names if self.is_value(name)}


def literals(piece: Piece) -> Iterable[ast.Constant]:
    """Literals in the calls of a statement, and the one that it assigns."""
    if isinstance(piece.node, ast.Assign) and isinstance(piece.node.value, ast.Constant):
        yield piece.node.value
    for call in piece.uses.calls:
        for value in (*call.args, *(k.value for k in call.keywords)):
            if isinstance(value, ast.Constant):
                yield value


def binds_function(piece: Piece) -> str:
    """The function or class that a statement defines; empty where it is none."""
    if isinstance(piece.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return piece.node.name
    return lambda_name(piece.node)


__all__ = ["Asks", "Work", "assigned_name", "binds_function", "literals"]
