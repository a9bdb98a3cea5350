"""Constants: values that nothing changes, made of literals, imports and each other alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection

from nbprod.extract.decisions.constants import Plain
from nbprod.extract.decisions.settings import Settings
from nbprod.extract.statements.binding import (
    Lifted,
    assigned_name,
    assigned_value,
    makes_type,
    reached,
)
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program


class Steady:
    """Finds the constants of one notebook; `definitions` are none, whatever they are made of."""

    def __init__(
        self, program: Program, settings: Settings, plain: Plain, definitions: Collection[str]
    ) -> None:
        self._program = program
        self._settings = settings
        self._plain = plain
        self._definitions = definitions

    def find(self, may: Callable[[str], bool]) -> dict[str, Piece]:
        """The types that calls make, and the constants that `may` be had."""
        found: dict[str, Piece] = {}
        moving = self._program.changed | self._program.in_texts
        for piece in self._program.pieces:
            name = assigned_name(piece.node)
            if not name or name in self._settings.variables or name in self._definitions:
                continue
            if not self._makes_type(piece) and not may(name):
                continue
            value = assigned_value(piece.node)
            if value is None or name in moving or self._program.only_binder(name) is not piece:
                continue
            if self._plain.is_constant(value, found) and not self._asks_setting(value):
                found[name] = piece
        return found

    def _asks_setting(self, value: ast.expr) -> bool:
        """Whether a literal inside became configuration: `dict(days=30, seed=config.seed)`."""
        return any(id(part) in self._settings.literals for part in ast.walk(value))

    def among(self, handed: Collection[str]) -> set[str]:
        """The constants among values that stages would hand on, with those that they are made of.

        They need no handing on: what reads them imports them.
        """
        every = self.find(lambda _: True) if handed else {}
        made_of = {*reached((every[name] for name in handed if name in every), every)}
        return {name for name, piece in every.items() if piece in made_of}

    def needed(self, lifted: Lifted, handed: Collection[str]) -> dict[str, Piece]:
        """The constants that something lifted reads, types, and those that are not handed on."""
        constants = lifted.constants
        first = [p for n, p in constants.items() if n in handed or self._makes_type(p)]
        lasting = [*first, *lifted.alone.values(), *lifted.with_added.values()]
        read = {*reached(lasting, constants)}
        return {name: piece for name, piece in constants.items() if piece in read}

    def _makes_type(self, piece: Piece) -> bool:
        return makes_type(piece, self._program.analysis.names)
