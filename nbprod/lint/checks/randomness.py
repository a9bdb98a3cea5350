"""Results that another run does not repeat: chance without a seed, the clock, unsorted listings.

Which calls draw from which generator, and which seed it, is written in `rules/facts`. A seed counts
for the calls below it; a function's draws count from where the function is first called.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.flow.record import Call
from nbprod.flow.shapes import descend
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.values import set_once

_SEED = re.compile(r"(?:^|_)seed(?:s|_|$)|seed_everything|set_seed|manual_seed")
_TRAINS = ("random:torch", "random:tensorflow")
_TRAINED = re.compile(
    r"\.(?:nn|layers|models|Sequential|Model)(?:\.|$)|\.(?:fit|fit_generator|train|train_on_batch|"
    r"from_pretrained|from_config)$"
)
_SPLITS = re.compile(r"sklearn\.\w+\.(?:train_test_split|\w*ShuffleSplit|\w*KFold)$")

Spot = tuple[int, int, int]
"""Cell, line and column."""


@each(Analysis)
def unseeded_draw(notebook: Analysis) -> Iterator[Match]:
    """A call draws from a generator that nothing seeded, and no closer rule speaks of it."""
    for call, resource in unseeded(notebook):
        if not trains(call, resource, notebook) and not splits(call, notebook):
            yield Match(call.inside.cell, call.node, {"name": shown(call)})


@each(Analysis)
def unseeded_split(notebook: Analysis) -> Iterator[Match]:
    """Rows are split by a generator that nothing seeded."""
    for call, _ in unseeded(notebook):
        if splits(call, notebook):
            yield Match(call.inside.cell, call.node, {"callee": notebook.names.callee(call)})


@each(Analysis)
def unseeded_training(notebook: Analysis) -> Iterator[Match]:
    """A network gets its first weights by chance; said once, at the first such call."""
    for call, resource in unseeded(notebook):
        if trains(call, resource, notebook):
            place = outermost(call, notebook)
            yield Match(place.inside.cell, place.node, {"name": shown(place)})
            return


def splits(call: Call, notebook: Analysis) -> bool:
    """Whether a call splits rows, at once or as an object that will."""
    return bool(_SPLITS.match(notebook.names.callee(call)))


def trains(call: Call, resource: str, notebook: Analysis) -> bool:
    """Whether a call makes or trains a network, of which one word is enough."""
    return resource in _TRAINS and bool(_TRAINED.search(notebook.names.callee(call)))


def shown(call: Call) -> str:
    """A call's name for a message."""
    return call.written.lstrip(".") or "call"


@once
def unseeded(notebook: Analysis) -> tuple[tuple[Call, str], ...]:
    """Calls that draw from a generator without a seed, with that generator."""
    return tuple(_unseeded(notebook))


def _unseeded(notebook: Analysis) -> Iterator[tuple[Call, str]]:
    for record in notebook.records:
        for call in record.calls:
            resource = drawn(call, notebook)
            if resource and not is_seeded(call, resource, notebook):
                yield call, resource


def drawn(call: Call, notebook: Analysis) -> str:
    """The generator that a call draws from; empty where it draws from none or has a seed.

    No seed makes an identifier the same again; of `uuid4` speaks `clock_value`.
    """
    fact = notebook.names.fact(call)
    if fact is None or notebook.names.callee(call) in CLOCKS:
        return ""
    if any(k.arg in SEED_KEYWORDS and not _is_none(k.value) for k in call.node.keywords):
        return ""
    return next((r for r in fact.uses if r.startswith("random:")), "")


SEED_KEYWORDS = frozenset({"random_state", "seed", "rng", "generator", "key", "random_seed"})


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


@set_once(frozen=True, slots=True)
class Seed:
    """A call that seeds, and when it takes effect."""

    at: Spot
    inside: Call
    resources: frozenset[str]
    """The generators; none named means all."""

    def precedes(self, call: Call, notebook: Analysis) -> bool:
        """Whether it happens before a call: by where they start, within one function by line."""
        here, there = call.inside, self.inside.inside
        if here.function and (here.cell, here.function) == (there.cell, there.function):
            return self.inside.node.lineno < call.node.lineno
        return self.at < spot(call, notebook)


@once
def seeds_of(notebook: Analysis) -> tuple[Seed, ...]:
    """Every call that seeds a generator, in document order."""
    return tuple(_seeds(notebook))


def _seeds(notebook: Analysis) -> Iterator[Seed]:
    for record in notebook.records:
        for call in record.calls:
            fact = notebook.names.fact(call)
            sets = fact.sets if fact else ()
            named = frozenset(resource for resource in sets if resource.startswith("random:"))
            if named or (call.discarded and _SEED.search(call.written.rpartition(".")[2])):
                yield Seed(spot(call, notebook), call, named)


def is_seeded(call: Call, resource: str, notebook: Analysis) -> bool:
    """Whether a generator got its seed before a call."""
    return any(
        (not seed.resources or resource in seed.resources) and seed.precedes(call, notebook)
        for seed in seeds_of(notebook)
    )


def spot(call: Call, notebook: Analysis) -> Spot:
    """Where a call happens: for one in a function, where the function is first called."""
    place = outermost(call, notebook)
    return place.inside.cell.number, place.node.lineno, place.node.col_offset


def outermost(call: Call, notebook: Analysis) -> Call:
    """The first call at module level through which a call happens; the call itself if there is none."""
    function = call.inside.function.partition(".")[0]
    for record in notebook.records if function else ():
        for other in record.calls:
            if other.written.partition(".")[0] == function and not other.inside.function:
                return other
    return call


CLOCKS = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
        "datetime.date.today", "time.time", "time.time_ns", "time.strftime", "time.ctime",
        "time.localtime", "time.gmtime", "uuid.uuid1", "uuid.uuid4", "pandas.Timestamp.now",
        "pandas.Timestamp.today", "pandas.Timestamp.utcnow",
    }
)  # fmt: skip

TEXTUAL = frozenset({"strftime", "isoformat", "str", "int", "format", "join", "hex", "round"})
"""Calls that make data of a moment; a plain moment is mostly there to measure time."""

SAID = frozenset(
    {"print", "info", "debug", "warning", "write", "set_description", "display", "log"}
)


@each(Analysis)
def clock_value(notebook: Analysis) -> Iterator[Match]:
    """The current time, or an identifier made of it, becomes data."""
    for name in sorted(CLOCKS & notebook.calls_of.keys()):
        for call in notebook.calls_of[name]:
            record = notebook.record[call.inside.cell]
            parents = _parents(record.statements[call.inside.statement].node)
            if _becomes_data(call, parents, notebook):
                yield Match(call.inside.cell, call.node, {"name": shown(call)})


def _parents(statement: ast.AST) -> dict[int, ast.AST]:
    return {id(c): p for p in descend(statement) for c in ast.iter_child_nodes(p)}


def _becomes_data(call: Call, parents: dict[int, ast.AST], notebook: Analysis) -> bool:
    data = "uuid" in notebook.names.callee(call) or call.written.endswith("strftime")
    node: ast.AST = call.node
    while (parent := parents.get(id(node))) is not None:
        match parent:
            case ast.Call():
                name = ast.unparse(parent.func).rpartition(".")[2]
                if name in SAID or notebook.names.callee(parent) in CLOCKS:
                    return False
                data = data or name in TEXTUAL
            case ast.BinOp(op=ast.Sub()) | ast.Compare():
                return False
            case ast.FormattedValue() | ast.JoinedStr():
                data = True
            case ast.stmt():
                return data
        node = parent
    return data


@each(Call)
def unsorted_listing(call: Call, notebook: Analysis) -> Iterator[Match]:
    """The order of a folder's files is that of the file system."""
    record = notebook.record[call.inside.cell]
    parents = _parents(record.statements[call.inside.statement].node)
    above = parents.get(id(call.node))
    if isinstance(above, ast.Call) and ast.unparse(above.func) in ("sorted", "len", "set", "any"):
        return
    if not isinstance(above, ast.Expr):
        yield Match(call.inside.cell, call.node)
