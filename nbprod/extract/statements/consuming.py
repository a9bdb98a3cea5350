"""What is another by looking at it: `list(rows)` empties `rows`, and a cache keeps what it was asked."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import DEPTH, Names
from nbprod.flow.record import Define
from nbprod.flow.results import yields

_ONCE = listed(
    "builtins.iter builtins.map builtins.filter builtins.zip builtins.enumerate builtins.reversed "
    "builtins.open io.open io.StringIO csv.reader csv.DictReader re.finditer os.walk os.scandir "
    "glob.iglob numpy.nditer numpy.ndenumerate numpy.ndindex"
)
"""Calls whose result can be gone through once."""

_ONCE_METHODS = listed(
    "finditer iterdir rglob iterrows itertuples iter_rows iter_content iterfind iterparse iter_lines "
    "imap imap_unordered as_completed scandir iterchunks iter_batches execute"
)
_ONCE_OF = listed(
    "pathlib.Path.glob pandas.DataFrame.items pandas.Series.items concurrent.futures.ThreadPoolExecutor.map "
    "concurrent.futures.ProcessPoolExecutor.map"
)
"""The same where others have methods of that name that give something lasting."""
_ASKING = frozenset(
    f"builtins.{name}" for name in listed("type isinstance issubclass id dir hasattr callable iter")
)
"""Calls that take nothing from an iterator."""


def uses_up(node: ast.expr, names: Names) -> bool:
    """Whether evaluating an expression changes something by reading it alone.

    An iterator moves on, and a `defaultdict` grows by the key that it is asked for.
    """
    return not isinstance(node, ast.Name) and _takes(node, names)


def _takes(node: ast.AST, names: Names) -> bool:
    match node:
        case ast.Name(ctx=ast.Load()):
            return any(_goes_once(value, names) for value in _values(node, names))
        case ast.Attribute(value=ast.Name()):
            return False
        case ast.Call() if names.callee(node) in _ASKING:
            return False
        case ast.Subscript(value=ast.Name() as held) if _grows(held, names):
            return True
    return any(_takes(child, names) for child in ast.iter_child_nodes(node))


def takes_from_outside(define: Define, names: Names, held: Mapping[str, list[ast.expr]]) -> bool:
    """Whether a call of a function uses up what the notebook holds: `def look(k): return table[k]`.

    What that is depends on when it is called, so it may be any of the values that a name ever holds.
    """
    for part in ast.walk(define.node):
        whole = part.value if isinstance(part, ast.Subscript) else part
        if isinstance(whole, ast.Name) and whole.id not in define.local:
            used = _goes_once if whole is part else _makes_table
            if any(used(names.value(value), names) for value in held.get(whole.id, ())):
                return True
    return False


def values_by_name(pieces: Iterable[Piece]) -> dict[str, list[ast.expr]]:
    """Whatever the notebook assigns to each name at top level."""
    found: dict[str, list[ast.expr]] = {}
    for node in (part for piece in pieces for part in ast.walk(piece.node)):
        match node:
            case ast.Assign(targets=[*targets], value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.setdefault(name, []).append(value)
    return found


def _values(node: ast.Name, names: Names) -> list[ast.expr]:
    """What the name may be bound to, as a whole or as a part of a display; of `tee`, as its like."""
    found: list[ast.expr] = []
    for binding in names.bindings(node):
        match binding.how, binding.value:
            case "assign" | "walrus", ast.expr() as value:
                found.append(names.value(value))
            case "unpack", ast.Tuple(elts=parts) | ast.List(
                elts=parts
            ) if binding.index is not None and binding.index < len(parts):
                found.append(names.value(parts[binding.index]))
            case "unpack", ast.Call() as value if names.callee(value) == "itertools.tee":
                found.append(value)
    return found


def _grows(node: ast.Name, names: Names) -> bool:
    return any(_makes_table(value, names) for value in _values(node, names))


def _makes_table(value: ast.expr, names: Names) -> bool:
    """Whether a table grows by the keys that it is asked for."""
    return isinstance(value, ast.Call) and names.callee(value) == "collections.defaultdict"


def _goes_once(value: ast.expr, names: Names, depth: int = 0) -> bool:
    if isinstance(value, ast.GeneratorExp):
        return True
    if not isinstance(value, ast.Call):
        return False
    own = names.definition(value.func)
    if own is not None:
        return is_iterator(own) or (
            depth < DEPTH and any(_goes_once(each, names, depth + 1) for each in own.returns)
        )
    callee = names.callee(value)
    last = callee.rpartition(".")[2]
    if callee.startswith("sklearn.") and last == "split":
        return True
    if callee == ".glob" or callee in _ONCE_OF or _reads_in_chunks(value):
        return True
    return callee.startswith("itertools.") or callee in _ONCE or last in _ONCE_METHODS


def is_iterator(own: Define) -> bool:
    """Whether calling the notebook's own function or class gives an iterator."""
    if own.kind == "class":
        return any(method.name == "__next__" or _hands_out(method) for method in own.methods)
    return yields(own)


def _hands_out(method: Define) -> bool:
    """Whether going through an object goes through what it holds: `def __iter__(self): return self.it`."""
    held = any(isinstance(value, ast.Attribute | ast.Name) for value in method.returns)
    return method.name == "__iter__" and held


def _reads_in_chunks(call: ast.Call) -> bool:
    """Whether a file is read piece by piece: `read_csv(path, chunksize=1000)`."""
    return any(keyword.arg in ("chunksize", "iterator") for keyword in call.keywords)


def unsteady(pieces: Iterable[Piece]) -> frozenset[str]:
    """The names that may not mean later what they meant: bound twice, or to what may be changed."""
    pieces = list(pieces)
    binders = Counter(name for piece in pieces for name in piece.uses.may)
    twice = {name for name, times in binders.items() if times > 1}
    return frozenset(twice.union(*(piece.uses.may for piece in pieces if _may_change(piece.node))))


def _may_change(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    return not isinstance(node, _STEADY) and not isinstance(value, ast.Constant)


def asks_caches(pieces: Iterable[Piece]) -> bool:
    """Whether something asks how often a cache was asked: `f.cache_info()`."""
    parts = (part for piece in pieces for part in ast.walk(piece.node))
    return any(isinstance(part, ast.Attribute) and part.attr == "cache_info" for part in parts)


def remembers(define: Define, names: Names, anew: Collection[str], *, counted: bool) -> bool:
    """Whether a call of a function is kept by a cache, though the same call later may answer anew.

    `lru_cache` asks the body once. What it reads of the notebook may be another by then, as may be
    the object that a `cached_property` is kept in. Where caches are `counted`, each call is told.
    """
    decorators = getattr(define.node, "decorator_list", ())
    kept = {names.dotted(d.func if isinstance(d, ast.Call) else d) for d in decorators}
    if "functools.cached_property" in kept:
        return True
    cached = not _CACHES.isdisjoint(kept)
    return cached and (counted or _reads(define, names, anew, set()))


def _reads(define: Define, names: Names, anew: Collection[str], seen: set[Define]) -> bool:
    """Whether a function, or one that it names, reads one of some names of the notebook."""
    seen.add(define)
    for part in ast.walk(define.node):
        if isinstance(part, ast.Name) and part.id not in define.local:
            own = names.definition(part)
            if part.id in anew or (own and own not in seen and _reads(own, names, anew, seen)):
                return True
    return False


_STEADY = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom
)  # fmt: skip
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
