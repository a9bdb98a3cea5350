"""One notebook, asked many questions; nothing is computed unasked."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

from nbprod.flow.completeness import PASSING, Bound, Told, told
from nbprod.flow.effects import Knowledge
from nbprod.flow.model import Flow, Missing, Touches
from nbprod.flow.names import Names, resolve
from nbprod.flow.record import Call, Inside, Record
from nbprod.flow.versions import play
from nbprod.flow.walk import walk
from nbprod.notebook.model import Magic, Notebook, Parsed, Unparsed
from nbprod.notebook.parsing import parse
from nbprod.place import CellRef

Answer = TypeVar("Answer")


def once(question: Callable[[Analysis], Answer]) -> Callable[[Analysis], Answer]:
    """Let a question that several rules ask of a notebook be answered once."""

    @wraps(question)
    def answer(notebook: Analysis) -> Answer:
        answers = notebook.answers
        if question not in answers:
            answers[question] = question(notebook)
        found: Answer = answers[question]
        return found

    return answer


@dataclass(frozen=True, eq=False)
class Analysis:
    """A notebook and what follows from it.

    Asked in this order, each from the one before: `cells` are its Python cells, masked and
    parsed; `records` what one walk over each wrote down; `names` what each dotted name stands
    for; `flow` which cell hands what to whom.
    """

    notebook: Notebook
    tracked: Mapping[str, str] = field(default_factory=dict)
    """Data files and who keeps them, by path relative to the notebook: see `ledger.tracking`."""
    programs: Mapping[str, Notebook] = field(default_factory=dict)
    """Files that its `%run` lines name, by path as written there, as far as somebody read them."""
    answers: dict[object, Any] = field(default_factory=dict, repr=False)
    """What was answered to questions that are asked `once`."""

    @cached_property
    def cells(self) -> tuple[Parsed | Unparsed, ...]:
        """The Python code cells in order; empty for a notebook in another language."""
        return parse(self.notebook)

    @cached_property
    def parsed(self) -> tuple[Parsed, ...]:
        """The cells that parse."""
        return tuple(cell for cell in self.cells if isinstance(cell, Parsed))

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """One record for each cell that parses, in order."""
        return tuple(walk(cell) for cell in self.parsed)

    @cached_property
    def record(self) -> dict[CellRef, Record]:
        """The record of a cell."""
        return {record.cell: record for record in self.records}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The facts of the libraries that the notebook imports."""
        imports = (found.module for record in self.records for found in record.imports)
        return Knowledge(dict.fromkeys(module.partition(".")[0] for module in imports))

    @cached_property
    def names(self) -> Names:
        """What names and calls stand for, aliases followed over all cells."""
        return resolve(self.records, self.knowledge)

    @cached_property
    def calls_of(self) -> Mapping[str, tuple[Call, ...]]:
        """Every call by the absolute name of what is called, in document order."""
        found: dict[str, list[Call]] = {}
        for record in self.records:
            for call in record.calls:
                found.setdefault(self.names.callee(call), []).append(call)
        return {name: tuple(calls) for name, calls in found.items()}

    @cached_property
    def nodes_of(self) -> Mapping[type, tuple[tuple[ast.AST, Inside], ...]]:
        """Every recorded node by its type, with what surrounds it, in document order."""
        found: dict[type, list[tuple[ast.AST, Inside]]] = {}
        for record in self.records:
            for node, inside in record.nodes:
                found.setdefault(type(node), []).append((node, inside))
        return {kind: tuple(nodes) for kind, nodes in found.items()}

    @cached_property
    def flow(self) -> Flow:
        """Versions of names, and who hands what to whom."""
        return play(self.parsed, self.records, self.names, self.knowledge)

    @cached_property
    def touches(self) -> dict[tuple[int, int], Touches]:
        """What each statement may change, and through what: by cell number and statement index.

        The notebook is played once more for it, so that lint, which does not ask, has nothing to wait for.
        """
        return play(self.parsed, self.records, self.names, self.knowledge, touching=True).touches

    @cached_property
    def _told(self) -> Told | None:
        return told(self.parsed, self.records, self.names, self.knowledge)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Reads that nothing above them gives; the notebook is played only where that is unsure."""
        return self._told.missing if self._told else self.flow.missing

    @cached_property
    def bound(self) -> Mapping[str, Sequence[Bound]]:
        """Where each name is bound at module level, in order."""
        if self._told:
            return self._told.bound
        found: dict[str, list[Bound]] = {}
        for version in self.flow.versions:
            if version.kind == "bind":
                found.setdefault(version.name, []).append(Bound(version.cell, version.node))
        return found

    @cached_property
    def assigned(self) -> Mapping[str, int]:
        """Names that cells assign, imports and definitions aside, and the number of the first."""
        if self._told:
            return self._told.assigned
        found: dict[str, int] = {}
        for version in self.flow.versions:
            if version.kind == "bind" and version.how not in PASSING:
                found.setdefault(version.name, version.cell.number)
        return found

    @cached_property
    def magics(self) -> tuple[tuple[CellRef, Magic], ...]:
        """Every magic and shell line, in order."""
        return tuple((c.cell.ref, magic) for c in self.cells for magic in c.masked.magics)
