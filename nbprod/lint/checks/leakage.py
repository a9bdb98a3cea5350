"""What a model is told about its own test: statistics, copies and rows that belong to the other side."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nbprod.analysis import Analysis, once
from nbprod.flow.record import Call
from nbprod.flow.shapes import descend
from nbprod.lint.checks import each
from nbprod.lint.match import Also, Match
from nbprod.values import set_once

SPLITS = frozenset(
    f"sklearn.{module}.train_test_split" for module in ("model_selection", "cross_validation")
)

_LEARNS = re.compile(
    r"(?:sklearn\.(?:preprocessing\.(?:_?data\.)?(?:Standard|MinMax|Robust|MaxAbs)Scaler"
    r"|preprocessing\.(?:QuantileTransformer|PowerTransformer|KBinsDiscretizer|TargetEncoder|Imputer)"
    r"|impute\.\w+|decomposition\.\w+|compose\.ColumnTransformer"
    r"|feature_selection\.(?!f_|chi2|mutual)\w+"
    r"|feature_extraction\.text\.(?:Tfidf|Count)(?:Vectorizer|Transformer))"
    r"|category_encoders\.(?:\w+\.)?\w*(?:Target|LeaveOneOut|CatBoost|James\w*|WOE|MEstimate)\w*)"
    r"\.(?:fit|fit_transform)$"
)
"""Estimators that learn from the rows they see; encoders of categories learn names alone."""
_SCALES = re.compile(
    r"sklearn\.preprocessing\.(?:scale|minmax_scale|robust_scale|quantile_transform)$"
)
_COPIES = re.compile(r"imblearn\.[\w.]+\.(?:fit_resample|fit_sample)$")
_TEST = re.compile(r"(?:^|_)test(?:_|$|[A-Z\d])|^[Xx]_?test|[a-z]Test$")
_TRAIN = re.compile(r"train", re.IGNORECASE)

STATISTICS = frozenset({"mean", "median", "mode", "quantile"})
DEEP = 400
"""How many expressions are followed back from a split."""


@set_once(frozen=True, slots=True, eq=False)
class Reach:
    """A split, and what its data was made of."""

    split: Call
    calls: frozenset[int]
    """Calls, by identity, whose results the data was made of."""
    names: frozenset[str]
    functions: frozenset[str]
    """The notebook's own functions among them."""


@dataclass(slots=True)
class Trail:
    """What expressions are made of, followed back through variables and the notebook's functions."""

    calls: list[ast.Call] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


@each(Analysis)
def fits_before_split(notebook: Analysis) -> Iterator[Match]:
    """A scaler, an imputer or a selection learns from all rows, and the rows are split afterwards."""
    for call, reach in _before(notebook):
        callee = notebook.names.callee(call)
        if _LEARNS.match(callee) or _SCALES.match(callee):
            yield _match(call, callee.split(".")[-2 if _LEARNS.match(callee) else -1], reach)


@each(Analysis)
def copies_before_split(notebook: Analysis) -> Iterator[Match]:
    """Rows are copied or invented, and split afterwards."""
    for call, reach in _before(notebook):
        if _COPIES.match(notebook.names.callee(call)):
            yield _match(call, notebook.names.callee(call).split(".")[-2], reach)


@each(Analysis)
def fills_before_split(notebook: Analysis) -> Iterator[Match]:
    """Gaps are filled with a statistic of all rows, and the rows are split afterwards."""
    for call, reach in _before(notebook):
        statistic = _statistic(call, notebook) if call.written.endswith("fillna") else ""
        if statistic:
            yield _match(call, statistic, reach)


def _match(call: Call, name: str, reach: Reach) -> Match:
    also = Also(reach.split.inside.cell, reach.split.node, "the rows are split here")
    return Match(call.inside.cell, call.node, {"name": name}, (also,))


def _statistic(call: Call, notebook: Analysis) -> str:
    """The statistic that fills gaps; empty where it is none, or one of the training rows."""
    given = [*call.node.args[:1], *(k.value for k in call.node.keywords if k.arg == "value")]
    for value in given:
        for node in descend(notebook.names.value(value)):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in STATISTICS:
                    if not _TRAIN.search(ast.unparse(node)):
                        return name
    return ""


@once
def _before(notebook: Analysis) -> tuple[tuple[Call, Reach], ...]:
    """Calls above a split whose results went into its data."""
    return tuple(_above(notebook, _reaches(notebook)))


def _above(notebook: Analysis, reaches: tuple[Reach, ...]) -> Iterator[tuple[Call, Reach]]:
    for record in notebook.records if reaches else ():
        changed = _changed(record.nodes)
        for call in record.calls:
            for reach in reaches:
                if not _is_above(call, reach):
                    continue
                goes_in = changed.get(id(call.node), "") in reach.names
                goes_in = goes_in or id(call.node) in reach.calls
                # Following the arguments is the dear part, so it is asked last.
                if goes_in and not _splits_inside(call, notebook):
                    yield call, reach
                    break


def _is_above(call: Call, reach: Reach) -> bool:
    """Whether a call happens before a split: above it, or in a function that made its data."""
    split, function = reach.split, call.inside.function
    if function != split.inside.function:
        return function in reach.functions
    here = (call.inside.cell.number, call.node.lineno)
    return here < (split.inside.cell.number, split.node.lineno)


def _splits_inside(call: Call, notebook: Analysis) -> bool:
    """Whether a call gets rows that an earlier split already set aside."""
    trail = _followed(call.node.args, notebook)
    return any(notebook.names.callee(one) in SPLITS for one in trail.calls)


def _changed(nodes: Sequence[tuple[ast.AST, object]]) -> dict[int, str]:
    """Calls whose result is written into a part of a frame, or that change it in place."""
    found: dict[int, str] = {}
    for node, _ in nodes:
        match node:
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target]):
                name = _base(target)
                found.update({id(n): name for n in descend(node.value) if isinstance(n, ast.Call)})
            case ast.Expr(value=ast.Call(func=ast.Attribute() as func) as call):
                if any(k.arg == "inplace" for k in call.keywords):
                    found[id(call)] = _base(func)
    return found


def _base(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@once
def _reaches(notebook: Analysis) -> tuple[Reach, ...]:
    """Every split with what its data was made of."""
    return tuple(
        _reach(call, notebook)
        for record in notebook.records
        for call in record.calls
        if notebook.names.callee(call) in SPLITS or _is_pycaret(call, notebook)
    )


def _is_pycaret(call: Call, notebook: Analysis) -> bool:
    """Whether a call sets up an experiment, which splits its data; mostly through a star import."""
    if call.written.rpartition(".")[2] != "setup":
        return False
    every = (found.module for record in notebook.records for found in record.imports)
    return any(module.startswith("pycaret.") for module in every)


def _reach(split: Call, notebook: Analysis) -> Reach:
    given = [k.value for k in split.node.keywords if k.arg in ("data", "arrays")]
    trail = _followed([*split.node.args, *given], notebook)
    calls = frozenset(map(id, trail.calls))
    return Reach(split, calls, frozenset(trail.names), frozenset(trail.functions))


def _followed(given: list[ast.expr], notebook: Analysis) -> Trail:
    """Follow expressions back to what they are made of."""
    trail, waiting, seen = Trail(), list(given), set[int]()
    while waiting and len(seen) < DEEP:
        value = waiting.pop()
        if id(value) not in seen:
            seen.add(id(value))
            for node in descend(value):
                waiting += _behind(node, trail, notebook)
    return trail


def _behind(node: ast.AST, trail: Trail, notebook: Analysis) -> list[ast.expr]:
    """Note a call or a name, and answer the expressions that it stands for."""
    if isinstance(node, ast.Call):
        trail.calls.append(node)
        own = notebook.names.definition(node.func)
        if own is not None and own.kind == "function":
            trail.functions.add(own.name)
            return list(own.returns)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        trail.names.add(node.id)
        return [one.value for one in notebook.names.bindings(node) if one.value is not None]
    return []


@each(Analysis)
def fits_test(notebook: Analysis) -> Iterator[Match]:
    """What was fitted on the training rows is fitted again, on the test rows."""
    calls = [
        (call, call.node.args[0].id)
        for record in notebook.records
        for call in record.calls
        if call.written.endswith(".fit_transform") and call.node.args
        if isinstance(call.node.args[0], ast.Name)
    ]
    trained = {_family(call, notebook) for call, name in calls if _TRAIN.search(name)}
    for call, name in calls:
        if _TEST.search(name) and not _TRAIN.search(name) and _family(call, notebook) in trained:
            yield Match(call.inside.cell, call.node, {"name": name})


def _family(call: Call, notebook: Analysis) -> str:
    """The estimator's type, or its variable where that is not known."""
    callee = notebook.names.callee(call)
    return call.written if callee.startswith(".") or not callee else callee
