"""What library calls do, read from `rules/facts/<import name>.toml`.

A table is loaded when a notebook imports its library, never before; `builtins.toml` always.
The schema, all keys but `names` optional:

    title = "pandas"                     # for people
    distribution = "pandas"              # what to install
    exports = ["array", "zeros"]         # what `from pandas import *` brings

    [[call]]                             # functions and classes
    names    = ["read_csv"]              # dotted, below the import name
    returns  = "pandas.DataFrame"        # absolute type of the result; "self", 0 or "data": that very object
    reads    = "file"                    # data from outside comes in; see SOURCES
    writes   = "file"                    # something leaves the process
    argument = [0, "filepath_or_buffer"] # where the source or target is named: positions and keywords
    format   = "csv"
    changes  = ["self", 0, "out"]        # changed in place: receiver, positions, keywords
    shares   = ["self", 0]               # the result holds or views these: changing it changes them
    uses     = ["random:numpy"]          # resources whose order matters
    sets     = ["random:numpy"]          # resources that start afresh (seeds, options)
    shows    = true                      # only to look at: head, describe, info
    calls    = [0, "func"]               # arguments that are functions and are called
    with     = { inplace = true }        # holds only with these literal keyword values ...
    without  = ["random_state"]          # ... and when none of these keywords is given

    [[method]]                           # as [[call]], with the receiver's type
    of       = ["pandas.DataFrame"]
    names    = ["drop"]

    [[type]]
    name       = "pandas.DataFrame"
    bases      = ["pandas.NDFrame"]
    items      = "pandas.Series"         # type of x[...]
    attributes = { columns = "pandas.Index" }
    views      = ["values", "T", "loc"]  # attributes through which the object itself is changed
    immutable  = true                    # nothing can change it: str, int, tuple

Of several tables that fit a call, the one with most `with` and `without` conditions wins; among
equals the later one. The schema follows two earlier tools that found it independently: LineaPy's
annotations and Microsoft's python-program-analysis.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from nbprod.errors import FactError
from nbprod.knowledge import home

SOURCES = frozenset(
    "file url database bucket download dataset manual clipboard upload input api model stream".split()
)
"""The kinds of `reads` and `writes`."""

Slot = int | str
"""A part of a call: `"self"`, a position, or a keyword."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one library call does."""

    returns: Slot | None = None
    reads: str = ""
    writes: str = ""
    argument: tuple[Slot, ...] = ()
    format: str = ""
    changes: tuple[Slot, ...] = ()
    shares: tuple[Slot, ...] = ()
    uses: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    shows: bool = False
    calls: tuple[Slot, ...] = ()
    with_: tuple[tuple[str, object], ...] = ()
    without: tuple[str, ...] = ()

    def holds_for(self, call: ast.Call) -> bool:
        """Whether the conditions of `with` and `without` hold for a call."""
        given = {k.arg: k.value for k in call.keywords if k.arg}
        return not any(name in given for name in self.without) and all(
            name in given and _literal(given[name]) == value for name, value in self.with_
        )

    @property
    def weight(self) -> int:
        """How specific the fact is."""
        return len(self.with_) + len(self.without)


@dataclass(frozen=True, slots=True)
class TypeFact:
    """What is known of a type."""

    name: str
    bases: tuple[str, ...] = ()
    items: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    views: frozenset[str] = frozenset()
    immutable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One library's facts."""

    calls: Mapping[str, tuple[Fact, ...]]
    """By absolute dotted name; methods as `type.method`."""
    types: Mapping[str, TypeFact]
    distribution: str = ""
    exports: tuple[str, ...] | None = None
    """Names that a star import brings; None where the table does not say."""


class Knowledge:
    """The facts of the libraries that one notebook imports."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self._tables = {name: table(name) for name in ("builtins", *libraries)}
        self._cache: dict[str, tuple[Fact, ...]] = {}

    def fact(self, callee: str, call: ast.Call) -> Fact | None:
        """What is known of a call to `callee`, an absolute dotted name or `type.method`."""
        best = None
        for fact in self.facts(callee):
            if fact.holds_for(call) and (best is None or fact.weight >= best.weight):
                best = fact
        return best

    def facts(self, callee: str) -> tuple[Fact, ...]:
        """Every fact about `callee`, those of its type's bases if it has none of its own."""
        if callee not in self._cache:
            self._cache[callee] = self._find(callee)
        return self._cache[callee]

    def type(self, name: str) -> TypeFact | None:
        """What is known of a type by its absolute name."""
        found = self._table(name)
        return found.types.get(name) if found else None

    def exports(self, module: str) -> tuple[str, ...] | None:
        """Names that `from module import *` brings, where known."""
        return table(module).exports if module.partition(".")[0] in self._tables else None

    def _find(self, callee: str) -> tuple[Fact, ...]:
        found = self._table(callee)
        if found and callee in found.calls:
            return found.calls[callee]
        owner, _, method = callee.rpartition(".")
        kind = self.type(owner) if owner else None
        for base in kind.bases if kind else ():
            if facts := self.facts(f"{base}.{method}"):
                return facts
        return ()

    def _table(self, name: str) -> Table | None:
        library = name.partition(".")[0]
        if library not in self._tables:
            self._tables[library] = table(library)
        return self._tables[library]


@cache
def table(name: str) -> Table:
    """The facts of one library, by import name; an empty table where nothing is written.

    Raises FactError where the file breaks the schema.
    """
    path = home() / "facts" / f"{name}.toml"
    if not name.replace(".", "").isidentifier() or not path.is_file():
        return Table({}, {})
    return read(path)


def read(path: Path) -> Table:
    """Read one fact table; `path`'s stem is the import name.

    Raises FactError where the file breaks the schema.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FactError(f"{path}: {error}") from error
    library = "" if path.stem == "builtins" else f"{path.stem}."
    calls: dict[str, tuple[Fact, ...]] = {}
    for row in data.get("call", ()):
        fact = _fact(row, path)
        for name in row["names"]:
            calls[library + name] = (*calls.get(library + name, ()), fact)
    for row in data.get("method", ()):
        fact = _fact(row, path)
        for owner in row["of"]:
            for name in row["names"]:
                key = f"{owner}.{name}"
                calls[key] = (*calls.get(key, ()), fact)
    exports = data.get("exports")
    return Table(
        calls,
        {row["name"]: _type(row, path) for row in data.get("type", ())},
        data.get("distribution", ""),
        tuple(exports) if exports is not None else None,
    )


_FACT_KEYS = {f.name.rstrip("_") for f in fields(Fact)} | {"names", "of"}
_TYPE_KEYS = {f.name for f in fields(TypeFact)}


def _fact(row: dict[str, Any], path: Path) -> Fact:
    _refuse_unknown(row, _FACT_KEYS, path)
    for key in ("reads", "writes"):
        if row.get(key, "file") not in SOURCES:
            raise FactError(f"{path}: {key} = {row[key]!r} is none of {', '.join(sorted(SOURCES))}")
    return Fact(
        returns=row.get("returns"),
        reads=row.get("reads", ""),
        writes=row.get("writes", ""),
        argument=_slots(row.get("argument", ())),
        format=row.get("format", ""),
        changes=_slots(row.get("changes", ())),
        shares=_slots(row.get("shares", ())),
        uses=tuple(row.get("uses", ())),
        sets=tuple(row.get("sets", ())),
        shows=row.get("shows", False),
        calls=_slots(row.get("calls", ())),
        with_=tuple(row.get("with", {}).items()),
        without=tuple(row.get("without", ())),
    )


def _type(row: dict[str, Any], path: Path) -> TypeFact:
    _refuse_unknown(row, _TYPE_KEYS, path)
    return TypeFact(
        row["name"],
        tuple(row.get("bases", ())),
        row.get("items", ""),
        row.get("attributes", {}),
        frozenset(row.get("views", ())),
        row.get("immutable", False),
    )


def _slots(value: Slot | list[Slot] | tuple[Slot, ...]) -> tuple[Slot, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _refuse_unknown(row: dict[str, Any], known: set[str], path: Path) -> None:
    for key in row:
        if key not in known:
            raise FactError(f"{path}: unknown word {key!r}; known are {', '.join(sorted(known))}")


def _literal(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else _NOT_LITERAL


_NOT_LITERAL = object()


def arguments(call: ast.Call, slots: Iterable[Slot]) -> Iterator[ast.expr]:
    """The expressions that stand in `slots` of a call; absent ones are passed over."""
    for slot in slots:
        if (found := argument(call, slot)) is not None:
            yield found


def argument(call: ast.Call, slot: Slot) -> ast.expr | None:
    """The expression in one slot; None where the call does not give it."""
    if slot == "self":
        return call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(slot, int):
        before = call.args[: slot + 1]
        if slot < len(call.args) and not any(isinstance(a, ast.Starred) for a in before):
            return call.args[slot]
        return None
    return next((k.value for k in call.keywords if k.arg == slot), None)
