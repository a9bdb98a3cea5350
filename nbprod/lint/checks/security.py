"""Code that runs, trusts or sends what it should not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.lint.narrowing import first_argument

# -- evaluation


@each(Call)
def evaluates(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A text that is not written here is run as code."""
    given = first_argument(call.node)
    text = notebook.names.text(given) if given is not None else ""
    if given is None or (text is not None and not _has_gaps(given, notebook)):
        return
    if not (isinstance(given, ast.Call) and notebook.names.callee(given) == "builtins.compile"):
        yield Match(call.inside.cell, call.node)


def _has_gaps(node: ast.expr, notebook: Analysis) -> bool:
    """Whether a part of a text is not known."""
    return "{" in (notebook.names.text(node) or "") and not isinstance(node, ast.Constant)


# -- files that run code when they are read


LOADERS = {
    "pickle.load": "pickle.dump",
    "pickle.loads": "pickle.dumps",
    "_pickle.load": "_pickle.dump",
    "cPickle.load": "cPickle.dump",
    "dill.load": "dill.dump",
    "cloudpickle.load": "cloudpickle.dump",
    "joblib.load": "joblib.dump",
    "sklearn.externals.joblib.load": "sklearn.externals.joblib.dump",
    "pandas.read_pickle": ".to_pickle",
    "torch.load": "torch.save",
}
"""Calls that run what a file says, and the calls that write such files."""


@each(Call)
def unpickles(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A pickle is read that the notebook did not write itself."""
    callee = notebook.names.callee(call)
    if is_weights_only(call) or writes(LOADERS.get(callee, callee), notebook):
        return
    yield Match(call.inside.cell, call.node)


def is_weights_only(call: Call) -> bool:
    """Whether a call asks torch for tensors alone."""
    return any(
        k.arg == "weights_only" and isinstance(k.value, ast.Constant) and k.value.value is True
        for k in call.node.keywords
    )


def writes(writer: str, notebook: Analysis) -> bool:
    """Whether the notebook writes such files itself."""
    method = writer if writer.startswith(".") else ""
    return any(
        notebook.names.callee(call) == writer or (method and call.written.endswith(method))
        for record in notebook.records
        for call in record.calls
    )


# -- the rest of the world


@each(Call, given=["trust_remote_code"])
def trusts_remote_code(call: Call, notebook: Analysis) -> Iterator[Match]:
    """`trust_remote_code=True`: a model's repository brings code, and it is run."""
    for keyword in call.node.keywords:
        if keyword.arg == "trust_remote_code":
            value = notebook.names.value(keyword.value)
            if isinstance(value, ast.Constant) and value.value is True:
                yield Match(call.inside.cell, keyword.value, {"name": call.written.lstrip(".")})


@each(Call)
def loads_yaml(call: Call, notebook: Analysis) -> Iterator[Match]:
    """`yaml.load` with a loader that makes any object."""
    loaders = [*call.node.args[1:2], *(k.value for k in call.node.keywords if k.arg == "Loader")]
    if not any("Safe" in ast.unparse(one) or "Base" in ast.unparse(one) for one in loaders):
        yield Match(call.inside.cell, call.node)


_SQL = re.compile(
    r"^\s*(?:select\b.+\bfrom\b|insert\s+into\b|update\b.+\bset\b|delete\s+from\b)",
    re.IGNORECASE | re.DOTALL,
)
_VALUE_HERE = re.compile(
    r"(?:(?:=|<|>|\blike|\bin|\bvalues|\bbetween|\band)\s*\(?\s*['\"]?[%,\s'\"]*)$", re.I
)
_MARK = "\0"


SENDERS = frozenset({"execute", "executemany", "executescript", "read_sql", "read_sql_query"})


@each(Call, named=SENDERS)
def formats_sql(call: Call, notebook: Analysis) -> Iterator[Match]:
    """A value is written into the text of a query, where a parameter belongs."""
    if not call.node.args:
        return
    query = notebook.names.value(call.node.args[0])
    text = _marked(query)
    if text and _SQL.match(text) and _puts_value(text):
        yield Match(call.inside.cell, call.node.args[0])


def _puts_value(text: str) -> bool:
    """Whether a gap stands where a value is compared or stored, and not where a table is named."""
    pieces = text.split(_MARK)
    return any(_VALUE_HERE.search(piece) for piece in pieces[:-1])


def _marked(node: ast.expr) -> str:
    """A text with a mark where something unknown is put in; empty where nothing is."""
    match node:
        case ast.JoinedStr():
            parts = (str(p.value) if isinstance(p, ast.Constant) else _MARK for p in node.values)
            text = "".join(parts)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(left))):
            text = re.sub(r"%(?:\(\w+\))?[sdifr]", _MARK, left)
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str(left)))):
            text = re.sub(r"\{[^{}]*\}", _MARK, left)
        case ast.BinOp(op=ast.Add()):
            text = _piece(node.left) + _piece(node.right)
        case _:
            return ""
    return text if _MARK in text else ""


def _piece(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return _marked(node) or _MARK
