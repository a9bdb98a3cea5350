"""The notebook, played from top to bottom on abstract objects.

Statements are played in order, their events in the order of evaluation. Each bind and change
makes a `Version`; a read takes the version that reaches it. Forks are played each way and joined.
A call of the notebook's own function plays the body at that moment, so that its free names mean
what they mean when it is *called*. What a library call does comes from `rules/facts`; an unknown
call whose result is thrown away may change its receiver and its arguments, one whose result is
used is taken to change nothing (the command-query separation that libraries keep).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from nbprod.flow.calls import Calls
from nbprod.flow.completeness import OPEN
from nbprod.flow.effects import Knowledge
from nbprod.flow.forks import attempt, fork, loop
from nbprod.flow.frames import Frame
from nbprod.flow.given import is_always_there
from nbprod.flow.layers import Layer
from nbprod.flow.model import Flow, Missing, Version
from nbprod.flow.names import Names
from nbprod.flow.notes import Notes
from nbprod.flow.record import (
    Attempt,
    Block,
    Called,
    Define,
    Event,
    Fork,
    Imported,
    Leave,
    Loop,
    Record,
    Statement,
    Touch,
)
from nbprod.flow.shapes import COMPOUND, covers
from nbprod.flow.things import Held, Thing, Things, seen_from
from nbprod.flow.touching import touch
from nbprod.notebook.model import Magic, Parsed
from nbprod.place import CellRef

BUDGET = 200_000
"""Events of called functions that are played in one notebook; beyond, calls are not followed."""


def play(
    parsed: Sequence[Parsed], records: Sequence[Record], names: Names, knowledge: Knowledge,
    *, touching: bool = False,
) -> Flow:  # fmt: skip
    """Play a notebook's records from top to bottom."""
    player = Player(names, knowledge, touching)
    for cell, record in zip(parsed, records, strict=True):
        player.cell(cell, record)
    player.uncalled()
    flow = player.notes.flow(player.globals)
    del player.calls  # a circle would keep all of it until garbage is collected
    return flow


class Player:
    """Plays events and keeps what every name holds."""

    def __init__(self, names: Names, knowledge: Knowledge, touching: bool) -> None:
        self.names, self.touching = names, touching
        self.knowledge = knowledge
        self.calls = Calls(self)
        self.globals: Layer[Held] = Layer()
        self.hidden: list[dict[str, Things]] = []
        self.notes, self.budget = Notes(), BUDGET
        self.site: ast.AST | None = None
        """The outermost call of a notebook function that is being played."""
        self.guards: list[frozenset[str] | None] = []
        """Names whose absence is handled; None stands for all names."""
        self.star: str = ""
        """A star import whose names are not known."""
        self.defined: dict[Define, tuple[Frame | None, CellRef]] = {}
        self.played: set[Define] = set()
        self._deleted: dict[str, Version] = {}
        self.first: dict[int, Thing] = {}
        """The things that definitions make, by the identity of their nodes."""

    # -- cells and statements

    def cell(self, parsed: Parsed, record: Record) -> None:
        """Play one cell; magics take their turn at their line."""
        self.notes.cell = record.cell
        waiting = list(parsed.masked.magics)
        for statement in record.statements:
            here: list[Magic] = []
            while waiting and waiting[0].span.line <= (statement.node.end_lineno or 0):
                here.append(waiting.pop(0))
            self.one(statement.index, here, statement)
        if waiting:
            self.one(len(record.statements), waiting, None)

    def one(self, index: int, magics: Sequence[Magic], statement: Statement | None) -> None:
        """Play one statement and note its effect; magics inside it take their turn after it."""
        self.notes.begin(index)
        node = statement.node if statement else ast.Pass()
        nested = isinstance(node, COMPOUND)
        if not nested:
            self.magics(magics, node)
        if statement is not None:
            self.run(statement.events, None)
        if nested:
            self.magics(magics, node)
        self.notes.end()

    def magics(self, magics: Iterable[Magic], node: ast.AST) -> None:
        """Read what magics interpolate and bind what they bind; a function's own names aside."""
        for magic in magics:
            for name, span in magic.reads:
                own = any(name in d.local and covers(d.node, span.line) for d in self.defined)
                if not own:
                    self.read(name, node, None)
            self.magic(magic)

    def magic(self, magic: Magic) -> None:
        """Bind what a magic binds, and note where it may bind anything."""
        for name in magic.binds:
            self.bind(name, None, (Thing(),), how="magic")
        if magic.name in ("run", "load", "pylab", "store", "reset", "reload_ext", "load_ext"):
            self.doubt(f"%{magic.name}")
        if magic.name in OPEN:
            self.star = f"%{magic.name} {magic.arguments}".strip()

    def doubt(self, callee: str) -> None:
        """Note a call that may touch any name; after `exec` any name may be bound."""
        self.notes.doubts.append((self.notes.cell, callee))
        if callee == "exec":
            self.star = "exec"

    def uncalled(self) -> None:
        """Look into functions that nothing called: names that no cell binds are missing there.

        Nothing else is kept, since nobody knows when they would run.
        """
        bound = self.notes.flow(self.globals).bound
        mark = self.notes.mark()
        self.globals = Layer(self.globals)
        for define, (frame, cell) in list(self.defined.items()):
            if define not in self.played:
                self.site, self.notes.cell = None, cell
                self.calls.invoke_unknown(Thing(define=define, frame=frame))
        late = self.notes.rewind(mark)
        self.globals = self.globals.below or self.globals
        self.notes.missing += [m for m in late if m.local or m.name not in bound]

    # -- events

    def run(self, block: Block, frame: Frame | None) -> None:
        """Play a block in a frame; none is the notebook's own level."""
        for event in block:
            if isinstance(event, Touch):
                self.touched(event, frame)
            elif isinstance(event, Called):
                self.calls.happen(event.call, frame)
            else:
                self.other(event, frame)

    def touched(self, event: Touch, frame: Frame | None) -> None:
        """Play what happens to one name."""
        if event.kind == "read":
            self.read(event.name, event.node, frame)
        elif event.kind == "bind":
            self.assigned(event, frame)
        else:
            (self.changed if event.kind == "change" else self.deleted)(event, frame)

    def other(self, event: Event, frame: Frame | None) -> None:
        """Play a definition, an import, or one of the shapes of control flow."""
        match event:
            case Imported():
                self.imported(event)
            case Define():
                self.define(event, frame)
            case Loop():
                loop(self, event, frame)
            case Fork():
                fork(self, event, frame)
            case Attempt():
                attempt(self, event, frame)
            case Leave(node=ast.Raise()):
                (self.globals if frame is None else frame.layer).left = True

    def read(self, name: str, node: ast.AST, frame: Frame | None) -> Held | None:
        """Take what a name holds; a read that nothing gives is missing."""
        if (owner := frame.owner_of(name) if frame else None) is not None:
            return self.own(name, node, owner, frame)
        held = self.globals.get(name)
        if held is not None:
            self.notes.depend(held, node, late=frame is not None)
        elif not self.is_given(name):
            self.missing(name, node, frame)
        return held

    def own(self, name: str, node: ast.AST, owner: Frame, frame: Frame | None) -> Held | None:
        """Take what a function's own name holds; unbound it is missing, whatever the notebook has."""
        held = owner.layer.get(name)
        unbound = held is None and owner is frame and not owner.loops and not self.guards
        if unbound and isinstance(node, ast.Name):
            self.missing(name, node, frame, local=True)
        return held

    def is_given(self, name: str) -> bool:
        """Whether a name needs no definition: builtins, IPython's, guarded, or from a star."""
        if is_always_there(name) or any(guard is None or name in guard for guard in self.guards):
            return True
        return bool(self.star) and name not in self._deleted

    def missing(self, name: str, node: ast.AST, frame: Frame | None, local: bool = False) -> None:
        """Note a read that nothing above it gives."""
        outermost = frame
        while outermost is not None and outermost.outer is not None:
            outermost = outermost.outer
        function = outermost.define if outermost and outermost.define.kind != "class" else None
        known = self.defined.get(function) if function else None
        self.notes.missing.append(
            Missing(
                name,
                self.notes.cell,
                self.notes.statement,
                node,
                known[1] if known else self.notes.cell,
                function.name if function else "",
                self.site if function else None,
                None if local else self._deleted.get(name),
                local,
            )
        )

    def assigned(self, event: Touch, frame: Frame | None) -> None:
        """Bind a name to what its value makes."""
        if event.how == "augmented":
            self.augmented(event, frame)
        else:
            self.bind(event.name, event.node, self.given(event, frame), frame, event.how)

    def given(self, event: Touch, frame: Frame | None) -> Things:
        """The things that a bind gives."""
        if event.how in ("def", "class", "import"):
            return (self.first.setdefault(id(event.node), Thing(immutable=event.how == "import")),)
        if event.value is None:
            return (Thing(),)
        things = self.calls.things(event.value, frame)
        if event.how in ("for", "unpack"):
            return self.calls.parts(things, event.value, event.index)
        return things

    def augmented(self, event: Touch, frame: Frame | None) -> None:
        """`x += 1` binds anew, and changes in place what can be changed (Data Model, 3.3.8)."""
        owner = frame.owner_of(event.name) if frame else None
        held = owner.layer.get(event.name) if owner else self.globals.get(event.name)
        things = held.things if held else ()
        if owner is None:
            self.spread(things, "augmented", event.node, certain=False, skip=event.name)
        self.bind(event.name, event.node, things or (Thing(),), frame, "augmented")

    def bind(
        self,
        name: str,
        node: ast.AST | None,
        things: Things,
        frame: Frame | None = None,
        how: str = "assign",
    ) -> None:
        """Bind a name here, or in the frame that owns it."""
        if (owner := frame.target_of(name) if frame else None) is not None:
            owner.layer.set(name, Held(None, things))
            return
        before = self.globals.get(name)
        parents = (before.version,) if how == "augmented" and before and before.version else ()
        version = self.notes.version(name, "bind", how, node=node, parents=parents)
        self.hold(name, Held(version, things))
        self._deleted.pop(name, None)

    def hold(self, name: str, held: Held) -> None:
        """Let a module-level name hold something."""
        for thing in held.things:
            if not thing.immutable:
                thing.names[name] = None
        self.globals.set(name, held)

    def changed(self, event: Touch, frame: Frame | None) -> None:
        """`x.a = ...`, `x[i] = ...`: the objects that the target's base stands for change."""
        target = event.node
        base = target.value if isinstance(target, (ast.Attribute, ast.Subscript)) else target
        things = self.calls.things(base, frame) if isinstance(base, ast.expr) else ()
        if event.value is not None:
            stored = self.calls.things(event.value, frame)
            for thing in things:
                thing.hold(stored)
        self.spread(things, event.how, event.node)

    def spread(
        self, things: Things, how: str, node: ast.AST, certain: bool = True, skip: str = ""
    ) -> None:
        """Give a new version to every name that shows a change of things."""
        touch(self, things, deep=False)
        sure = certain and len(things) == 1
        for thing, direct in seen_from(t for t in things if not t.immutable):
            for name in list(thing.names):
                held = self.globals.get(name)
                if name == skip or held is None or thing not in held.things or not held.version:
                    continue
                fresh = self.notes.version(
                    name, "change", how, node=node, certain=sure and direct, parents=(held.version,)
                )
                self.globals.set(name, Held(fresh, held.things, held.maybe))

    def deleted(self, event: Touch, frame: Frame | None) -> None:
        """Take a name away; `del` of an unbound name is a read that fails."""
        if (owner := frame.target_of(event.name) if frame else None) is not None:
            owner.layer.set(event.name, None)
            return
        if isinstance(event.node, ast.Name):
            self.read(event.name, event.node, frame)
        held = self.globals.get(event.name)
        if held is not None and isinstance(event.node, ast.Name):
            parents = (held.version,) if held.version else ()
            self._deleted[event.name] = self.notes.version(
                event.name, "delete", "del", node=event.node, parents=parents
            )
        self.globals.set(event.name, None)

    def imported(self, event: Imported) -> None:
        """A star import brings what facts know of the module, else anything."""
        what = event.what
        if what.name != "*":
            return
        exports = self.knowledge.exports(what.module)
        if exports is None:
            self.star = what.module
            self.doubt(f"from {what.module} import *")
            return
        for name in exports:
            version = self.notes.version(name, "bind", "star", node=what.node)
            self.hold(name, Held(version, (Thing(),)))

    def define(self, define: Define, frame: Frame | None) -> None:
        """A function waits for its call; a class body runs now."""
        self.first[id(define.node)] = Thing(define=define, frame=frame)
        self.defined[define] = (frame, self.notes.cell)
        if define.kind == "class":
            self.played.add(define)
            self.run(define.body, Frame(define, frame))
