"""Checks: functions that say when a rule holds, where a `[[match]]` table cannot.

`@each(Call)` subscribes a function to every recorded call, `@each(ast.For)` to every node of that
type, `@each(Import)`, `@each(Text)` and `@each(Cell)` to every import, string and cell, and
`@each(Analysis)` to the notebook. A page names its check as `check = "state.rerun_changes"`: the
module here, then the function. Keyword-only parameters are options that a page or the
configuration may set; their names and types are checked.

    @each(Call)
    def some_check(call: Call, notebook: Analysis) -> Iterator[Match]: ...

    @each(ast.For, ast.While)
    def some_other(seen: Seen, notebook: Analysis, *, limit: int = 10) -> Iterator[Match]: ...

    @each(Analysis)
    def a_third(notebook: Analysis) -> Iterator[Match]: ...

Where a page has both `[[match]]` tables and a check, the check is only asked about what the tables
match: names are looked up once for all rules, so this is the cheap way to think about few calls.
Its matches may then name the table's values in the message besides their own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeVar

from nbprod.errors import RulePageError
from nbprod.flow.record import Inside
from nbprod.values import set_once

Function = TypeVar("Function", bound=Callable[..., Any])


@set_once(frozen=True, slots=True)
class Seen:
    """A node of a subscribed type, and what surrounds it."""

    node: Any
    inside: Inside


def each(
    *grains: type, named: Iterable[str] = (), given: Iterable[str] = ()
) -> Callable[[Function], Function]:
    """Subscribe a check to `Call`, `Import`, `Text`, `ast` node types, `Cell` or `Analysis`.

    Most calls concern no check. One that is about calls of certain names, as written and without
    what stands before the last dot, or with certain keywords says so, and is asked of no others.
    """

    def subscribe(function: Function) -> Function:
        function.grains = grains  # type: ignore[attr-defined]
        function.named = frozenset(named)  # type: ignore[attr-defined]
        function.given = frozenset(given)  # type: ignore[attr-defined]
        return function

    return subscribe


def is_node(grain: type) -> bool:
    """Whether a grain is a type of syntax nodes."""
    return issubclass(grain, ast.AST)


def find(check: str) -> Callable[..., Any]:
    """The function that a page names; its module is imported only now.

    Raises RulePageError where there is none.
    """
    module, _, function = check.partition(".")
    try:
        found: Any = getattr(import_module(f"{__name__}.{module}"), function, None)
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{module}":
            raise
        raise RulePageError(f'check "{check}": there is no lint/checks/{module}.py') from None
    if not hasattr(found, "grains"):
        raise RulePageError(f'check "{check}": lint/checks/{module}.py has no check "{function}"')
    return found  # type: ignore[no-any-return]
