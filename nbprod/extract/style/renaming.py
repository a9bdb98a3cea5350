"""Names of an emitted module that today are written otherwise, exchanged by position.

`fig, ax = plt.subplots()` where nothing reads `fig` any more becomes `_fig, ax = ...`: what is
unpacked stays as it is, and the name says that it is not needed. `List[int]` in an annotation is
`list[int]`, and what `typing` only hands on comes from `collections.abc`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

_BUILTIN = {name: name.lower() for name in ("List", "Dict", "Tuple", "Set", "FrozenSet", "Type")}
_ABSTRACT = frozenset(
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container "
    "Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView "
    "MutableMapping MutableSequence MutableSet Reversible Sequence Sized ValuesView".split()
)
Node = ast.expr | ast.stmt
Function = ast.FunctionDef | ast.AsyncFunctionDef


def renamed(text: str) -> str:
    """A module with such names exchanged."""
    data = text.encode()
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    tree = ast.parse(text)
    edits: set[tuple[int, int, str]] = set()
    for node, new in (*_unread(tree), *_annotations(tree), *_errors(tree)):
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        edits.add((starts[node.lineno - 1] + node.col_offset, end, new))
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()


# -- unpacked and not read


def _unread(tree: ast.Module) -> Iterator[tuple[Node, str]]:
    taken = {
        getattr(node, field, None) for node in ast.walk(tree) for field in ("id", "arg", "name")
    }
    for function in ast.walk(tree):
        if isinstance(function, Function) and not _looks_around(function):
            for name in _unpacked(function):
                free = f"_{name.id}" not in taken and not name.id.startswith("_")
                if free and not _is_needed(name, function):
                    yield name, f"_{name.id}"


def _looks_around(function: ast.AST) -> bool:
    """Whether names may be read by way of a text."""
    return any(
        isinstance(part, ast.Call)
        and getattr(part.func, "id", "") in ("locals", "vars", "eval", "exec", "globals", "dir")
        for part in ast.walk(function)
    )


def _unpacked(function: ast.AST) -> Iterator[ast.Name]:
    """Targets inside of tuples, of the function itself."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, Function | ast.ClassDef | ast.Lambda):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else []
        if len(targets) == 1 and isinstance(targets[0], ast.Tuple | ast.List):
            parts = ast.walk(targets[0])
            yield from (p for p in parts if isinstance(p, ast.Name) and not _is_read(p))
        yield from _unpacked(node)


def _is_needed(name: ast.Name, function: ast.AST) -> bool:
    """Whether something may read what is bound here: below it, in the same loop, or later."""
    loops = [n for n in ast.walk(function) if isinstance(n, ast.For | ast.AsyncFor | ast.While)]
    around = {id(p) for loop in loops if name in (inner := [*ast.walk(loop)]) for p in inner}
    inner = [
        n
        for n in ast.walk(function)
        if n is not function and isinstance(n, Function | ast.Lambda | ast.ClassDef)
    ]
    late = {id(part) for each in inner for part in ast.walk(each)}
    for part in ast.walk(function):
        match part:
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name.id in names:
                return True
            case ast.AugAssign(target=ast.Name(id=other)) if other == name.id:
                return True
            case ast.Constant(value=str(text)) if re.search(rf"[@{{]\s*{name.id}\b", text):
                return True
            case ast.Name(id=other) if other == name.id and _is_read(part):
                if id(part) in late or id(part) in around or _is_below(part, name):
                    return True
    return False


def _is_below(part: ast.Name, name: ast.Name) -> bool:
    return (part.lineno, part.col_offset) > (name.lineno, name.col_offset)


# -- errors


def _errors(tree: ast.Module) -> Iterator[tuple[Node, str]]:
    """`IOError` has been another name of `OSError` since Python 3.3."""
    every = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in every if not _is_read(node)}
    stars = any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree))
    listed = {id(e) for node in ast.walk(tree) if isinstance(node, ast.Tuple) for e in node.elts}
    for node in every:
        old = node.id in ("IOError", "EnvironmentError")
        if old and not stars and node.id not in bound and id(node) not in listed:
            yield node, "OSError"


# -- annotations


def _annotations(tree: ast.Module) -> Iterator[tuple[Node, str]]:
    """Exchange what `typing` was needed for, where nothing but annotations names it."""
    imports = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "typing"]
    names = {a.name for n in imports for a in n.names if not a.asname}
    notes = [
        note
        for node in ast.walk(tree)
        for field in ("annotation", "returns")
        if isinstance(note := getattr(node, field, None), ast.expr)
    ]
    parts = {id(part): part for note in notes for part in ast.walk(note)}
    texts = [p.value for p in parts.values() if isinstance(p, ast.Constant)]
    every = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    bound = {n.id for n in every if not _is_read(n)}
    for old, new in _BUILTIN.items():
        uses = [n for n in every if n.id == old]
        quoted = any(old in str(text) for text in texts)
        if old not in names or quoted or new in bound or any(id(n) not in parts for n in uses):
            names.discard(old)
            continue
        yield from ((use, new) for use in uses)
    for statement in imports:
        yield from _imported(statement, names)


def _imported(node: ast.ImportFrom, changed: set[str]) -> Iterator[tuple[Node, str]]:
    plain = [a for a in node.names if not a.asname]
    gone = [a for a in plain if a.name in _BUILTIN and a.name in changed]
    moved = [a for a in plain if a.name in _ABSTRACT]
    kept = [a for a in node.names if a not in gone and a not in moved]
    if gone or moved:
        lines = [
            ast.unparse(ast.ImportFrom(module, names, 0))
            for module, names in (("collections.abc", moved), ("typing", kept))
            if names
        ]
        yield node, "\n".join(lines)


def _is_read(node: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a name is read, or deleted, which needs it as well."""
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
