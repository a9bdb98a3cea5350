"""Where code of a function runs: at the calls of it, with what these hand to its parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nbprod.flow.fact import argument
from nbprod.flow.links import Binding, Bindings, parameters
from nbprod.flow.names import Names
from nbprod.flow.record import Call, Define, Record
from nbprod.flow.shapes import parameter_names

DEPTH = 3
"""Through how many functions a call is followed outwards."""


@dataclass(frozen=True, slots=True)
class Run:
    """A call as it happens once the notebook's own functions around it are called."""

    outer: Call
    """The call that has it happen, furthest out: itself, where it stands in no function."""
    names: Names
    """What names stand for there, those of parameters included."""

    def handed(self, node: ast.expr) -> ast.expr:
        """What the outermost call hands for a parameter; any other expression as it is."""
        for _ in range(DEPTH):
            found = self.names.binding(node) if isinstance(node, ast.Name) else None
            if found is None or found.how != HANDED or found.value is None:
                break
            node = found.value
        return node


HANDED = "handed"
"""How a parameter is bound at one call."""


class Callers:
    """The notebook's own functions with their calls."""

    def __init__(self, records: Iterable[Record], names: Names) -> None:
        self._names = names
        self._calls: dict[int, list[Call]] = {}
        self._within: dict[int, Define] = {}
        records = tuple(records)
        for call in (call for record in records for call in record.calls):
            own = _body_of(names.definition(call.node.func))
            if own is not None:
                self._calls.setdefault(id(own), []).append(call)
        for define in (define for record in records for define in record.definitions):
            if define.kind == "function" or id(define) in self._calls:
                for part in _parts(define):  # functions inside of one come first
                    self._within.setdefault(id(part), define)

    def runs(self, call: Call) -> Iterator[Run]:
        """Every way in which a call happens, as far as calls by name tell."""
        yield from self._runs(call, self._names, ())

    def _runs(self, call: Call, names: Names, passed: tuple[Define, ...]) -> Iterator[Run]:
        own = self._within.get(id(call.node))
        calls = self._calls.get(id(own), []) if len(passed) < DEPTH else []
        outside = [c for c in calls if self._within.get(id(c.node)) not in (*passed, own)]
        if own is None or not outside:
            yield Run(call, names)
            return
        for outer in outside:
            inner = names.knowing(_linked(own, _handed(outer.node, own), names))
            yield from self._runs(outer, inner, (*passed, own))


def _body_of(own: Define | None) -> Define | None:
    """What runs when a definition is called: of a class its `__init__`."""
    if own is None or own.kind != "class":
        return own
    return next((method for method in own.methods if method.name == "__init__"), None)


def _parts(define: Define) -> Iterator[ast.AST]:
    body = getattr(define.node, "body", [])
    for node in body if isinstance(body, list) else [body]:
        yield from ast.walk(node)


def _handed(call: ast.Call, own: Define) -> dict[str, ast.expr]:
    """What a call hands to each parameter, or its default; nothing for what stars may hand."""
    every = parameters(own)
    starred = any(isinstance(each, ast.Starred) for each in call.args)
    starred = starred or any(option.arg is None for option in call.keywords)
    found: dict[str, ast.expr] = {}
    for at, (name, binding) in enumerate(every[_first(own) :]):
        placed = argument(call, at) if at < _placed(own) else None
        value = placed or argument(call, name) or (None if starred else binding.value)
        if value is not None:
            found[name] = value
    return found


def _first(own: Define) -> int:
    """A method made by calling its class has `self` before what the call hands over."""
    return int(own.name == "__init__")


def _placed(own: Define) -> int:
    """How many arguments may be told by their place."""
    spec = getattr(own.node, "args", None)
    assert isinstance(spec, ast.arguments)
    return len(spec.posonlyargs) + len(spec.args) - _first(own)


def _linked(own: Define, handed: Mapping[str, ast.expr], names: Names) -> dict[int, Bindings]:
    """The reads of parameters, bound to what one call hands to them."""
    found: dict[int, Bindings] = {}
    hidden = set(_hidden(own))
    for part in _parts(own):
        known = names.binding(part) if isinstance(part, ast.Name) else None
        if known is None or known.how != "parameter" or id(part) in hidden:
            continue
        if known.name in handed:
            found[id(part)] = (Binding(known.name, HANDED, value=handed[known.name]),)
    return found


def _hidden(own: Define) -> Iterator[int]:
    """Names in functions inside of one that have a parameter of the same name."""
    for inner in _parts(own):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            taken = parameter_names(inner.args)
            names = (part for part in ast.walk(inner) if isinstance(part, ast.Name))
            yield from (id(part) for part in names if part.id in taken)
