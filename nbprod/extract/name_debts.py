"""Names that a linter would have bound or read otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.extract.program import BUILTINS
from nbprod.extract.trees import Found, Function, Parents, Rule, here, is_read


def _rebound_parameter(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A parameter whose name a loop or `with` takes for something else."""
    if not isinstance(node, Function):
        return
    spec = node.args
    every = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg)
    left = {argument.arg for argument in every if argument}
    stores = [
        part
        for statement in node.body
        for part in here(statement)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    ]
    for store in sorted(stores, key=lambda part: (part.lineno, part.col_offset)):
        if store.id in left and not isinstance(parents[store], ast.comprehension):
            left.discard(store.id)
            if _is_target(store, parents):
                yield store.lineno, "PLR1704"


def _is_target(node: ast.AST, parents: Parents) -> bool:
    while isinstance(parents[node], ast.Tuple | ast.List):
        node = parents[node]
    parent = parents[node]
    loops = isinstance(parent, ast.For | ast.AsyncFor) and parent.target is node
    return loops or isinstance(parent, ast.withitem)


def _bound_again(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A function, class or import that is bound anew before anything used it."""
    for suite in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
        unused: set[str] = set()
        for statement in suite if isinstance(suite, list) else ():
            bound = set(_bound(statement)) - {"*"}
            read = {n.id for n in ast.walk(statement) if is_read(n)}
            if (bound & unused) - read and not getattr(statement, "decorator_list", None):
                yield statement.lineno, "F811"
            unused -= read | bound
            if not isinstance(statement, ast.Assign):
                unused |= bound


def _bound(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (
                each.asname or each.name for each in names if each.asname or "." not in each.name
            )
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)]):
            yield name


def _counted(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A loop that counts its turns by itself."""
    if not isinstance(node, ast.For) or any(isinstance(p, ast.Continue) for p in ast.walk(node)):
        return
    for statement in node.body:
        match statement:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=1)):
                if _counts_only(name, statement, node, parents):
                    yield statement.lineno, "SIM113"


def _counts_only(name: str, step: ast.stmt, loop: ast.For, parents: Parents) -> bool:
    """Whether a name starts at zero beside a loop, and nothing but the loop knows it."""
    scope = parents[loop]
    while not isinstance(scope, Function | ast.Module):
        scope = parents[scope]
    inside = set(ast.walk(loop))
    named = [n for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id == name]
    stores = [n for n in named if not is_read(n)]
    if any(n in inside and parents[n] is not step for n in stores):
        return False
    starts = [n for n in stores if n not in inside and n.lineno < loop.lineno]
    start = max(starts, key=lambda n: n.lineno, default=None)
    later = [n.lineno for n in stores if n not in inside and n.lineno > loop.lineno]
    span = range(start.lineno if start else 0, min(later, default=1_000_000))
    if any(is_read(n) and n not in inside and n.lineno in span for n in named):
        return False
    given = parents[start] if start else loop
    return _is_zero(given) and parents[given] is parents[loop]


def _is_zero(node: ast.AST) -> bool:
    match node:
        case ast.Assign(value=ast.Constant(value=0)):
            return True
    return False


def _late_bound(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A function made in a loop that reads what the loop binds anew."""
    if not isinstance(node, ast.For | ast.While):
        return
    stored = {n.id for n in _around(node) if isinstance(n, ast.Name) and not is_read(n)}
    for function in _around(node):
        if isinstance(function, ast.Lambda | Function) and not _is_used_at_once(function, parents):
            bodies = [function.body] if isinstance(function, ast.Lambda) else function.body
            parts = [part for body in bodies for part in ast.walk(body)]
            local = {a.arg for a in ast.walk(function) if isinstance(a, ast.arg)}
            local |= {n.id for n in parts if isinstance(n, ast.Name) and not is_read(n)}
            for part in parts:
                if isinstance(part, ast.Name) and is_read(part) and part.id in stored - local:
                    yield part.lineno, "B023"


def _around(loop: ast.AST) -> Iterator[ast.AST]:
    """What a loop holds, functions included but not what is in them."""
    for child in ast.iter_child_nodes(loop):
        yield child
        if not isinstance(child, Function | ast.Lambda | ast.ClassDef):
            yield from _around(child)


def _is_used_at_once(function: ast.AST, parents: Parents) -> bool:
    parent = parents[function]
    match parent:
        case ast.keyword(arg="key") | ast.Return():
            return True
        case ast.Call(func=ast.Name(id="map" | "filter" | "reduce")):
            return True
        case ast.Call(func=ast.Attribute(attr="reduce")):
            return True
    return isinstance(parent, ast.Call) and parent.func is function


def _unread(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A function's own variable that only a text names, as in `df.query("x > @limit")`."""
    if not isinstance(node, Function) or _shows_locals(node):
        return
    read = {n.id for n in ast.walk(node) if is_read(n)} | {
        part.target.id
        for part in ast.walk(node)
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name)
    }
    read |= {
        n
        for part in ast.walk(node)
        if isinstance(part, ast.Global | ast.Nonlocal)
        for n in part.names
    }
    for statement in node.body:
        for part in here(statement):
            match part:
                case ast.Assign(targets=[ast.Name(id=name)]) if name not in read and name[0] != "_":
                    yield part.lineno, "F841"
                case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Tuple()):
                    if any(_is_unread(each, read) for each in parts):
                        yield part.lineno, "F841"
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()) if (
                    name not in read and name[0] != "_"
                ):
                    yield part.lineno, "F841"


def _is_unread(node: ast.expr, read: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id not in read and node.id[0] != "_"


def _shows_locals(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Call) and getattr(part.func, "id", "") == "locals"
        for part in ast.walk(node)
    )


def _unused_import(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """Imports for their effect, or to see whether they can be had."""
    if not isinstance(node, Function | ast.Module | ast.ClassDef):
        return
    every = [part for statement in node.body for part in here(statement)]
    imports = [p for p in every if isinstance(p, ast.Import | ast.ImportFrom) and not _is_kept(p)]
    if not imports:
        return
    read = {n.id for n in ast.walk(node) if is_read(n)} | _quoted(node)
    for alias in (alias for statement in imports for alias in statement.names):
        if (alias.asname or alias.name).partition(".")[0] not in read:
            yield alias.lineno, "F401"


def _is_kept(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether an import is one for its effect by its form."""
    future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return future or node.names[0].name == "*"


def _quoted(scope: ast.AST) -> set[str]:
    """Names in annotations that are written as text."""
    notes = [
        getattr(node, field)
        for node in ast.walk(scope)
        for field in ("annotation", "returns")
        if isinstance(getattr(node, field, None), ast.expr)
    ]
    parts = (part for note in notes for part in ast.walk(note))
    texts = (p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))
    return {name for text in texts for name in re.findall(r"[^\W\d]\w*", text)}


RULES: tuple[Rule, ...] = (
    _rebound_parameter, _bound_again, _counted, _late_bound, _unread, _unused_import,
)  # fmt: skip


def undefined(tree: ast.AST, known: frozenset[str] = BUILTINS) -> set[str]:
    """Names that are read and that no scope around them binds."""
    inner = [part for part in _inside(tree) if isinstance(part, Function | ast.Lambda)]
    known |= set(_bindings(tree))
    tried = {id(part) for part in _tried(tree)}
    names = (n for n in _inside(tree) if isinstance(n, ast.Name) and id(n) not in tried)
    missing = {name.id for name in names if name.id not in known}
    return missing.union(*(undefined(function, known) for function in inner))


def _tried(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs where a missing name is reckoned with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(
            isinstance(part, ast.Name) and part.id == "NameError"
            for handler in node.handlers
            for part in ast.walk(handler.type or ast.Pass())
        ):
            yield from (part for statement in node.body for part in ast.walk(statement))


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """What a scope holds; of functions in it, what is read where they are made."""
    body = [scope.body] if isinstance(scope, ast.Lambda) else getattr(scope, "body", ())
    for statement in body:
        yield from _surface(statement)


def _surface(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, Function | ast.Lambda):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _surface(child)


def _bindings(scope: ast.AST) -> Iterator[str]:
    yield from ("__name__", "__file__", "__doc__")
    if isinstance(scope, Function | ast.Lambda):
        yield from (part.arg for part in ast.walk(scope.args) if isinstance(part, ast.arg))
    for part in _inside(scope):
        match part:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names
