"""What kind of work a cell does: the colour of its card, no more.

The libraries' facts say what reads, writes and draws. What models and what judges them is told by
the words that the libraries of machine learning have agreed on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Enum

from nbprod.analysis import Analysis
from nbprod.flow.record import Call
from nbprod.notebook.model import Parsed
from nbprod.place import CellRef


class Activity(Enum):
    """Kinds of work, in the order in which a notebook tends to do them."""

    SETUP = "setup"
    DEFINE = "define"
    LOAD = "load"
    PREPARE = "prepare"
    MODEL = "model"
    EVALUATE = "evaluate"
    PLOT = "plot"
    LOOK = "look"
    SAVE = "save"
    OTHER = "other"


_TRAINS = frozenset({"fit", "fit_generator", "fit_predict", "partial_fit", "train", "backward"})
_JUDGES = frozenset({"score", "evaluate", "predict", "predict_proba", "decision_function"})
_MODELS = (
    "catboost.",
    "keras.Model",
    "keras.Sequential",
    "keras.layers.",
    "keras.models.",
    "lightgbm.",
    "prophet.",
    "pymc.",
    "sklearn.cluster.",
    "sklearn.dummy.",
    "sklearn.ensemble.",
    "sklearn.linear_model.",
    "sklearn.mixture.",
    "sklearn.naive_bayes.",
    "sklearn.neighbors.",
    "sklearn.neural_network.",
    "sklearn.pipeline.",
    "sklearn.svm.",
    "sklearn.tree.",
    "statsmodels.",
    "tensorflow.keras.Model",
    "tensorflow.keras.Sequential",
    "tensorflow.keras.layers.",
    "tensorflow.keras.models.",
    "torch.nn.",
    "torch.optim.",
    "transformers.Trainer",
    "xgboost.",
)
_JUDGEMENTS = ("evaluate.", "sklearn.metrics.", "torchmetrics.", "tensorflow.keras.metrics.")
_CROSS = ("sklearn.model_selection.cross_", "sklearn.model_selection.learning_curve")
_PICTURES = ("altair.", "bokeh.", "folium.", "holoviews.", "plotly.", "plotnine.", "seaborn.")
_DRAWS = frozenset({"plot", "hist", "boxplot", "imshow", "scatter"})

_BY_WEIGHT = (
    Activity.MODEL,
    Activity.LOAD,
    Activity.PLOT,
    Activity.EVALUATE,
    Activity.SAVE,
)
"""Of several kinds of work in one cell, the first one here names it."""


def activities(notebook: Analysis) -> dict[CellRef, Activity]:
    """The activity of each cell."""
    sight = _Sight(notebook)
    found = {cell.cell.ref: Activity.OTHER for cell in notebook.cells}
    return found | {cell.cell.ref: sight.of(cell) for cell in notebook.parsed}


class _Sight:
    """Looks at cells, and through the notebook's own functions at what they call."""

    def __init__(self, notebook: Analysis) -> None:
        self.notebook = notebook
        self.inside: dict[str, list[Call]] = {}
        """Calls in the body of a function or class, by its outermost name."""
        for record in notebook.records:
            for call in record.calls:
                if function := call.inside.function:
                    self.inside.setdefault(function.partition(".")[0], []).append(call)

    def of(self, cell: Parsed) -> Activity:
        body = [s for s in cell.tree.body if not isinstance(s, ast.Pass)]
        if cell.masked.foreign:
            return Activity.OTHER
        if _only_defines(body):
            return Activity.DEFINE
        calls = [c for c in self.notebook.record[cell.cell.ref].calls if not c.inside.function]
        kinds = {kind for call in self.through(calls) if (kind := self.kind(call))}
        named = next((kind for kind in _BY_WEIGHT if kind in kinds), None)
        return named or self.plain(cell.cell.ref, body)

    def through(self, calls: Iterable[Call]) -> Iterator[Call]:
        """Calls, and those of the notebook's functions that they lead to, each function once."""
        waiting, entered = list(calls), set[str]()
        while waiting:
            call = waiting.pop()
            yield call
            name = call.written
            if name in self.inside and name not in entered:
                entered.add(name)
                waiting += self.inside[name]

    def kind(self, call: Call) -> Activity | None:
        """What one call says of its cell."""
        callee = self.notebook.names.callee(call)
        word = (callee or call.written).rpartition(".")[2]
        fact = self.notebook.knowledge.fact(callee, call.node) if callee else None
        if (word in _TRAINS and "." in call.written) or callee.startswith(_MODELS):
            return Activity.MODEL
        if (fact and "figure" in fact.uses) or callee.startswith(_PICTURES):
            return Activity.PLOT
        if fact and fact.reads:
            return Activity.LOAD
        if fact and fact.writes:
            return Activity.SAVE
        if (word in _JUDGES and "." in call.written) or callee.startswith(_JUDGEMENTS + _CROSS):
            return Activity.EVALUATE
        return Activity.PLOT if not fact and word in _DRAWS and "." in call.written else None

    def plain(self, cell: CellRef, body: list[ast.stmt]) -> Activity:
        """The activity of a cell whose calls do not tell."""
        if all(_is_setting(statement) for statement in body):
            return Activity.SETUP
        makes = (
            version
            for index in range(len(body) + 1)
            if (effect := self.notebook.flow.effects.get((cell.number, index)))
            for version in effect.makes
        )
        return Activity.PREPARE if any(v.name[0] != "@" for v in makes) else Activity.LOOK


def _only_defines(body: list[ast.stmt]) -> bool:
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    extra = (ast.Import, ast.ImportFrom)
    return any(isinstance(s, made) for s in body) and all(isinstance(s, made + extra) for s in body)


def _is_setting(statement: ast.stmt) -> bool:
    """Whether a statement imports, sets a constant or an option, and computes nothing."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return statement.value is None or not any(_computes(n) for n in ast.walk(statement.value))
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    return isinstance(value, ast.Constant) or _sets_option(value)


def _computes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Name | ast.Subscript | ast.Lambda)


def _sets_option(node: ast.expr) -> bool:
    """Whether an expression calls what is named like a setting: `pd.set_option`, `np.random.seed`."""
    if not isinstance(node, ast.Call):
        return False
    callee = node.func
    name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
    return name.startswith(("set", "filterwarnings", "simplefilter", "seed", "use", "basicConfig"))
