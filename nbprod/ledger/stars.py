"""Facts for names that a star import, a platform or one of several imports brought."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.flow.fact import Fact
from nbprod.flow.record import Call

SPARK = frozenset({"spark", "sqlContext", "sqlCtx"})
"""Names under which Databricks, Synapse and pyspark's shell have a session."""
CUSTOM = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
    "tf": "tensorflow",
    "torch": "torch",
    "requests": "requests",
    "json": "json",
    "pickle": "pickle",
}
"""What everybody calls a library, where the import happened elsewhere."""
READERS = frozenset({"csv", "json", "parquet", "orc", "text", "load", "table", "jdbc"})


def fact_of(call: Call, callee: str, notebook: Analysis) -> tuple[str, Fact | None]:
    """The name and the fact of a call; star imports and a given Spark session are tried."""
    if callee and not callee.startswith("."):
        return callee, notebook.names.fact(call)
    root, path = chain(call.node.func)
    if root is None:
        return callee, None
    bound = notebook.names.bindings(root)
    imported = (".".join((b.origin, *path)) for b in bound if b.origin)
    for name in imported if bound else _guesses(root.id, path, notebook):
        fact = notebook.knowledge.fact(name, call.node)
        if fact is not None and (fact.reads or fact.writes):
            return name, fact
    return callee, None


def _guesses(root: str, path: tuple[str, ...], notebook: Analysis) -> Iterator[str]:
    """What an unbound name may stand for."""
    if root in SPARK and (known := _spark(path)):
        yield known
    if root in CUSTOM:
        yield ".".join((CUSTOM[root], *path))
    for module in _stars(notebook):
        yield ".".join((module, root, *path))


def chain(node: ast.expr) -> tuple[ast.Name | None, tuple[str, ...]]:
    """The name at the root of `a.b().c`, and the attributes up to the end."""
    path: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            path.append(node.attr)
        elif not isinstance(node, (ast.Call, ast.Subscript)):
            return None, ()
        node = node.value if isinstance(node, (ast.Attribute, ast.Subscript)) else node.func
    return node, tuple(reversed(path))


def _spark(path: tuple[str, ...]) -> str:
    if path[:1] in (("read",), ("readStream",)) and path[-1] in READERS:
        return f"pyspark.sql.DataFrameReader.{path[-1]}"
    return f"pyspark.sql.SparkSession.{path[0]}" if path in (("sql",), ("table",)) else ""


@once
def _stars(notebook: Analysis) -> tuple[str, ...]:
    """Modules whose star import brought names that nobody wrote down."""
    found = (i.module for record in notebook.records for i in record.imports if i.name == "*")
    unknown = (m for m in found if notebook.knowledge.exports(m) is None)
    return tuple(dict.fromkeys(unknown))
