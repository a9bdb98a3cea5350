"""Statements that no border may part, since a function lives on in what it was handed to.

    def rows():               # reads `step` whenever it goes on
        yield from range(0, 9, step)
    found = rows()            # keeps it
    step = 3                  # binds anew what it reads
    print(list(found))        # and runs it

In one function all of these see one `step`, as in the notebook. A border between them would hand
`found` on with the `step` of its own stage.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nbprod.extract.decisions.asking import Work, binds_function
from nbprod.extract.decisions.holding import Places, held_together
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece

_LASTING = (ast.Yield, ast.YieldFrom, ast.GeneratorExp, ast.Lambda, ast.FunctionDef, ast.ClassDef)
_KEEPING = listed(
    "partial partialmethod chain starmap defaultdict register append extend insert add update "
    "setdefault put submit connect bind subscribe set_option"
)
"""Calls that keep a function for later; so do those of classes."""

_LAZY = listed("map filter zip enumerate iter")
"""Builtins that run a function later; methods of these names are done when they return."""

_HOLDING = listed("dict list tuple set frozenset")
"""Builtins whose result holds what they were given."""


def ties(work: Work) -> set[int]:
    """Positions in `work.pieces` that must stand in one stage with the statement before."""
    bound, read = _places(work)
    found = _shared(work, bound, read)
    for start, piece in enumerate(work.pieces):
        late = (*_late(piece, work), *_read_by_generators(piece))
        again = [b for name in late for b in bound.get(name, ()) if b > start]
        if not again:
            continue
        last = _last_run(start, work)
        if min(again) <= last:
            found.update(range(start + 1, last + 1))
    return found


def bonds(work: Work) -> set[int]:
    """Positions that had better stand in one stage with the statement before: see `holding`."""
    return held_together(work, *_places(work))


def _late(piece: Piece, work: Work) -> Iterator[str]:
    """Values that functions made here read when they run, be they read at once as well."""
    asks = work.asks[piece]
    yield from asks.late
    yield from (name for name in piece.uses.late if name in asks.reads)


def _read_by_generators(piece: Piece) -> Iterator[str]:
    """Names that generator expressions read as they go on; their first iterable is read at once."""
    for part in ast.walk(piece.node):
        if isinstance(part, ast.GeneratorExp):
            first = {id(inner) for inner in ast.walk(part.generators[0].iter)}
            for inner in ast.walk(part):
                if isinstance(inner, ast.Name) and id(inner) not in first:
                    yield inner.id


def _last_run(start: int, work: Work) -> int:
    """The last statement that may run a function which the statement at `start` makes."""
    maker = work.pieces[start]
    held = set(_holders(maker, frozenset(), lasting=True))
    lasting = any(isinstance(part, _LASTING) for part in _inner(maker.node))
    if any(map(work.imports.knows, held)):
        return len(work.pieces) - 1  # a module holds it, and runs it whenever it likes
    last = start
    for at in range(start + 1, len(work.pieces)):
        user = work.pieces[at]
        asks = work.asks[user]
        if held.isdisjoint((*asks.reads, *asks.late)):
            continue
        last = at
        held.update(_holders(user, frozenset(held), lasting=lasting))
    return last


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """What stands inside a definition; a lambda or a class that makes itself is lasting as such."""
    made = {id(each) for each in _defined(node) if isinstance(each, ast.FunctionDef)}
    yield from (part for part in ast.walk(node) if id(part) not in made)


def _defined(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The definitions that a statement makes, in whichever of its branches; not those inside them."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _defined(child)


def _holders(piece: Piece, held: frozenset[str], *, lasting: bool) -> Iterator[str]:
    """Names that hold a function after a statement that makes it, or that reads what holds it."""
    node = piece.node
    yield from (each.name for each in _defined(node))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=targets, value=value) if _keeps(value, held, lasting):
                yield from (name for target in targets for name in _roots(target))
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(
                target=target, value=value
            ) if _keeps(value, held, lasting):
                yield from _roots(target)
            case ast.Call(func=ast.Attribute(value=receiver)) if stores(part):
                if any(_is_held(value, held) for value in _given(part)):
                    yield from _roots(receiver)


def _keeps(value: ast.expr, held: frozenset[str], lasting: bool) -> bool:
    """Whether what is bound holds the function, and is not just what it gave back."""
    return any(_is_held(part, held) for part in _outside_calls(value, held, lasting))


def _outside_calls(node: ast.AST, held: frozenset[str], lasting: bool) -> Iterator[ast.AST]:
    """The parts of an expression that may be in its value."""
    yield node
    match node:
        case ast.Call(func=func):
            inner = (*((func,) if lasting else ()), *(_given(node) if stores(node) else ()))
            for value in inner:
                yield from _outside_calls(value, held, lasting)
        case ast.Lambda() | ast.GeneratorExp():
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _outside_calls(child, held, lasting)


def _is_held(node: ast.AST, held: frozenset[str]) -> bool:
    """Whether an expression is a function: a lambda, or a name that holds one."""
    if isinstance(node, ast.Lambda | ast.GeneratorExp):
        return True
    return isinstance(node, ast.Name) and node.id in held


def stores(call: ast.Call) -> bool:
    """Whether a call keeps the functions that it is given: `handlers.append(f)`, `dict(run=f)`."""
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    kept = isinstance(func, ast.Name) and name in _LAZY | _HOLDING
    return bool(name) and (name[0].isupper() or name in _KEEPING or kept)


def _given(call: ast.Call) -> Iterable[ast.expr]:
    return (*call.args, *(keyword.value for keyword in call.keywords))


def _roots(node: ast.expr) -> Iterator[str]:
    """The names that an assignment binds, or in whose values it puts something."""
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value):
            yield from _roots(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _roots(part)


# -- what shares variables with a function, or is read by one that is not done yet


def _shared(work: Work, bound: Places, read: Places) -> set[int]:
    """Positions between a function and the last statement that may run it by a name of its own."""
    found: set[int] = set()
    at = {piece: index for index, piece in enumerate(work.pieces)}
    for piece, start in at.items():
        asks = work.asks[piece]
        if asks.shared:
            end = _last_use(piece, start, read, work)
            found.update(range(start + 1, end + 1))
        late = [n for n in _late(piece, work) if any(b > start for b in bound.get(n, ()))]
        if not late or not _escapes(piece):
            continue
        end = _last_use(piece, start, read, work)
        again = [b for n in late for b in bound[n] if start < b]
        if again and min(again) <= end:
            found.update(range(start + 1, end + 1))
    return found


def _places(work: Work) -> tuple[Places, Places]:
    """Where each value is bound (or deleted), and where it is read."""
    bound: Places = {}
    read: Places = {}
    for index, piece in enumerate(work.pieces):
        asks = work.asks[piece]
        for name in dict.fromkeys((*asks.may, *asks.deleted)):
            bound.setdefault(name, []).append(index)
        for name in dict.fromkeys((*asks.reads, *asks.late)):
            read.setdefault(name, []).append(index)
    return bound, read


def _last_use(piece: Piece, start: int, read: Places, work: Work) -> int:
    """The last statement that may run a function that `piece` makes, through what holds it."""
    last, seen, todo = start, {start}, [start]
    while todo:
        maker = work.pieces[todo.pop()]
        keeps = binds_function(maker) or maker is piece or _hands_on(maker)
        for name in work.asks[maker].may if keeps else ():
            for use in read.get(name, ()):
                last = max(last, use) if use > start else last
                if use not in seen and use > start:
                    seen.add(use)
                    todo.append(use)
    return last


def _hands_on(piece: Piece) -> bool:
    """Whether a statement may keep a function that it reads in what it binds."""
    match piece.node:
        case ast.Assign(value=ast.Call() as call) | ast.AnnAssign(value=ast.Call() as call):
            return stores(call)
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return isinstance(value, ast.Name | ast.List | ast.Dict | ast.Tuple)
    return False


def _escapes(piece: Piece) -> bool:
    """Whether a function made here may run after the statement."""
    if any(True for _ in _defined(piece.node)):
        return True
    immediate = {
        id(value)
        for call in piece.uses.calls
        if _runs_at_once(call)
        for value in (*call.args, *(k.value for k in call.keywords))
    }
    return any(
        isinstance(part, ast.Lambda | ast.GeneratorExp) and id(part) not in immediate
        for part in ast.walk(piece.node)
    )


def _runs_at_once(call: ast.Call) -> bool:
    """Whether a call is done with the functions it was given when it returns."""
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return bool(name) and not name[0].isupper() and name not in _WAITING


_WAITING = listed("map filter partial defaultdict chain starmap register iter")
"""Calls, whatever their receiver, that are not done with a function when they return."""
