"""What calls do while the notebook is played: facts, the notebook's own functions, and doubt."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from nbprod.flow.canvases import draws_on
from nbprod.flow.effects import Fact, Slot, argument, arguments
from nbprod.flow.frames import Frame
from nbprod.flow.record import Call, Define
from nbprod.flow.shapes import is_selection
from nbprod.flow.texts import may_name, names_in
from nbprod.flow.things import Held, Thing, Things, union, within
from nbprod.flow.touching import arguments_of, makes_instance, touch, touch_unknown

if TYPE_CHECKING:
    from nbprod.flow.versions import Player

UNPLAYED = frozenset(
    {"exec", "eval", "globals", "locals", "vars", "setattr", "delattr", "__import__"}
)
"""Calls that may touch any name."""

UNORDERED = frozenset({"clock", "random:system"})
"""Resources that give something new however their users are ordered."""

ENTRIES = ("__init__", "__post_init__", "__new__")
"""Methods that run when an instance is made."""

CALLABLE = ("__call__", "forward")
"""Methods that run when an instance is called; `forward` through torch.nn.Module."""


_CALLABLE = (ast.Name, ast.Lambda, ast.Call)
"""What stands for a function of the notebook, methods aside."""

_PLAIN = (Thing(immutable=True),)
"""What a number or a text stands for: nothing can change it, so one thing will do."""


class Calls:
    """Plays calls for a player."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._made: dict[int, Things] = {}
        self._stack: list[Define] = []
        self._done: set[tuple[object, ...]] = set()

    # -- what expressions stand for

    def things(self, node: ast.expr, frame: Frame | None) -> Things:
        """The objects that an expression may stand for, its parts having been played."""
        match node:
            case ast.Name():
                return self._of_name(node.id, frame)
            case ast.Constant() | ast.JoinedStr() | ast.Compare():
                return _PLAIN
            case ast.Tuple() | ast.List() | ast.Set():
                display = Thing().hold(self._all(node.elts, frame))
                display.is_whole = len(display.holds) == len(node.elts)
                return (display,)
            case ast.Dict():
                return (Thing().hold(self._all(node.values, frame)),)
            case ast.Call():
                return self._made.get(id(node)) or (Thing(),)
            case ast.Attribute() | ast.Subscript():
                return self._of_part(node, frame)
            case ast.IfExp():
                return union(self.things(node.body, frame), self.things(node.orelse, frame))
            case ast.BoolOp():
                return union(*(self.things(value, frame) for value in node.values))
            case ast.Await() | ast.Starred() | ast.NamedExpr():
                return self.things(node.value, frame)
            case ast.Lambda():
                return (self._player.first.get(id(node)) or Thing(),)
        return (Thing(),)

    def _all(self, nodes: Iterable[ast.expr | None], frame: Frame | None) -> Iterator[Thing]:
        for node in nodes:
            if node is not None and not isinstance(node, ast.Constant):
                yield from self.things(node, frame)

    def _of_name(self, name: str, frame: Frame | None) -> Things:
        for hidden in reversed(self._player.hidden):
            if name in hidden:
                return hidden[name]
        owner = frame.owner_of(name) if frame else None
        held = owner.layer.get(name) if owner else self._player.globals.get(name)
        return held.things if held else ()

    def _of_part(self, node: ast.Attribute | ast.Subscript, frame: Frame | None) -> Things:
        """A part of an object: something it holds, or a view on it."""
        bases = self.things(node.value, frame)
        if all(base.immutable for base in bases):
            return (Thing(),)
        if isinstance(node, ast.Subscript) and is_selection(node.slice):
            return (Thing(),)
        held = union(*(base.holds for base in bases))
        index = _index(node)
        if index is not None and bases and all(base.is_whole for base in bases):
            return self.parts(bases, node.value, index)
        return (*held, Thing().view(bases))

    def parts(self, things: Things, node: ast.expr, index: int | None) -> Things:
        """What iterating or unpacking gives: the things held, or a part that views the whole."""
        held = [list(thing.holds) for thing in things]
        whole = bool(things) and all(thing.is_whole for thing in things)
        if index is not None and whole and all(index < len(each) for each in held):
            return union(*([each[index]] for each in held))
        found = union(*held)
        return found or (Thing().view(t for t in things if not t.immutable),)

    # -- calls

    def happen(self, call: Call, frame: Frame | None) -> None:
        """Play one call."""
        node = call.node
        own = [thing for thing in self._called(node.func, frame) if thing.define]
        if own:
            self._made[id(node)] = union(*(self._own(thing, call, frame) for thing in own))
            return
        callee = self._player.names.callee(call)
        self._strings(call, callee, frame)
        fact = self._player.names.fact(call)
        if fact is not None:
            self._made[id(node)] = self._known(fact, call, callee, frame)
        else:
            self._made[id(node)] = self._unknown(call, callee, frame)

    def _called(self, func: ast.expr, frame: Frame | None) -> Things:
        """The notebook's own functions that a callee may be."""
        if isinstance(func, ast.Attribute):
            receivers = [t for t in self.things(func.value, frame) if t.of or t.define]
            if not receivers:
                return ()
            return union(*(self._methods(thing, (func.attr,)) for thing in receivers))
        if not isinstance(func, _CALLABLE):
            return ()
        things = self.things(func, frame)
        return union(things, *(self._methods(t, CALLABLE) for t in things if t.of is not None))

    def _methods(self, thing: Thing, names: tuple[str, ...]) -> Things:
        """Methods of the notebook's class that a thing is an instance of, bases searched."""
        kind = thing.of or (thing if thing.define and thing.define.kind == "class" else None)
        if kind is None or kind.define is None:
            return ()
        found = [m for m in kind.define.methods if m.name in names]
        if found:
            return tuple(self._bound(method, kind.frame, thing) for method in found)
        bases = union(*(self.things(base, kind.frame) for base in kind.define.bases))
        return union(*(self._methods(Thing(of=base), names) for base in bases if base is not kind))

    @staticmethod
    def _bound(method: Define, frame: Frame | None, receiver: Thing) -> Thing:
        """A method, holding its receiver where it has one."""
        bound = Thing(define=method, frame=frame)
        if receiver.of is not None:
            bound.holds[receiver] = None
        return bound

    def _own(self, thing: Thing, call: Call, frame: Frame | None) -> Things:
        """Play the notebook's own function or make an instance of its class."""
        given = [self.things(arg, frame) for arg in call.node.args]
        named = {k.arg: self.things(k.value, frame) for k in call.node.keywords if k.arg}
        define = thing.define
        assert define is not None
        if define.kind == "class":
            instance = Thing(of=thing)
            for method in self._methods(instance, ENTRIES):
                self.invoke(method, given, named, call.node)
            instance.hold(union(*given, *named.values()))
            return (instance,)
        return self.invoke(thing, given, named, call.node) or (Thing(),)

    def invoke(
        self, thing: Thing, given: list[Things], named: dict[str, Things], site: ast.AST | None
    ) -> Things:
        """Play a function's body with these arguments; answers what it returns."""
        define, player = thing.define, self._player
        assert define is not None
        if define in self._stack or player.budget <= 0:
            return ()
        frame = Frame(define, thing.frame)
        receiver = [tuple(thing.holds)] if thing.holds else []
        self._fill(frame, [*receiver, *given], named)
        player.played.add(define)
        player.budget -= len(define.body)
        outer, player.site = player.site, player.site or site
        self._stack.append(define)
        player.run(define.body, frame)
        found = union(*(self.things(value, frame) for value in define.returns))
        self._stack.pop()
        player.site = outer
        return found

    @staticmethod
    def _fill(frame: Frame, given: list[Things], named: dict[str, Things]) -> None:
        """Bind parameters; what is not given is something new."""
        for index, name in enumerate(frame.define.parameters):
            things = named.get(name) or (given[index] if index < len(given) else ())
            frame.layer.set(name, Held(None, things or (Thing(),)))

    def invoke_unknown(self, thing: Thing) -> None:
        """Play a function whose arguments are not known."""
        self.invoke(thing, [], {}, None)

    # -- library calls

    def _known(self, fact: Fact, call: Call, callee: str, frame: Frame | None) -> Things:
        """Play a call that facts know."""
        node, player = call.node, self._player
        sure = fact.certain or call.discarded
        for expression in arguments(node, fact.changes) if fact.changes else ():
            direct = fact.certain and isinstance(expression, ast.Name)
            if sure:
                player.spread(self.things(expression, frame), callee, node, certain=direct)
            else:
                touch(player, self.things(expression, frame), deep=False, weak=True)
        for resource in fact.sets:
            player.bind(f"@{resource}", node, (), None, callee)
        for resource in self._uses(fact, node):
            self._use(resource, callee, node)
        for expression in arguments(node, fact.calls) if fact.calls else ():
            self._call_back(self.things(expression, frame))
        if fact.writes or fact.reads:
            self._files(fact, call)
        result = self._result(fact, node, frame)
        if "self" in fact.changes and isinstance(node.func, ast.Attribute):
            self._store(node, frame)
        return result

    def _uses(self, fact: Fact, node: ast.Call) -> tuple[str, ...]:
        """The resources of a call; one that is handed a canvas draws, whatever it is known for."""
        drawn = "figure" not in fact.uses and draws_on(node, self._player.names)
        return (*fact.uses, "figure") if drawn else fact.uses

    def _store(self, node: ast.Call, frame: Frame | None) -> None:
        """A changed receiver may keep its arguments: `xs.append(a)`, `fig.add_axes(ax)`."""
        assert isinstance(node.func, ast.Attribute)
        kept = union(*(self.things(arg, frame) for arg in node.args))
        for thing in self.things(node.func.value, frame):
            thing.hold(kept)

    def _use(self, resource: str, callee: str, node: ast.AST) -> None:
        """Take a resource and leave it changed, so that its users keep their order."""
        if resource in UNORDERED:
            return
        player, name = self._player, f"@{resource}"
        held = player.globals.get(name)
        if held is not None:
            player.notes.depend(held, node)
        parents = (held.version,) if held and held.version else ()
        version = player.notes.version(name, "change", callee, node=node, parents=parents)
        player.globals.set(name, Held(version))

    def _files(self, fact: Fact, call: Call) -> None:
        """A file that the notebook writes and reads again is handed on."""
        player = self._player
        for expression in arguments(call.node, fact.argument):
            text = player.names.text(expression)
            if not text or "{" in text:
                continue
            if fact.writes:
                player.bind(f"@file:{text}", call.node, (), None, "write")
            elif fact.reads and (held := player.globals.get(f"@file:{text}")):
                player.notes.depend(held, call.node)

    def _result(self, fact: Fact, node: ast.Call, frame: Frame | None) -> Things:
        """What a known call gives back."""
        same = self._slot(fact.returns, node, frame) if fact.returns is not None else ()
        if same:
            return same
        if makes_instance(self._player, fact, node):
            return (Thing().keep(arguments_of(self._player, node, frame), same=False),)
        if not fact.shares:
            return (Thing(),)
        shared = union(*(self.things(e, frame) for e in arguments(node, fact.shares)))
        result = Thing().hold(shared).view(shared).keep(within(shared), same=True)
        return (result,) if shared else (Thing(),)

    def _slot(self, slot: Slot, node: ast.Call, frame: Frame | None) -> Things:
        given = argument(node, slot)
        return self.things(given, frame) if given is not None else ()

    def _unknown(self, call: Call, callee: str, frame: Frame | None) -> Things:
        """A call that nothing is known of: thrown away, it may have changed what it was given."""
        node, player = call.node, self._player
        given = [*node.args, *(k.value for k in node.keywords)]
        self._may_call(union(*(self.things(value, frame) for value in given)), frame)
        if callee.removeprefix("builtins.") in UNPLAYED:
            player.doubt(callee.removeprefix("builtins."))
        result = touch_unknown(player, call, frame)
        if call.discarded and not call.last:
            receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            touched = [v for v in given if isinstance(v, ast.Name)] + receiver
            for value in touched:
                if not player.names.is_immutable(value) and not player.names.dotted(value):
                    player.spread(
                        self.things(value, frame), callee or call.written, node, certain=False
                    )
        return (result,)

    def _may_call(self, things: Iterable[Thing], frame: Frame | None) -> None:
        """A function that is handed on may be called there: its free names are read, perhaps."""
        player = self._player
        things = [thing for thing in things if thing.define is not None or thing.of is not None]
        if not things:
            return
        known, played = len(player.notes.missing), set(player.played)
        self._call_back(things)
        player.played = played
        del player.notes.missing[known:]

    def _call_back(self, things: Iterable[Thing]) -> None:
        """Play functions and instances that a library calls with arguments of its own."""
        for thing in things:
            if thing.define is not None and thing.define.kind != "class":
                self.invoke_unknown(thing)
            elif thing.of is not None:
                for method in self._methods(thing, _every_method(thing)):
                    self.invoke_unknown(method)

    def _strings(self, call: Call, callee: str, frame: Frame | None) -> None:
        """Read the names that a text passed to a library call names."""
        player = self._player
        for value in [*call.node.args[:2], *(k.value for k in call.node.keywords)]:
            if not may_name(callee, value):
                continue
            text = player.names.text(value)
            for name in names_in(callee, text) if text and len(text) < 10_000 else ():
                if player.globals.get(name) is not None:
                    player.read(name, value, frame)


def _every_method(thing: Thing) -> tuple[str, ...]:
    kind = thing.of.define if thing.of else None
    return tuple(method.name for method in kind.methods) if kind else ()


def _index(node: ast.Attribute | ast.Subscript) -> int | None:
    """The literal index of `x[0]`."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=int(index))) if not isinstance(index, bool):
            return index
    return None
