"""What names, calls and strings stand for, aliases followed over all cells.

Each read of a name is linked to the bindings that reach it, in document order; bodies of
functions are linked last, to what the notebook holds at its end, since they run when called.
Questions are answered from the links, on demand.
"""

from __future__ import annotations

import ast
import builtins
from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import TypeVar

from nbprod.flow.effects import Fact, Knowledge, argument, arguments
from nbprod.flow.fact import looks_like_class
from nbprod.flow.folding import fold
from nbprod.flow.links import Binding, Bindings, link
from nbprod.flow.record import (
    Call,
    Define,
    Record,
)
from nbprod.flow.results import returns_surely

BUILTINS = frozenset(dir(builtins))
VALUED = ("assign", "walrus", "handed")
"""Ways of binding a name by which it stands for one expression; `handed` is a parameter of one call."""
DEPTH = 12
"""How far a chain of variables is followed."""


Node = TypeVar("Node")
Answer = TypeVar("Answer")


class Names:
    """Answers what a node stands for. Nodes are known by identity, so a tree is never shared."""

    def __init__(self, links: MutableMapping[int, Bindings], knowledge: Knowledge) -> None:
        self._links = links
        self._knowledge = knowledge
        self._types: dict[int, str] = {}
        self._callees: dict[int, str] = {}
        self._facts: dict[int, Fact | None] = {}
        self._texts: dict[int, str | None] = {}
        self._depth = 0

    def knowing(self, more: Mapping[int, Bindings]) -> Names:
        """The same, where some reads are known to reach other bindings, such as what a call hands over."""
        return Names(ChainMap(dict(more), self._links), self._knowledge)

    def bindings(self, node: ast.AST) -> Bindings:
        """The bindings that may reach a read of a name."""
        return self._links.get(id(node), ())

    def binding(self, node: ast.AST) -> Binding | None:
        """The one binding that reaches a read of a name; None where there are several or none."""
        found = self.bindings(node)
        return found[0] if len(found) == 1 else None

    def value(self, node: ast.expr) -> ast.expr:
        """The expression that a plain name was bound to, followed through names."""
        for _ in range(DEPTH):
            found = self.binding(node) if isinstance(node, ast.Name) else None
            if found is None or found.how not in VALUED or found.value is None:
                return node
            node = found.value
        return node

    def definition(self, node: ast.expr) -> Define | None:
        """The notebook's own function or class that an expression stands for."""
        found = self.binding(self.value(node))
        return found.define if found else None

    def callee(self, call: Call | ast.Call) -> str:
        """The absolute name of what is called.

        `pandas.read_csv`; `pandas.DataFrame.drop` where the receiver's type is known; `.fit` for a
        method of an unknown receiver; empty for the notebook's own functions and the unknown.
        """
        node = call.node if isinstance(call, Call) else call
        try:
            return self._callees[id(node)]
        except KeyError:
            known = self._callees[id(node)] = self._callee(node.func)
            return known

    def fact(self, call: Call | ast.Call) -> Fact | None:
        """What is known of a call."""
        node = call.node if isinstance(call, Call) else call
        try:
            return self._facts[id(node)]
        except KeyError:
            name = self.callee(node)
            found = self._facts[id(node)] = self._knowledge.fact(name, node) if name else None
            return found

    def facts(self, callee: str) -> tuple[Fact, ...]:
        """All that is known of a function by its absolute name, however it is called."""
        return self._knowledge.facts(callee)

    def _callee(self, func: ast.expr) -> str:
        if name := self.dotted(func):
            return name
        if isinstance(func, ast.Attribute):
            kind = self.type_of(func.value)
            return f"{kind}.{func.attr}"
        return ""

    def dotted(self, node: ast.expr) -> str:
        """The absolute dotted name of a module, function or class: `torch.cuda.amp`."""
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        return self._origin(node) if isinstance(node, ast.Name) else ""

    def _origin(self, node: ast.Name) -> str:
        found = self.bindings(node)
        if not found:
            return f"builtins.{node.id}" if node.id in BUILTINS else self._by_custom(node)
        origins = {self._origin_of(binding) for binding in found}
        return next((o for o in sorted(origins) if o), "") if len(origins - {""}) == 1 else ""

    def _by_custom(self, node: ast.Name) -> str:
        """`np` that nothing binds came through a star import; everybody means numpy by it."""
        return CUSTOM.get(node.id, "") if id(node) in self._links else ""

    def _origin_of(self, binding: Binding) -> str:
        value = binding.value
        if binding.how == "assign" and isinstance(value, (ast.Name, ast.Attribute)):
            return self._guarded(self.dotted, value, "")
        return binding.origin

    def _guarded(self, ask: Callable[[Node], Answer], node: Node, default: Answer) -> Answer:
        """Ask on, unless the chain of variables is too long or runs in a circle."""
        if self._depth >= DEPTH:
            return default
        self._depth += 1
        try:
            return ask(node)
        finally:
            self._depth -= 1

    # -- types

    def type_of(self, node: ast.expr) -> str:
        """The absolute type of an expression's value, `pandas.DataFrame`; empty where unknown."""
        if id(node) not in self._types:
            self._types[id(node)] = ""
            self._types[id(node)] = self._guarded(self._type_of, node, "")
        return self._types[id(node)]

    def is_immutable(self, node: ast.expr) -> bool:
        """Whether nobody can change a value; a tuple's parts may be changed in it."""
        kind = self.type_of(node)
        if not kind or kind.startswith("builtins."):
            return kind in _PLAIN
        known = self._knowledge.type(kind)
        return known is not None and known.immutable

    def picture(self, node: ast.expr) -> tuple[str, str] | None:
        """The ending and the writer of the picture that a notebook shows a value as."""
        return self.picture_of(self.type_of(node))

    def picture_of(self, kind: str) -> tuple[str, str] | None:
        """The same for a type by its absolute name."""
        known = self._knowledge.type(kind) if kind else None
        return next(iter(known.picture.items()), None) if known else None

    def _type_of(self, node: ast.expr) -> str:
        match node:
            case ast.Name():
                kinds = {self._type_of_binding(binding) for binding in self.bindings(node)}
                return kinds.pop() if len(kinds) == 1 else ""
            case ast.Constant():
                return f"builtins.{type(node.value).__name__}"
            case ast.Call():
                return self._type_of_call(node)
            case ast.Attribute() | ast.Subscript():
                return self._type_of_part(node)
            case ast.BinOp():
                return self._type_of_operation(node)
            case ast.IfExp():
                kinds = {self.type_of(node.body), self.type_of(node.orelse)}
                return kinds.pop() if len(kinds) == 1 else ""
            case ast.Await() | ast.Starred() | ast.NamedExpr():
                return self.type_of(node.value)
        return DISPLAYS.get(type(node), "")

    def _type_of_binding(self, binding: Binding) -> str:
        if binding.annotation is not None:
            return self.dotted(binding.annotation)
        if binding.value is None:
            return ""
        match binding.how:
            case "assign" | "walrus" | "handed" | "with":
                return self.type_of(binding.value)
            case "unpack":
                return self._element(self.type_of(binding.value), binding.index)
            case "for" if binding.index is None:
                known = self._knowledge.type(self.type_of(binding.value))
                return known.iterates if known else ""
        return ""

    @staticmethod
    def _element(kind: str, index: int | None) -> str:
        """The type of one element of `tuple[a, b]`."""
        if index is None or not kind.startswith("tuple["):
            return ""
        parts = [part.strip() for part in kind[6:-1].split(",")]
        return parts[index] if index < len(parts) else ""

    def _type_of_call(self, node: ast.Call) -> str:
        fact = self.fact(node)
        if fact and fact.returns is not None:
            given = argument(node, fact.returns)
            if given is not None:
                return self.type_of(given)
            named = isinstance(fact.returns, str) and "." in fact.returns
            return str(fact.returns) if named and self._is_like(fact, node) else ""
        own = self.definition(node.func)
        if own is not None:
            return self._base_of(own) if own.kind == "class" else self._result_of(own)
        name = self.callee(node)
        return name if name and looks_like_class(name) else ""

    def _is_like(self, fact: Fact, node: ast.Call) -> bool:
        """Whether no argument speaks against the type: `pd.to_datetime(["2026-01-01"])` is an index."""
        known = self._knowledge.type(str(fact.returns))
        alike = {"", fact.returns, *(known.bases if known else ())}
        return all(self.type_of(given) in alike for given in arguments(node, fact.like))

    def _result_of(self, own: Define) -> str:
        """What the notebook's own function gives, where all its ways agree."""
        if not returns_surely(own):
            return ""
        kinds = {self._guarded(self._returned, value, "") for value in own.returns}
        return kinds.pop() if len(kinds) == 1 else ""

    def _returned(self, node: ast.expr) -> str:
        """The type of what a function returns, by its parts where it returns several at once."""
        if isinstance(node, ast.Tuple) and all(parts := [self.type_of(e) for e in node.elts]):
            return f"tuple[{', '.join(parts)}]"
        return self.type_of(node)

    def _base_of(self, own: Define) -> str:
        """The library type that a notebook's class extends."""
        if own.kind != "class" or not own.bases:
            return ""
        base = own.bases[0]
        further = self.definition(base)
        return self._guarded(self._base_of, further, "") if further else self.dotted(base)

    def _type_of_part(self, node: ast.Attribute | ast.Subscript) -> str:
        kind = self.type_of(node.value)
        known = self._knowledge.type(kind) if kind else None
        if known is None:
            return ""
        return (
            known.items if isinstance(node, ast.Subscript) else known.attributes.get(node.attr, "")
        )

    def _type_of_operation(self, node: ast.BinOp) -> str:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if isinstance(node.op, ast.Mod) and left == "builtins.str":
            return left
        return right if left in NUMBERS else left

    # -- text

    def text(self, node: ast.expr) -> str | None:
        """The text that an expression makes, as far as it can be read; `{name}` where it cannot.

        Followed: literals, f-strings, `+`, `%`, `format`, `os.path.join`, `Path(...) / ...`,
        conditional defaults, and variables with one binding. None for what is no text.
        """
        if self._depth:
            return self._guarded(self._fold, node, None)
        if type(node) is ast.Constant and type(node.value) is str:
            return node.value
        if id(node) not in self._texts:
            self._texts[id(node)] = self._guarded(self._fold, node, None)
        return self._texts[id(node)]

    def _fold(self, node: ast.expr) -> str | None:
        return fold(self, node)


CUSTOM = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
    "tf": "tensorflow",
    "nn": "torch.nn",
    "torch": "torch",
    "random": "random",
    "os": "os",
}
"""Names that mean one module wherever they are used."""

NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "builtins.complex"})
DISPLAYS: dict[type, str] = {
    ast.List: "builtins.list",
    ast.ListComp: "builtins.list",
    ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict",
    ast.Set: "builtins.set",
    ast.SetComp: "builtins.set",
    ast.Tuple: "builtins.tuple",
    ast.JoinedStr: "builtins.str",
    ast.GeneratorExp: "types.GeneratorType",
    ast.Compare: "",
}


def resolve(records: Sequence[Record], knowledge: Knowledge) -> Names:
    """Link every read of a name in a notebook to what it stands for."""
    return Names(link(records, knowledge), knowledge)


_PLAIN = frozenset(
    f"builtins.{kind}" for kind in ("str", "int", "float", "bool", "bytes", "complex", "NoneType")
)
