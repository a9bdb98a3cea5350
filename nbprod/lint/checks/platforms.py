"""What only one hosted platform has: its modules, its calls, the names it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.lint.asking import is_asked
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.place import CellRef
from nbprod.values import set_once

MODULES = {
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "kaggle_web_client": "Kaggle",
    "dbutils": "Databricks",
    "pyspark.dbutils": "Databricks",
    "databricks.sdk.runtime": "Databricks",
    "notebookutils": "Azure Synapse or Fabric",
    "mssparkutils": "Azure Synapse or Fabric",
    "project_lib": "IBM Watson Studio",
    "ibm_watson_studio_lib": "IBM Watson Studio",
    "awsglue": "AWS Glue",
    "js": "JupyterLite",
    "pyodide": "JupyterLite",
    "piplite": "JupyterLite",
}
"""Modules that one platform has and no package index offers."""

CALLS = {
    "sagemaker.get_execution_role": "Amazon SageMaker",
    "sagemaker.session.get_execution_role": "Amazon SageMaker",
    "sagemaker.core.helper.session_helper.get_execution_role": "Amazon SageMaker",
}

NAMES = {
    **dict.fromkeys(("dbutils", "displayHTML", "getArgument"), "Databricks"),
    **dict.fromkeys(("spark", "sc", "sqlContext"), "a Spark platform"),
    **dict.fromkeys(("mssparkutils", "notebookutils"), "Azure Synapse or Fabric"),
}
"""Names that a platform binds before the first cell."""


@set_once(frozen=True, slots=True)
class Use:
    """One place where a platform's own API is used."""

    cell: CellRef
    node: ast.AST
    name: str
    platform: str
    guarded: bool = False


@each(Analysis)
def platform(notebook: Analysis) -> Iterator[Match]:
    """Something is used that only one platform has."""
    yield from (_of(use) for use in _first(notebook) if not use.guarded)


@each(Analysis)
def guarded_platform(notebook: Analysis) -> Iterator[Match]:
    """The same behind a question whether this is the platform."""
    yield from (_of(use) for use in _first(notebook) if use.guarded)


def _of(use: Use) -> Match:
    return Match(use.cell, use.node, {"name": use.name, "platform": use.platform})


@once
def _first(notebook: Analysis) -> tuple[Use, ...]:
    """The first use of each name in each cell."""
    first: dict[tuple[CellRef, str, bool], Use] = {}
    for use in platform_uses(notebook):
        first.setdefault((use.cell, use.name, use.guarded), use)
    return tuple(first.values())


def platform_uses(notebook: Analysis) -> Iterator[Use]:
    """Every place where a platform's own modules, calls or names are used."""
    for record in notebook.records:
        for found in record.imports:
            dotted = f"{found.module}.{found.name}" if found.name else found.module
            if module := _module(dotted):
                yield Use(record.cell, found.node, module, MODULES[module], is_asked(found.inside))
        for call in record.calls:
            callee = notebook.names.callee(call)
            if module := _module(callee):
                guarded = is_asked(call.inside)
                yield Use(record.cell, call.node, module, MODULES[module], guarded)
            elif callee in CALLS:
                name, guarded = callee.rpartition(".")[2], is_asked(call.inside)
                yield Use(record.cell, call.node, name, CALLS[callee], guarded)
    yield from _given_names(notebook)


_ROOTS = frozenset(module.partition(".")[0] for module in MODULES)


def _module(dotted: str) -> str:
    """The platform's module that a dotted name lies in."""
    if dotted.partition(".")[0] not in _ROOTS:
        return ""
    while dotted and dotted not in MODULES:
        dotted = dotted.rpartition(".")[0]
    return dotted


def _given_names(notebook: Analysis) -> Iterator[Use]:
    """Names that nothing in the notebook binds, each where it is first read."""
    seen: set[str] = set()
    for missing in notebook.missing:
        name = missing.name
        if name in NAMES and not (name in seen or name in notebook.bound or missing.local):
            seen.add(name)
            yield Use(missing.at, missing.node, name, NAMES[name])
