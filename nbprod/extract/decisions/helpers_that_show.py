"""Functions of the notebook that show what they draw, so that nothing is left to save below a call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nbprod.extract.decisions.plotters import draws_by_name
from nbprod.flow.canvases import draws_on
from nbprod.flow.fact import Fact, arguments
from nbprod.flow.names import Names
from nbprod.flow.record import Define

FIGURE = "figure"


@dataclass(slots=True)
class _Ways:
    """Whether a figure may be open where code ends, on each kind of way out of it."""

    returned: bool = False
    jumped: bool = False
    """By `break` or `continue`."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A function of the notebook that shows something when it is called."""

    name: str
    again: bool
    """Whether a loop lets it do so in each round."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows every way through a statement, and says whether a figure may be open behind it.

    What nobody knows may draw. To save once too often saves nothing; to save too seldom loses a
    figure.
    """

    names: Names
    is_show: Callable[[ast.AST], bool]
    closes: Callable[[ast.AST], bool]
    """What of that leaves no figure open."""
    left: dict[tuple[int, bool], bool] = field(default_factory=dict)
    """By function and what is open above a call: what may be open below it."""
    saved: dict[int, tuple[Showing, ...]] = field(default_factory=dict)
    """By function: it and those that it calls, as far as they show something."""

    def leaves_open(self, node: ast.stmt, is_open: bool) -> bool:
        """Whether a figure may be open below a statement that draws."""
        shown = self.shows(node) or any(self.showing(node))
        return not shown or self._suite([node], is_open, _Ways())

    def _suite(self, body: Sequence[ast.stmt], is_open: bool, ways: _Ways) -> bool:
        for node in body:
            is_open = self._statement(node, is_open, ways)
        return is_open

    def _statement(self, node: ast.stmt, is_open: bool, ways: _Ways) -> bool:
        match node:
            case ast.FunctionDef(decorator_list=[]) | ast.Global() | ast.Nonlocal() | ast.Pass():
                return is_open
            case ast.If(test=test, body=body, orelse=other):
                is_open = self._value(test, is_open)
                return self._suite(body, is_open, ways) | self._suite(other, is_open, ways)
            case ast.For(iter=head, body=body, orelse=other) | ast.While(
                test=head, body=body, orelse=other
            ):
                return self._loop(head, [*body, *other], is_open, ways)
            case ast.With(items=items, body=body):
                for item in items:
                    is_open = self._value(item.context_expr, is_open)
                return self._suite(body, is_open, ways)
            case ast.Return(value=value):
                ways.returned |= self._value(value, is_open)
                return False
            case ast.Raise():
                return False
            case ast.Break() | ast.Continue():
                ways.jumped |= is_open
                return False
            case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Assert():
                return self._value(node, is_open)
        return True

    def _loop(self, head: ast.AST, body: list[ast.stmt], is_open: bool, ways: _Ways) -> bool:
        """Twice around: what the first round leaves, the second finds."""
        inner = _Ways()
        for _ in range(2):
            is_open = self._value(head, is_open)
            is_open |= self._suite(body, is_open, inner) | inner.jumped
        ways.returned |= inner.returned
        return is_open

    def _value(self, node: ast.AST | None, is_open: bool) -> bool:
        """Each call in the order in which calls are made: what is inside comes first."""
        if node is None or isinstance(node, ast.Lambda):
            return is_open
        before = is_open
        for child in ast.iter_child_nodes(node):
            is_open = self._value(child, is_open)
        if isinstance(node, _PERHAPS):
            return before or is_open
        return self._call(node, is_open) if isinstance(node, ast.Call) else is_open

    def _call(self, call: ast.Call, is_open: bool) -> bool:
        if self.closes(call):
            return False
        own = self.names.definition(call.func)
        if own is not None:
            return self._own(own, is_open)
        fact = self.names.fact(call)
        named = fact is not None and fact.general and draws_by_name(call.func, self.names)
        may_draw = named or fact is None or _draws(fact) or draws_on(call, self.names)
        return is_open or may_draw or self._calls_back(call)

    def _calls_back(self, call: ast.Call) -> bool:
        """Whether a figure may be open once a library has called what it is handed: `interact(draw)`."""
        handed = map(self.names.definition, self._handed(call))
        return any(own is None or self._own(own, False) for own in handed)

    def _own(self, own: Define, is_open: bool) -> bool:
        """A function that calls itself leaves nothing open there, unless it does so elsewhere.

        What was found out about other functions in the meantime holds only as long as that does.
        """
        node, at = own.node, (id(own), is_open)
        if own.decorated or not isinstance(node, ast.FunctionDef):
            return True
        if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in ast.walk(node)):
            return True
        if at not in self.left:
            known, ways = {**self.left, at: True}, _Ways()
            self.left[at] = False
            if self._suite(node.body, is_open, ways) | ways.returned:
                self.left.clear()
                self.left.update(known)
        return self.left[at]

    def showing(self, node: ast.AST) -> Iterator[Showing]:
        """The functions of the notebook that show something where a statement calls them."""
        again = {id(part) for loop in _loops(node) for part in ast.walk(loop)}
        for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
            for func in (call.func, *self._handed(call)):
                own = self.names.definition(func)
                if own is not None and isinstance(own.node, ast.FunctionDef):
                    often = func is not call.func or id(call) in again
                    for found in self._saved_by(own):
                        yield replace(found, again=found.again or often)

    def _handed(self, call: ast.Call) -> Iterator[ast.expr]:
        """What a library's call is handed to call, as often as it likes."""
        fact = self.names.fact(call)
        return arguments(call, fact.calls if fact else ())

    def _saved_by(self, own: Define) -> tuple[Showing, ...]:
        if id(own) not in self.saved:
            self.saved[id(own)] = ()
            again = self.shows_again(own.node) or self._calls(own, own.node)
            here = [Showing(own.name, again)] if self.shows(own.node) else []
            self.saved[id(own)] = tuple(dict.fromkeys([*here, *self.showing(own.node)]))
        return self.saved[id(own)]

    def _calls(self, own: Define, node: ast.AST) -> bool:
        calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
        return any(self.names.definition(call.func) is own for call in calls)

    def shows(self, node: ast.AST) -> bool:
        """Whether a statement shows something itself."""
        return any(map(self.is_show, ast.walk(node)))

    def shows_again(self, node: ast.AST) -> bool:
        """Whether a statement shows something itself in each round of a loop."""
        return any(map(self.shows, _loops(node)))


def _loops(node: ast.AST) -> Iterator[ast.AST]:
    kinds = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return (part for part in ast.walk(node) if isinstance(part, kinds))


_PERHAPS = (
    ast.BoolOp, ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Await
)  # fmt: skip
"""What makes the calls in it on some ways only, or later."""


def _draws(fact: Fact) -> bool:
    """Whether a library's call may draw."""
    return FIGURE in (*fact.uses, *fact.sets)
