"""What library calls do, read from `rules/facts/<import name>.toml`.

A table is loaded when a notebook imports its library, never before; `builtins.toml` always.
The schema, all keys but `names` (and `of`, `name`) optional:

    title = "pandas"                     # for people
    distribution = "pandas"              # what to install
    sometimes = ["read_gbq"]             # names that only some of its versions have

    [aliases]                            # the same thing under another name, by dotted prefix
    "core.frame" = "pandas"              # pandas.core.frame.DataFrame is pandas.DataFrame

    [[call]]                             # functions and classes
    names    = ["read_csv"]              # dotted, below the import name; "linalg.*" for the rest of
                                         # its functions and classes, "linalg.**" for their methods
                                         # as well, of which nothing is known otherwise,
                                         # "*.from_pretrained" for that name anywhere
    returns  = "pandas.DataFrame"        # absolute type of the result; "tuple[a.B, c.D]" by parts;
                                         # "Self": a new object of the receiver's or class's type;
                                         # "self", 0 or "data": that very object
    like     = 0                         # returns that type only where this is not of another one
    reads    = "file"                    # data from outside comes in; see SOURCES
    writes   = "file"                    # something leaves the process
    argument = [0, "filepath_or_buffer"] # where the source or target is named: positions and keywords
    into     = [1, "filename"]           # of a download, the file or folder that it is put into
    format   = "csv"
    changes  = ["self", 0, "out"]        # changed in place: receiver, positions, keywords
    shares   = ["self", 0]               # the result holds or views these: changing it changes them
    uses     = ["random:numpy"]          # resources whose order matters
    sets     = ["random:numpy"]          # resources that start afresh (seeds, options)
    shows    = true                      # only to look at: head, describe, info
    calls    = [0, "func"]               # arguments that are functions and are called
    with     = { inplace = true }        # holds only with these literals: by keyword or position,
                                         # of a list any one will do, "None" means None ...
    without  = ["random_state"]          # ... and when none of these is given (but as None)

    [[method]]                           # as [[call]], with the receiver's type
    of       = ["pandas.DataFrame"]
    names    = ["drop"]                  # "*" for the rest

    [[type]]
    name       = "pandas.DataFrame"      # or names = [...] for several alike; calling one makes one
    bases      = ["pandas.NDFrame"]
    items      = "pandas.Series"         # type of x[...]
    iterates   = "builtins.str"          # type of what a loop over it gives; as items, if not said
    attributes = { columns = "pandas.Index" }
    views      = ["values", "T", "loc"]  # attributes through which the object itself is changed
    immutable  = true                    # nothing can change it: str, int, tuple
    picture    = { html = "{}.save" }    # what a notebook shows it as, by ending, and what writes
                                         # that to a path, where {} is the value

What `from m import *` brings stands in `rules/facts/exports/<m>.txt`, a name a line.

Of several tables that fit a call, the one with most `with` and `without` conditions wins; among
equals the later one. Where `with` asks for what a call leaves open, as in `inplace=flag`, what that
table changes may be changed. The schema follows two earlier tools that found it independently: LineaPy's
annotations and Microsoft's python-program-analysis.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from nbprod.flow.fact import (
    SOURCES,
    Fact,
    Slot,
    Table,
    TypeFact,
    argument,
    arguments,
    looks_like_class,
)
from nbprod.flow.tables import table
from nbprod.knowledge import home

__all__ = [
    "SOURCES",
    "Fact",
    "Knowledge",
    "Slot",
    "Table",
    "TypeFact",
    "argument",
    "arguments",
    "exports",
    "table",
]


class Knowledge:
    """The facts of the libraries that one notebook imports."""

    def __init__(self, libraries: Iterable[str]) -> None:
        self._imported = ("builtins", *dict.fromkeys(libraries))
        self._alike: dict[str, tuple[tuple[Fact, ...], ...]] = {}
        """By bare name of a method: what each known method of that name does."""
        self._common: dict[tuple[int, ...], Fact | None] = {}
        """What some of them agree on, by their identities: tables stay as long as the process."""

    def fact(self, callee: str, call: ast.Call) -> Fact | None:
        """What is known of a call to `callee`.

        `callee` is an absolute dotted name, `type.method`, or `.method` for a receiver of unknown
        type; the fact is then what all known methods of that name agree on, and not certain.
        """
        if callee.startswith("."):
            return self._agreed(callee, call)
        return _fittest(self.facts(callee), call)

    def facts(self, callee: str) -> tuple[Fact, ...]:
        """Every fact about `callee`, those of its type's bases if it has none of its own."""
        return facts_of(callee)

    def type(self, name: str) -> TypeFact | None:
        """What is known of a type by its absolute name."""
        return type_of(name)

    def canonical(self, name: str) -> str:
        """The name under which facts stand: `keras.Model` for `tensorflow.keras.Model`."""
        return canonical(name)

    def exports(self, module: str) -> tuple[str, ...] | None:
        """Names that `from module import *` brings, where known."""
        return exports(module)

    def _agreed(self, method: str, call: ast.Call) -> Fact | None:
        alike = self._alike.get(method)
        if alike is None:
            every = (
                facts for name in self._imported for facts in _methods(name).get(method[1:], ())
            )
            alike = self._alike[method] = tuple(every)
        found = [fact for facts in alike if (fact := _fittest(facts, call))]
        key = tuple(map(id, found))
        if key not in self._common:
            self._common[key] = _common(found)
        return self._common[key]


def _common(found: Sequence[Fact]) -> Fact | None:
    """What facts of methods of one name agree on."""
    if not found or any(
        f is not found[0] and replace(f, returns=found[0].returns) != found[0] for f in found
    ):
        return None
    # A type would be a guess upon a guess; that the receiver comes back is worth knowing.
    same = {fact.returns for fact in found} == {"self"}
    return replace(found[0], returns="self" if same else None, certain=False)


KEPT = 20_000
"""Names whose facts are kept at hand: notebooks of one project call much the same."""


@lru_cache(maxsize=KEPT)
def facts_of(callee: str) -> tuple[Fact, ...]:
    """Every fact about `callee`, those of its type's bases if it has none of its own."""
    name = canonical(callee)
    owner = name if type_of(name) else name.rpartition(".")[0]
    return tuple(_of(owner, fact) for fact in _find(name))


@lru_cache(maxsize=KEPT)
def type_of(name: str) -> TypeFact | None:
    """What is known of a type by its absolute name."""
    known = canonical(name)
    return _table(known).types.get(known)


@lru_cache(maxsize=KEPT)
def canonical(name: str) -> str:
    """The name under which facts stand."""
    aliases = _table(name).aliases
    for prefix in _prefixes(name) if aliases else ():
        if prefix in aliases:
            return canonical(aliases[prefix] + name[len(prefix) :])
    return name


def _find(callee: str) -> tuple[Fact, ...]:
    calls = _table(callee).calls
    if callee in calls:
        return calls[callee]
    if type_of(callee):
        return (Fact(returns=callee),)
    owner, _, method = callee.rpartition(".")
    if kind := type_of(owner) if owner else None:
        return _inherited(kind, method)
    anywhere = f"{callee.partition('.')[0]}.*.{method}"
    reach = _prefixes(owner) if looks_like_class(callee) else _modules(owner)
    modules = (f"{prefix}.*" for prefix in reach)
    rest = (anywhere, *modules, *(f"{prefix}.**" for prefix in _prefixes(owner)))
    return next((calls[name] for name in rest if name in calls), ())


def _modules(owner: str) -> Iterator[str]:
    """The prefixes whose rest holds for what is in `owner`: of a class without a table, none but its own.

    A function by default leaves alone what it is given; `Session.run` and `Writer.close` do not.
    """
    for prefix in _prefixes(owner):
        yield prefix
        if looks_like_class(prefix):
            return


def _inherited(kind: TypeFact, method: str) -> tuple[Fact, ...]:
    for base in kind.bases:
        if facts := _find(canonical(f"{base}.{method}")):
            return facts
    return _table(kind.name).calls.get(f"{kind.name}.*", ())


def _table(name: str) -> Table:
    return table(name.partition(".")[0])


@cache
def exports(module: str) -> tuple[str, ...] | None:
    """Names that `from module import *` brings; None where nobody wrote it down."""
    path = home() / "facts" / "exports" / f"{module}.txt"
    if not module.replace(".", "").isidentifier() or not path.is_file():
        return None
    return tuple(path.read_text("utf-8").split())


@cache
def _methods(library: str) -> dict[str, list[tuple[Fact, ...]]]:
    """The facts of a library's methods by bare name, whatever their type."""
    found: dict[str, list[tuple[Fact, ...]]] = {}
    for name, facts in table(library).calls.items():
        owner, _, method = name.rpartition(".")
        if owner in table(library).types:
            found.setdefault(method, []).append(facts)
    return found


def _of(owner: str, fact: Fact) -> Fact:
    """The fact as it holds for a receiver or a class `owner`."""
    return replace(fact, returns=owner) if fact.returns == "Self" else fact


def _fittest(facts: Iterable[Fact], call: ast.Call) -> Fact | None:
    best, weight = None, 0
    maybe: Fact | None = None
    for fact in facts:
        if fact.holds_for(call) and (mine := fact.weight) >= weight:
            best, weight = fact, mine
        elif fact.with_ and fact.changes and fact.may_hold_for(call):
            maybe = fact
    return best if maybe is None else _either(best or maybe, maybe)


@cache
def _either(fact: Fact, maybe: Fact) -> Fact:
    """What a call does that may change something or not: `df.drop("a", inplace=flag)`."""
    return replace(fact, changes=(*fact.changes, *maybe.changes), certain=False)


def _prefixes(name: str) -> Iterator[str]:
    """`a.b.c`, `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]
