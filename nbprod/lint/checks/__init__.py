"""Checks: functions that say when a rule holds, where a `[[match]]` table cannot.

`@each(Call)` subscribes a function to every recorded call, `@each(ast.For)` to every node of that
type, `@each(Cell)` to every cell of the notebook, `@each(Analysis)` to the notebook. A page names
its check as `check = "state.use_before_definition"`: the module here, then the function.
Keyword-only parameters are options that a page or the configuration may set.

    @each(Call)
    def some_check(call: Call, notebook: Analysis) -> Iterator[Match]: ...

    @each(ast.For)
    def some_other(seen: Seen, notebook: Analysis, *, limit: int = 10) -> Iterator[Match]: ...

    @each(Analysis)
    def a_third(notebook: Analysis) -> Iterator[Match]: ...
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from nbprod.flow.record import Inside

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Seen:
    """A node of a subscribed type, and what surrounds it."""

    node: Any
    inside: Inside


def each(grain: type) -> Callable[[Function], Function]:
    """Subscribe a check to `Call`, an `ast` node type, `Cell` or `Analysis`."""

    def subscribe(function: Function) -> Function:
        function.grain = grain  # type: ignore[attr-defined]
        return function

    return subscribe


def is_node(grain: type) -> bool:
    """Whether a grain is a type of syntax nodes."""
    return issubclass(grain, ast.AST)
