"""Which functions, classes and constants of the notebook stand on their own, and at what price.

A definition is *lifted* into a module where everything it reads is there too: imports, other
lifted definitions, constants. A function that reads variables is lifted with these as keyword
parameters where every use of it is a call that can hand them over, since then the call gives what
late binding would have found. What is left stays inside the stage that defines it, as a closure,
which is late binding itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from nbprod.extract.decisions.constants import Plain
from nbprod.extract.decisions.imports import Imports
from nbprod.extract.decisions.known_modules import STANDARD, is_library
from nbprod.extract.decisions.looks import Looks
from nbprod.extract.decisions.settings import Settings
from nbprod.extract.decisions.steady import Steady
from nbprod.extract.statements.binding import (
    Lifted,
    assigned_name,
    can_take,
    define_of,
    lambda_name,
    own_names_around,
    reached,
    runs_later,
    shouts,
)
from nbprod.extract.statements.decorating import runs_at_once, told_of, told_of_class
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.record import Define

_REGISTERS = re.compile(r"regist|subscri|listen|hook|handler|route|command")
"""Decorators that hand a function to somebody who calls it later."""

MOST_ADDED = 4
"""More hidden variables than this say that a function belongs to its stage."""


class Lifter:
    """Decides what can be lifted."""

    def __init__(
        self, program: Program, imports: Imports, settings: Settings, looks: Looks
    ) -> None:
        self._program = program
        self._imports = imports
        self._settings = settings
        self._looks = looks
        self._plain = Plain(program, imports)
        self._found = Lifted()

    def lift(self, handed_on: Collection[str] = ()) -> Lifted:
        """Constants first, then what needs nothing, then what needs parameters.

        Constants among values that stages would hand on need no handing.
        """
        self._found = Lifted()
        definitions = dict(self._definitions())
        steady = Steady(self._program, self._settings, self._plain, definitions)
        wanted, handed = self._read_by_definitions(), steady.among(handed_on)
        self._found.constants = steady.find(
            lambda name: name in handed or (shouts(name) and name in wanted)
        )
        self._lift(definitions)
        if len(self._found.alone) + len(self._found.with_added) < len(definitions):
            self._found.constants = steady.find({*wanted, *handed}.__contains__)
            self._lift(definitions)
        self._found.constants = steady.needed(self._found, handed)
        return self._found

    def _lift(self, definitions: dict[str, Piece]) -> None:
        self._found.alone = self._alone(definitions)
        rest = {n: p for n, p in definitions.items() if n not in self._found.alone}
        self._with_parameters(rest)

    # -- candidates

    def _definitions(self) -> Iterator[tuple[str, Piece]]:
        for piece in self._program.pieces:
            node = piece.node
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                stays = self._is_told_of(piece) or runs_at_once(node, self._names)
                if self._program.only_binder(node.name) is piece and not stays:
                    yield node.name, piece
            elif (
                (name := lambda_name(node))
                and name not in self._program.told
                and self._program.only_binder(name) is piece
            ):
                yield name, piece

    def _is_told_of(self, piece: Piece) -> bool:
        """Whether a library is told of a definition that no statement reads by its name.

        @register_metric
        def mase(y, p): ...
        score(model, metrics=["mase"])  # a module with `mase` alone is imported by nobody
        """
        node = piece.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        bare = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
        told = any(_REGISTERS.search(ast.unparse(each).rpartition(".")[2]) for each in bare)
        told = told or any(map(self._is_unknown, getattr(node, "bases", ())))
        return told and node.name not in self._reached

    def _is_unknown(self, base: ast.expr) -> bool:
        """Whether a class of a library that nobody knows may list those that extend it."""
        root = self._names.dotted(base).partition(".")[0]
        return bool(root) and root not in STANDARD and not is_library(root)

    @cached_property
    def _reached(self) -> set[str]:
        """Names that statements read, and those that the definitions among them read in turn."""
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        plain = [piece for piece in self._program.pieces if not isinstance(piece.node, kinds)]
        named = {p.node.name: p for p in self._program.pieces if isinstance(p.node, kinds)}
        return {name for piece in reached(plain, named) for name in piece.uses.every}

    def _read_by_definitions(self) -> set[str]:
        found: set[str] = set()
        for piece in self._program.pieces:
            if (
                isinstance(piece.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                or lambda_name(piece.node)
                or assigned_name(piece.node)
            ):
                found.update(piece.uses.every)
        return found

    @property
    def _names(self):  # type: ignore[no-untyped-def]
        return self._program.analysis.names

    # -- definitions that stand alone

    def _alone(self, candidates: dict[str, Piece]) -> dict[str, Piece]:
        kept = {n: p for n, p in candidates.items() if not p.uses.shared and self._is_still(p)}
        while True:
            gone = [n for n, p in kept.items() if not self._stands_alone(p, kept)]
            if not gone:
                return kept
            for name in gone:
                del kept[name]

    def _stands_alone(self, piece: Piece, kept: dict[str, Piece]) -> bool:
        for name in (*piece.uses.every, *piece.uses.texts):
            if name in kept or name in self._found.constants or self._plain.knows(name):
                continue
            if name not in self._program.binders:
                continue
            return False
        return True

    def _is_still(self, piece: Piece) -> bool:
        """Whether making the definition has no effect, so that an import may do it."""
        node = piece.node
        if not self._plain.is_still(node):
            return False
        if isinstance(node, ast.Assign | ast.AnnAssign):
            return True
        for call in piece.uses.calls:
            if not self._quiet(call):
                return False
        told = (*told_of(node, self._names), *told_of_class(node, self._names))
        return all(map(self._quiet_definition, told))

    def _quiet(self, call: ast.Call) -> bool:
        own = self._names.definition(call.func)
        if own is not None:
            return self._quiet_definition(own)
        fact = self._names.fact(call)
        # `os.getenv("HOME")` leaves no trace, but answers what was set before.
        if self._looks.computes_only(call) and not (fact and fact.uses):
            return True
        callee = self._names.callee(call)
        known = callee and not callee.startswith((".", "builtins."))
        return bool(known) and (fact is None or not (fact.writes or fact.uses or fact.sets))

    def _quiet_definition(self, own: Define) -> bool:
        return self._looks.runs_quietly(own)

    # -- functions with parameters added

    def _with_parameters(self, rest: dict[str, Piece]) -> None:
        """Add hidden variables as parameters, as long as some function stands still."""
        kept = {name: piece for name, piece in rest.items() if self._could_take(name, piece)}
        while True:
            added = self._hidden(kept)
            gone = [n for n, p in kept.items() if not self._works(n, p, added)]
            if not gone:
                break
            for name in gone:
                del kept[name]
        late = self._late(kept, added)
        self._found.with_added = kept
        self._found.added = {n: tuple(h for h in added[n] if h not in late) for n in kept}
        self._found.brought = {
            n: tuple(h for h in added[n] if h in late and h in kept[n].uses.every) for n in kept
        }

    def _late(self, kept: dict[str, Piece], added: dict[str, tuple[str, ...]]) -> set[str]:
        """Hidden names that one import alone binds: a function imports these, as a stage would."""
        lambdas = {h for n in kept if lambda_name(kept[n].node) for h in added[n]}
        hidden = {h for n in kept for h in added[n]} - lambdas
        binders = {h: self._program.only_binder(h) for h in hidden}
        return {h for h, binder in binders.items() if binder and self._is_import(binder.node)}

    def _is_import(self, node: ast.stmt) -> bool:
        """Whether a statement imports what is the same whenever it is imported."""
        if isinstance(node, ast.ImportFrom):
            return not {alias.name for alias in node.names} & self._program.set_parts
        return isinstance(node, ast.Import)

    def _could_take(self, name: str, piece: Piece) -> bool:
        node = piece.node
        if isinstance(node, ast.ClassDef) or bool(getattr(node, "decorator_list", ())):
            return False
        if piece.uses.shared or not self._is_still(piece):
            return False
        at_once = [n for n in piece.uses.reads if not self._is_known(n)]
        return not at_once and self._only_called(name)

    def _is_known(self, name: str) -> bool:
        known = self._found
        return name in known.alone or name in known.constants or self._plain.knows(name)

    def _only_called(self, name: str) -> bool:
        """Whether every use of a function is a call that can be given more."""
        for piece in self._program.readers.get(name, ()):
            if name in piece.uses.texts:
                return False
            for node in piece.uses.every.get(name, ()):
                call = self._called.get(id(node))
                if call is None or not can_take(call, piece, name):
                    return False
        return True

    @cached_property
    def _called(self) -> dict[int, ast.Call]:
        records = self._program.analysis.records
        return {id(call.node.func): call.node for record in records for call in record.calls}

    def _hidden(self, kept: dict[str, Piece]) -> dict[str, tuple[str, ...]]:
        """The variables that each function reads, those of the functions it calls included."""
        found = {
            name: {
                n: None
                for n in piece.uses.every
                if n not in kept and not self._is_known(n) and n in self._program.binders
            }
            for name, piece in kept.items()
        }
        changed = True
        while changed:
            changed = False
            for name, piece in kept.items():
                for other in piece.uses.every:
                    more = found.get(other, {}).keys() - found[name].keys()
                    found[name].update(dict.fromkeys(sorted(more)))
                    changed = changed or bool(more)
        first = self._first_binding
        return {
            name: tuple(sorted(names, key=lambda n: (first[n], n))) for name, names in found.items()
        }

    @cached_property
    def _first_binding(self) -> dict[str, int]:
        order = self._program.order
        return {name: order[found[0]] for name, found in self._program.binders.items()}

    def _works(self, name: str, piece: Piece, added: dict[str, tuple[str, ...]]) -> bool:
        """Whether handing over these variables at each call means what the notebook means."""
        hidden = added[name]
        if len(hidden) > MOST_ADDED or set(hidden) & self._program.shared:
            return False
        if any(self._is_definition(n) for n in hidden):
            return False
        define = define_of(piece)
        if define is None or set(hidden) & define.local:
            return False
        if runs_later(piece.node) and not all(self._program.only_binder(n) for n in hidden):
            return False
        return all(
            self._can_hand(site, call, hidden) for site, call in self._sites(name)
        ) and self._bound_before(name, hidden)

    def _is_definition(self, name: str) -> bool:
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        return any(isinstance(p.node, kinds) for p in self._program.binders.get(name, ()))

    def _sites(self, name: str) -> Iterator[tuple[Piece, ast.Call]]:
        for piece in self._program.readers.get(name, ()):
            for node in piece.uses.every.get(name, ()):
                yield piece, self._called[id(node)]

    @staticmethod
    def _can_hand(piece: Piece, call: ast.Call, hidden: Iterable[str]) -> bool:
        """Whether no scope around a call has names of its own that hide the variables."""
        return not (set(hidden) & own_names_around(piece.node, call))

    def _bound_before(self, name: str, hidden: Iterable[str]) -> bool:
        """Whether the variables are bound when a statement first calls the function."""
        first = self._first_run(name, set())
        deleted = [n for n in hidden if n in self._program.deleters]
        return not deleted and all(self._first_binding[n] < first for n in hidden)

    def _first_run(self, name: str, seen: set[str]) -> int:
        """The first statement that runs a function, through others that call it."""
        order = self._program.order
        seen.add(name)
        first = len(order)
        for reader in self._program.readers.get(name, ()):
            own = lambda_name(reader.node) or getattr(reader.node, "name", "")
            if name in reader.uses.reads or not own:
                first = min(first, order[reader])
            elif own not in seen:
                first = min(first, self._first_run(own, seen))
        return first
