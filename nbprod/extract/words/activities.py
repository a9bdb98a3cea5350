"""What a run of statements is about: load, clean, split, train, evaluate, plot, report."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterable

from nbprod.extract.statements.pieces import Piece
from nbprod.flow.names import Names

_BY_CALL = (
    ("load", re.compile(r"(^|\.)(read_\w+|load_(?!dotenv|state_dict|weights|ext\b)\w+|fetch_\w+|load|loadtxt|genfromtxt|urlretrieve|open)$")),
    ("split", re.compile(r"(^|\.)(train_test_split|random_split|KFold|StratifiedKFold)$")),
    ("fit", re.compile(r"(^|\.)(fit|fit_transform|fit_generator|partial_fit|train|compile|ols|OLS|GLM|glm)$")),
    ("evaluate", re.compile(r"(^|\.)(predict\w*|score|\w+_score|classification_report|confusion_matrix|mean_\w+_error|cross_val_\w+|evaluate)$")),
    ("clean", re.compile(r"(^|\.)(dropna|fillna|drop|drop_duplicates|replace|rename|astype|to_datetime|to_numeric|strip|interpolate)$")),
    ("transform", re.compile(r"(^|\.)(merge|join|concat|groupby|pivot\w*|melt|get_dummies|apply|map|transform|agg|resample|cut|qcut)$")),
    ("save", re.compile(r"(^|\.)(to_csv|to_excel|to_parquet|to_json|to_pickle|to_sql|savefig|save\w*|dump)$")),
    ("plot", re.compile(r"(^|\.)(plot|hist|scatter|bar|barh|boxplot|figure|subplots|imshow|show|\w*plot|heatmap|set_title|title|xlabel|legend)$")),
    ("report", re.compile(r"(^|\.)(print|display|summary|info|describe|head)$")),
)  # fmt: skip

_WEIGHT = {"load": 3.0, "split": 3.0, "fit": 5.0, "evaluate": 4.0, "clean": 1.8, "transform": 1.5}
_WEIGHT |= {"save": 2.0, "plot": 1.2, "report": 0.4}


def activity(pieces: Iterable[Piece], names: Names) -> str:
    """The verb that fits most of what some statements do; empty where nothing tells."""
    found = (_of_call(call, names) for piece in pieces for call in piece.uses.calls)
    counts = Counter(name for name in found if name)
    if not counts:
        return ""
    return max(counts, key=lambda name: (_WEIGHT[name] * (1 + math.log(counts[name])), name))


def _of_call(call: ast.Call, names: Names) -> str:
    callee = names.callee(call) or _written(call)
    if callee.startswith("builtins.") and callee not in ("builtins.print", "builtins.open"):
        return ""
    fact = names.fact(call)
    if fact is not None and fact.reads:
        return "load"
    if fact is not None and fact.writes:
        return "save"
    if callee.endswith("title") and not call.args:
        return ""  # `text.title()` draws nothing
    for name, pattern in _BY_CALL:
        if pattern.search(callee):
            return name
    return ""


def _written(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
