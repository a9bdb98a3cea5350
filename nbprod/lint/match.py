"""The answer of a matcher or a check: values, no words."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import field

from nbprod.finding import Fix
from nbprod.place import CellRef, Span
from nbprod.values import set_once


@set_once(frozen=True, slots=True)
class Also:
    """A second place that a match speaks of."""

    cell: CellRef
    at: ast.AST | Span | None
    message: str


@set_once(frozen=True, slots=True)
class Match:
    """One hazard, where it is, and the values that the page's message names."""

    cell: CellRef
    at: ast.AST | Span | None
    """A node, a span, or nothing for the whole cell."""
    values: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Also, ...] = ()
    fix: Fix | None = None
    certain: bool = True
