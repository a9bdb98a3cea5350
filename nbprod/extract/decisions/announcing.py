"""Which values a package says to its log: what the last line of a cell was there to show.

A measure (`model.score(x, y)`), what a function of the notebook gives back where it is more than a
look, and a look under a caption that stays: `print("Players in each cluster:")`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nbprod.extract.decisions.known_modules import STANDARD
from nbprod.extract.decisions.looks import shown_value
from nbprod.extract.statements.capturing import plainly
from nbprod.extract.statements.consuming import is_iterator
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.fact import Fact
from nbprod.flow.names import Names
from nbprod.flow.record import Define
from nbprod.flow.shapes import dotted
from nbprod.notebook.model import Output

_METRIC = re.compile(
    r"(^|_)(score|scores|error|loss|accuracy|auc|r2|rmse|classification_report|confusion_matrix"
    r"|evaluate|summary2?)$|^cross_val_|^cross_validate$"
    r"|^(ttest_\w+|ks_\w+|kstest|shapiro|normaltest|anderson|jarque_bera|mannwhitneyu|wilcoxon|kruskal"
    r"|f_oneway|levene|bartlett|chisquare|chi2_contingency|fisher_exact|pearsonr|spearmanr|kendalltau"
    r"|linregress|adfuller|durbin_watson)$"
)
"""Measures of models and tests of statistics, by their usual names."""


def metric(piece: Piece, names: Names) -> str:
    """How to announce the measure that a statement shows; empty where it shows none.

    A short one by its expression, `model.score(x, y)`, so that two measures of a stage are told
    apart; a long one by its name, `mean of cross_val_score`; one that is bound by its own, `auc`.
    """
    name = _measured(piece.node.value, names) if isinstance(piece.node, ast.Expr) else ""
    return _label(piece, name) if name else ""


def _measured(value: ast.expr, names: Names, *, follow: bool = True) -> str:
    """The words for a measure; `follow` goes from a name to what it is bound to, once."""
    match value:
        case ast.Attribute(value=ast.Name() | ast.Attribute(), attr=attribute):
            return ast.unparse(value) if _FOUND.search(attribute) else ""
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name) as asked):
            pass
        case ast.Name(id=name) if follow and (bound := list(names.bindings(value))):
            values = (binding.value for binding in bound)
            known = (v is not None and _measured(v, names, follow=False) for v in values)
            return name if all(known) else ""
        case _:
            return ""
    if name in ("summary", "summary2") and not names.callee(value).startswith("statsmodels."):
        return ""
    if _METRIC.search(name) and not _is_said(value):
        whole = isinstance(asked, ast.Name) or isinstance(asked.value, ast.Name)
        return ast.unparse(asked) if whole else name
    inner = _summarised(value) if name in _SUMMARIES else None
    measured = _measured(inner, names, follow=follow) if inner is not None else ""
    return f"{name} of {measured}" if measured else ""


def _is_said(call: ast.Call) -> bool:
    """Whether a call is given a text first: `log.error("dry")` says something, and measures nothing."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.Constant) and isinstance(first.value, str)
    )


_FOUND = re.compile(r"(^|_)(score|error|loss)_$|^best_params_$")
"""Measures that scikit-learn's estimators hold once they are fitted: `oob_score_`."""


_SUMMARIES = ("mean", "round", "float", "sqrt", "abs")


def _summarised(node: ast.Call) -> ast.expr | None:
    """What a summary is of: `f()` in `round(f(), 2)`, `np.mean(f())` and `f().mean()`."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        return node.func.value
    return node.args[0] if node.args else None


def reckoned(piece: Piece, names: Names, record: Sequence[Output]) -> str:
    """How to announce a number that a statement works out, where the record has one; empty for others.

    `100 * won / played` was written to be known; a lone name, a part and a length are looks at data.
    """
    shown = [output.text.strip() for output in record if output.kind == "result"]
    if not shown or not _are_numbers(shown[-1]) or not isinstance(piece.node, ast.Expr):
        return ""
    value = piece.node.value
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    text = piece.source.text[slice(*piece.source.span(value))]
    whole = _LABEL.fullmatch(text) is not None  # the beginning alone would name another value
    return text if whole and any(_works_out(part, names) for part in parts) else ""


_SHORT = 200
"""How many characters a few numbers have at most."""


def _are_numbers(text: str) -> bool:
    """Whether a text is a number, or several as a tuple."""
    parts = text.strip("() ").removesuffix(",").split(",") if len(text) < _SHORT else []
    return bool(parts) and all(map(_is_number, parts))


def _is_number(text: str) -> bool:
    try:
        float(text.strip().removeprefix("np.float64(").removesuffix(")"))
    except ValueError:
        return False
    return True


def _works_out(node: ast.expr, names: Names) -> bool:
    match node:
        case ast.Call():
            given = (part for arg in node.args for part in ast.walk(arg))
            asks = not names.dotted(node.func) or any(isinstance(part, ast.Name) for part in given)
            return asks and names.callee(node) not in _COUNTS
        case ast.BinOp():
            return any(isinstance(part, ast.Name) for part in ast.walk(node))
    return False


_COUNTS = frozenset({"builtins.len", "builtins.id", "builtins.hash", "builtins.ord", "gc.collect"})
"""Calls that say how much there is of something, or which one it is."""


def answer(piece: Piece, names: Names, record: Sequence[Output]) -> str:
    """How to announce the value of a statement that may do more than give it; empty for a command.

    A function of the notebook that gives something back was called to see it; `plt.title("Rain")`
    was called for what it does. The notebook's own record tells of calls that nobody knows, and of
    its functions that give back something on some ways: it holds the results that were seen.
    """
    match piece.node:
        case ast.Expr(value=ast.Call() as call):
            own = names.definition(call.func)
            seen = any(output.kind == "result" for output in record)
            if own is not None:
                return _label(piece, own.name) if seen and _answers(own) else ""
            name = ast.unparse(call.func).rpartition(".")[2]
            acts = _acts(names.fact(call)) or names.callee(call).startswith("subprocess.")
            return _label(piece) if seen and not acts and not _COMMAND.match(name) else ""
    return _label(piece)


_COMMAND = re.compile(
    r"(fit|train|save|push|set|add|compile|print|plot|show|display|create|delete|update|deploy"
    r"|partial_fit|load|init|build|register|remove|write|upload|download|send|start|stop)"
)
"""Names of what is called to do something, and gives back no more than a handle or a receipt."""


def unrecorded(piece: Piece, names: Names) -> str:
    """How to announce what a cell ends with that has no record: cleared, or not run.

    Nobody knows what was seen: so all is said that a call may give back, but what Python's own
    functions do, and what is called to do something.
    """
    match piece.node:
        case ast.Expr(value=ast.Call() as call):
            name = ast.unparse(call.func).rpartition(".")[2]
            own = names.callee(call).partition(".")[0] in STANDARD | {"builtins"}
            deed = own or _acts(names.fact(call)) or _DEED.search(name)
            if deed or any(plainly(piece, names)):
                return ""
    return answer(piece, names, (Output("result"),))


_DEED = re.compile(
    r"^(apply|authenticate|cancel|clear|close|configure|debug|delete|deregister|disable|enable|error"
    r"|execute|export|import|info|install|instrument|interact|launch|log|mkdir|mount|move|open|pull"
    r"|render|replay|reset|submit|summary|tag|terminate|undeploy|unlink|upsert|use|wait|warning)(_|$)"
    r"|(^|_)(login|logout)$|^git_"
)
"""Further names of what is called to do something, where no record tells that it gave an answer."""


def _acts(fact: Fact | None) -> bool:
    """Whether a call is known to do something that its value is but a receipt of: `dump(x, file)`."""
    if fact is None:
        return False
    return bool(fact.sets or fact.changes or fact.writes) or fact.returns == "builtins.NoneType"


def captioned(piece: Piece, above: Piece | None, names: Names) -> str:
    """How to announce a look, if the statement above it prints what it shows; empty if not."""
    if above is None or above.cell != piece.cell:
        return ""
    match above.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[*said], keywords=[])):
            if said and all(isinstance(text, ast.Constant) for text in said):
                return _label(piece, names=names)
    return ""


def _label(piece: Piece, otherwise: str = "", names: Names | None = None) -> str:
    """The words for a value: its expression, or what that begins with where it is long.

    Empty for what tells nothing.
    """
    match piece.node:
        case ast.Expr(value=ast.GeneratorExp()):
            return ""
        case ast.Expr(value=value):
            value = shown_value(value, names) if names is not None else value
            text = piece.source.text[slice(*piece.source.span(value))]
            return text if _LABEL.fullmatch(text) else otherwise or _begins(value)
    return ""


def _begins(node: ast.expr) -> str:
    """The name that an expression begins with: `frame.corr` of `frame.corr(...)[:3]`.

    Of a column it says what is asked of it: `frame mode` of `frame["rain"].mode()`.
    """
    match node:
        case ast.Name() | ast.Attribute() if dotted(node):
            return dotted(node)
        case ast.Tuple(elts=[first, *_]) | ast.ListComp(elt=first):
            return _begins(first)
        case ast.Call(func=ast.Attribute(value=ast.Subscript() as first, attr=asked)):
            return f"{_begins(first)} {asked}" if _begins(first).isidentifier() else _begins(first)
        case (
            ast.Call(func=first)
            | ast.Subscript(value=first)
            | ast.Attribute(value=first)
            | ast.BinOp(left=first)
            | ast.Compare(left=first)
        ):
            return _begins(first)
    return "value"


def _answers(own: Define) -> bool:
    """Whether a call runs a body to its end and gives something back: no class or coroutine."""
    at_once = isinstance(own.node, ast.FunctionDef | ast.Lambda) and not is_iterator(own)
    return at_once and bool(own.returns)


_LABEL = re.compile(r"[^\"'%\\\n]{1,36}")
"""Code that can stand in a message as it is, and holds no text that somebody may want to hide.

It stands beside its own value: `logger.info("f(x): %s", f(x))` is one line.
"""
