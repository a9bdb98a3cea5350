"""Bare looks at data: expressions whose only purpose is that a notebook shows their value.

A look is left out only where every part of it is known to compute a value and nothing else; an
expression that nobody knows stays where it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from nbprod.extract.statements.chance import Chance, may_seed
from nbprod.extract.statements.checking import checks
from nbprod.extract.statements.consuming import (
    asks_caches,
    remembers,
    takes_from_outside,
    unsteady,
    uses_up,
    values_by_name,
)
from nbprod.extract.statements.fresh import Fresh, fresh
from nbprod.extract.statements.generators import given_generator
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.methods import OwnMethods
from nbprod.extract.statements.overwriting import TAKES_RESULT, gives_twice, may_overwrite
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.questions import asks_only, bare_calls, is_question, takes_next
from nbprod.extract.statements.timing import timed
from nbprod.flow.calls import ENTRIES
from nbprod.flow.canvases import draws_on
from nbprod.flow.fact import Fact, arguments
from nbprod.flow.names import Names
from nbprod.flow.record import Attempt, Block, Called, Define, Fork, Loop, Touch

_SHOWING = ("IPython.display.", "IPython.core.display.")
_HANDED_BACK = listed("head tail get_option get_printoptions geterr summary summary2")
"""Calls that show by what they return; a Keras model's `summary` prints, and is none of them."""

_DECORATING = (
    "functools.", "builtins.staticmethod", "builtins.classmethod", "builtins.property", "numba.",
    "dataclasses.", "contextlib.contextmanager", "typing.",
)  # fmt: skip
"""Decorators that leave a function's effects as they are."""

_ANSWERING = (
    "builtins.",
    "numpy.",
    "scipy.",
    "math.",
    "sklearn.metrics.",
    "sklearn.model_selection.",
)
"""Libraries whose functions answer, but for those that facts say more of."""

_DISPLAYS = (ast.Dict, ast.List, ast.Set, ast.Tuple)

_LOUD = frozenset(
    f"builtins.{name}"
    for name in listed("next input print open help exec eval setattr delattr breakpoint exit quit")
)
"""Builtins that do more than answer."""


class Looks:
    """Tells looks from work, for one notebook."""

    def __init__(self, names: Names, pieces: Iterable[Piece]) -> None:
        self._names = names
        self._pure: dict[int, bool] = {}
        pieces = list(pieces)
        records = {id(piece.record): piece.record for piece in pieces}.values()
        self._seeds = any(may_seed(call.node, names) for r in records for call in r.calls)
        self._methods = OwnMethods(names, pieces)
        self._anew = unsteady(pieces)
        self._counted = asks_caches(pieces)
        self._held = values_by_name(pieces)
        self._timed = frozenset(timed(pieces, names))
        self._chance = Chance(names, self._methods)
        self._fed = frozenset(self._feeding(pieces))

    def is_look(self, piece: Piece, *, shown: bool) -> bool:
        """Whether a statement does nothing that outlives it; its value is `shown` or is nobody's."""
        kept = piece in self._timed or piece in self._fed
        return not kept and self.is_idle(piece.node, shown=shown)

    def _feeding(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """Statements that draw above one that draws and stays, which would draw their numbers.

        Nothing need have seeded the generator: from one start the package draws what the notebook
        does, and only so can it be compared with it.
        """
        drawn: frozenset[str] = frozenset()
        for piece in reversed(pieces):
            own = self._chance.sources(piece.node)
            if own & drawn:
                yield piece
            elif not self.is_idle(piece.node, shown=True):
                drawn |= own

    def is_empty(self, node: ast.stmt) -> bool:
        """Whether a statement is a condition that asks only, with nothing left in its branches."""
        if not isinstance(node, ast.If) or not self.computes_only(node.test):
            return False
        return all(isinstance(s, ast.Pass) or self.is_empty(s) for s in (*node.body, *node.orelse))

    def kind(self, node: ast.AST) -> str:
        """What a look is listed as: one that draws leaves other numbers to those who draw below."""
        if isinstance(node, ast.If) and all(isinstance(s, ast.Pass) for s in node.body):
            return "a condition of what is left out"
        if self._chance.sources(node):
            return "a look at a draw that nothing seeds and no draw follows"
        return "a look at data"

    def is_idle(self, node: ast.stmt, *, shown: bool = False) -> bool:
        """Whether running a statement has no effect, as far as its own parts tell."""
        match node:
            case ast.Pass():
                return True
            case ast.Expr(value=value):
                if isinstance(value, ast.Constant):
                    return True
                asks = all(self._is_question(call, shown=shown) for call in bare_calls(value))
                quiet = asks and self.computes_only(value)
                return quiet and not (uses_up(value, self._names) or checks(value, self._names))
            case ast.If(test=test, body=body, orelse=other):
                return self.computes_only(test) and all(map(self.is_idle, (*body, *other)))
            case ast.With(items=[ast.withitem(context, None)], body=body):
                return all(isinstance(s, ast.Pass) for s in body) and self.enters_only(context)
        return False

    def enters_only(self, node: ast.expr) -> bool:
        """Whether a block around nothing does nothing: one of a library that writes no file."""
        if not isinstance(node, ast.Call) or self._names.callee(node) in _LOUD:
            return False
        fact = self._names.fact(node)
        return bool(self._names.dotted(node.func)) and not (fact and fact.writes)

    def _is_question(self, node: ast.Call, *, shown: bool) -> bool:
        """Whether a call that stands alone is known to answer.

        A call whose result is used is taken for a question; one that stands alone is taken for a
        command unless it is known better: `anim.save(path)` against `df.describe()`. Its name alone
        says so only where its value is `shown`.
        """
        callee = self._names.callee(node)
        if self._own(node) is not None or is_display(node, self._names):
            return True
        fact = self._names.fact(node)
        if callee.startswith(_SHOWING) or asks_only("." + callee.rpartition(".")[2]):
            return shown or fact is not None or callee.startswith(_SHOWING)
        if fact is None or fact.returns == "builtins.NoneType" or gives_twice(node, fact):
            return False
        return fact.returns is not None or callee.startswith(_ANSWERING)

    def runs_own(self, call: ast.Call) -> bool:
        """Whether a call may run a method of the notebook's own."""
        return any(True for _ in self._methods.called(call))

    def computes_only(self, node: ast.AST) -> bool:
        """Whether evaluating an expression has no effect but its value."""
        if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
            return False
        if isinstance(node, ast.Call) and not self._call(node):
            return False
        if isinstance(node, ast.Lambda):
            return True
        if not all(map(self.runs_quietly, self._methods.implied(node))):
            return False
        return all(self.computes_only(child) for child in ast.iter_child_nodes(node))

    def _call(self, node: ast.Call) -> bool:
        callee = self._names.callee(node)
        if callee.startswith(_SHOWING) or is_display(node, self._names):
            return True
        if callee in _LOUD or (callee.startswith("keras.") and callee.endswith(".summary")):
            return False
        own = self._own(node)
        if own is not None:
            return self.runs_quietly(own)
        if not all(map(self.runs_quietly, self._methods.called(node))):
            return False
        if draws_on(node, self._names) or given_generator(node, self._names):
            return False
        fact = self._names.fact(node)
        if (fact is None or not fact.certain) and takes_next(node):
            return False
        if fact is None:
            return is_question(callee) or (callee == "builtins.vars" and bool(node.args))
        slots = (*fact.changes, *TAKES_RESULT)
        changed = [a for a in arguments(node, slots) if not isinstance(a, ast.Constant)]
        changes = bool(changed) or may_overwrite(node, fact)
        said = fact.shows and callee.rpartition(".")[2] not in _HANDED_BACK
        quiet = not (fact.writes or changes or self._uses(fact) or fact.sets or said)
        return quiet and fact.reads in ("", "file", "dataset") and self._calls_back(node, fact)

    def _uses(self, fact: Fact) -> bool:
        """Whether a call leaves a trace in a resource.

        To read the environment, or the folder one is in, leaves none, nor does a draw from a
        generator that nothing seeds: what comes after it is as much a matter of chance with the
        draw as without.
        """
        chance = () if self._seeds else ("random:",)
        return any(not used.startswith(("environment", "cwd", *chance)) for used in fact.uses)

    def _calls_back(self, node: ast.Call, fact: Fact) -> bool:
        """Whether the functions that a call is given have no effect either.

        Those of the notebook may run wherever they are handed in: `df.assign(rate=lambda d: f(d))`.
        """
        handed = (*node.args, *(keyword.value for keyword in node.keywords))
        called = tuple(arguments(node, fact.calls))
        named = filter(self._names.dotted, self._inside(called))
        functions = filter(self._is_function, (*handed, *self._inside(handed)))
        return all(
            self._is_data(v) or self._quiet_function(v) for v in (*called, *named, *functions)
        )

    def _is_data(self, node: ast.expr) -> bool:
        return isinstance(self._names.value(node), (ast.Constant, *_DISPLAYS))

    def _inside(self, nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
        """What stands in displays: `rain.agg({"mm": note})`, `rain.agg([note])`."""
        for node in map(self._names.value, nodes):
            if isinstance(node, _DISPLAYS):
                parts = node.values if isinstance(node, ast.Dict) else node.elts
                yield from parts
                yield from self._inside(parts)

    def _is_function(self, node: ast.expr) -> bool:
        """Whether an expression is surely a function of the notebook; `isinstance` is given classes."""
        own = self._names.definition(node)
        return isinstance(node, ast.Lambda) or (own is not None and own.kind != "class")

    def _quiet_function(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Lambda):
            return self.computes_only(node.body)
        own = self._names.definition(node)
        if own is not None:
            return self.runs_quietly(own)
        name = self._names.dotted(node)
        if name in _LOUD or not all(map(self.runs_quietly, self._methods.handed(name))):
            return False
        return self._quiet_by_name(name) if name else self._quiet_object(node)

    def _quiet_by_name(self, name: str) -> bool:
        """Whether a library's function that is handed on leaves no trace; it is given new things."""
        facts = self._names.facts(name)
        loud = any(
            f.writes or f.sets or f.shows or self._uses(f) or {0, "self"} & set(f.changes)
            for f in facts
        )
        return not loud and (bool(facts) or name.startswith(_ANSWERING))

    def _quiet_object(self, node: ast.expr) -> bool:
        """Whether to run a library's object, as to fit an estimator, leaves no trace.

        It may draw, and nobody sees here what of: that shifts what is drawn below it from a seed.
        """
        return bool(self._names.type_of(node)) and not self._seeds

    def _own(self, node: ast.Call) -> Define | None:
        return self._names.definition(node.func)

    def runs_quietly(self, define: Define) -> bool:
        """Whether a call of the notebook's own function has no effect but its value."""
        key = id(define)
        if key not in self._pure:
            self._pure[key] = True
            plain = not define.globals and self._is_plain(define)
            plain = plain and not remembers(define, self._names, self._anew, counted=self._counted)
            plain = plain and not takes_from_outside(define, self._names, self._held)
            self._pure[key] = plain and self._body(define)
        return self._pure[key]

    def _is_plain(self, define: Define) -> bool:
        """Whether a call runs the body and nothing around it: a decorator may do anything."""
        decorators = getattr(define.node, "decorator_list", ())
        return all(
            self._names.dotted(d.func if isinstance(d, ast.Call) else d).startswith(_DECORATING)
            for d in decorators
        )

    def _body(self, define: Define) -> bool:
        """Whether running a function, or making an instance of a class, stays within itself."""
        if define.kind != "class":
            return self._block(define.body, fresh(define, self._names))
        entries = [method for method in define.methods if method.name in ENTRIES]
        return all(map(self._inherits_quietly, define.bases)) and all(
            not m.globals and self._block(m.body, self._of_instance(m)) for m in entries
        )

    def _of_instance(self, method: Define) -> Fresh:
        """What a method that makes an instance may change: the instance as well."""
        own = fresh(method, self._names)
        return Fresh(own.names | set(method.parameters[:1]), own.whole)

    def _inherits_quietly(self, base: ast.expr) -> bool:
        own = self._names.definition(base)
        return own is None or self.runs_quietly(own)

    def _block(self, block: Block, own: Fresh) -> bool:
        return all(self._event(event, own) for event in block)

    def _event(self, event: object, own: Fresh) -> bool:
        match event:
            case Called():
                return self._call(event.call.node) or self._changes_own(event.call.node, own)
            case Touch(kind="change"):
                return own.may_change(event.node)
            case Touch(kind="bind", how="augmented"):
                return event.name in own.names
            case Fork():
                return all(self._block(branch, own) for branch in event.branches)
            case Loop():
                return self._block(event.body, own)
            case Attempt():
                parts = (event.body, *event.handlers, event.final)
                return all(self._block(part, own) for part in parts)
            case Define(kind="class"):
                return False
        return True

    def _changes_own(self, node: ast.Call, own: Fresh) -> bool:
        """Whether a call only changes something that the function has made itself."""
        func = node.func
        fact = self._names.fact(node)
        if fact is None or not isinstance(func, ast.Attribute):
            return False
        made_here = isinstance(func.value, ast.Name) and func.value.id in own.names
        only = set(fact.changes) == {"self"} and not (fact.writes or fact.uses or fact.sets)
        return made_here and only and not fact.reads


def shown_value(node: ast.expr, names: Names) -> ast.expr:
    """What an expression shows: of `display(rain)`, what is handed to it."""
    match node:
        case ast.Call(args=[given], keywords=[]) if is_display(node, names):
            return given
    return node


def is_display(node: ast.Call, names: Names) -> bool:
    """Whether a call hands its arguments to the notebook's own display."""
    if names.callee(node) in ("IPython.display.display", "IPython.core.display.display"):
        return True
    func = node.func
    return isinstance(func, ast.Name) and func.id == "display" and not names.bindings(func)
