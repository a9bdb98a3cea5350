"""What a stage was run for: values that no later stage takes, and that it gives all the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.living import is_live
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names

if TYPE_CHECKING:
    from nbprod.extract.decisions.staging import Scope

_FITS = frozenset(
    {"fit", "fit_transform", "fit_predict", "fit_generator", "fit_one_cycle", "partial_fit"}
)
"""Methods that leave their object with what it learned. Source: scikit-learn, "Glossary: fit";
Keras, "Model training APIs"; fastai, "Learner"."""


def results(scope: Scope, work: Work, needed: Sequence[str]) -> list[str]:
    """Values that no statement reads as they are left, and what was fitted, read or not.

    Of `train, test = split(rows)`, `test` is a leftover where `train` is read below, or `needed` by
    a later stage. What was written down (`epochs = 10`) was known before the run.
    """
    found: dict[str, tuple[str, ...]] = {}
    kept = [n for piece in scope.pieces for n in _kept(piece.node, work) if n in scope.may]
    fitted: dict[str, None] = {}
    read: set[str] = set()
    names = work.program.analysis.names
    plain = {piece for piece in scope.pieces if not hasattr(piece.node, "body")}
    for piece in scope.pieces:
        asks = work.asks[piece]
        for name in (*asks.reads, *asks.late):
            found.pop(name, None)
            read.add(name)
        for name in asks.must:
            found.pop(name, None)
            fitted.pop(name, None)
        for name in _plainly_bound(piece.node, names):
            own = piece.uses.every.get(name, ())
            if name in asks.may and not (own and _read_after(piece, name)):
                found[name] = _beside(piece.node, name)
                read.discard(name)
        sure = (n for n in _fitted(piece.node, names) if piece in plain or n in scope.must)
        fitted.update(dict.fromkeys(sure))
    left = [name for name, beside in found.items() if not {*read, *needed} & set(beside)]
    here = {*scope.may, *scope.surely}
    mine = [n for n in fitted if work.is_value(n) and n in here and not n.startswith("_")]
    return [name for name in dict.fromkeys([*mine, *left, *kept]) if name not in scope.deleted]


def _fitted(node: ast.AST, names: Names) -> Iterator[str]:
    """Names of what a statement fits: `model.fit(x, y)`, `model = Ridge().fit(x, y)`.

    With nothing handed over a model gives its fit back, and stays what it is: `fit = ols.fit()`.
    """
    if not isinstance(node, _SCOPES):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt | ast.excepthandler):
                yield from _fitted(inner, names)
    call = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return
    made, attr = call.func.value, call.func.attr
    if attr not in _FITS:
        return
    if names.type_of(made).endswith(".Trainer"):
        yield from (given.id for given in call.args[:1] if isinstance(given, ast.Name))
    elif isinstance(made, ast.Name) and (call.args or call.keywords):
        yield made.id
    elif attr == "fit" and isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _beside(node: ast.AST, name: str) -> tuple[str, ...]:
    """The names that one unpacking binds together with a name."""
    match node:
        case ast.Assign(targets=[ast.Tuple() | ast.List() as target]):
            together = _names_in(target)
            return tuple(together) if name in together else ()
    return ()


def _kept(node: ast.AST, work: Work) -> list[str]:
    """Names of temporary files, which are gone with the object: a later stage may know their path."""
    value = getattr(node, "value", None)
    if not isinstance(node, ast.Assign) or not isinstance(value, ast.Call):
        return []
    made = work.program.analysis.names.callee(value).startswith("tempfile.")
    return [name for target in node.targets for name in _names_in(target)] if made else []


def _read_after(piece: Piece, name: str) -> bool:
    """Whether a statement reads a name that it binds itself: a loop may, `x = x + 1` does not."""
    return not isinstance(piece.node, ast.Assign | ast.AnnAssign) or name in piece.uses.late


def _plainly_bound(node: ast.AST, names: Names) -> list[str]:
    """Names that a statement binds as targets, wherever in it; those of inner functions are not."""
    found: list[str] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _SCOPES):
            found += _plainly_bound(child, names)
    match node:
        case ast.Assign(targets=targets, value=value):
            found += [n for t in targets for n in _targets(t, value, names)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.NamedExpr(target=ast.Name(id=name)):
            found.append(name)
        case ast.withitem(context_expr=value, optional_vars=ast.Name() as target):
            found += _targets(target, value, names)
    return list(dict.fromkeys(found))


_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def _targets(target: ast.expr, value: ast.expr, names: Names) -> list[str]:
    """The names of a target; what is drawn is no result, nor is what lives in one process alone."""
    idle = _is_written(value) or _draws(value, names) or is_live(names.type_of(value))
    return [] if idle else _names_in(target)


def _is_written(value: ast.expr) -> bool:
    """Whether a value stands in the code as it is, and nothing computes it."""
    return not any(isinstance(part, ast.Name | ast.Call | ast.Await) for part in ast.walk(value))


def _draws(value: ast.expr, names: Names) -> bool:
    fact = names.fact(value) if isinstance(value, ast.Call) else None
    return fact is not None and "figure" in (*fact.sets, *fact.uses)


def _names_in(target: ast.expr) -> list[str]:
    """The names of a target; parts of something unpacked count as well."""
    match target:
        case ast.Name(id=name):
            return [name] if not name.startswith("_") else []
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return [name for part in parts for name in _names_in(part)]
        case ast.Starred(value=value):
            return _names_in(value)
    return []
