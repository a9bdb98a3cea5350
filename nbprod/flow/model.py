"""The answer of the flow: versions of names, and who hands what to whom."""

from __future__ import annotations

import ast
from dataclasses import field
from typing import Literal

from nbprod.place import CellRef
from nbprod.values import set_once

Resource = str
"""A thing of the world that calls share: `random:numpy`, `figure`, `options`, `file:data.csv`."""


@set_once(frozen=True, slots=True, eq=False)
class Version:
    """A name as one statement left it: "`df` as cell 4 left it".

    Compared by identity: each is made once, and its parents reach back to the first cell.
    """

    name: str
    """The name; resources start with `@`."""
    number: int
    """Counts the versions of this name, from 1."""
    cell: CellRef
    statement: int
    kind: Literal["bind", "change", "delete", "join"]
    """`join`: one of several versions, by the way the control flow took."""
    how: str = ""
    """As `Touch.how`; of a change by a call, the callee."""
    certain: bool = True
    parents: tuple[Version, ...] = ()
    """The versions this one was made of: what was changed, or what was joined."""
    node: ast.AST | None = field(default=None, compare=False, repr=False)


@set_once(frozen=True, slots=True)
class Dependency:
    """One cell takes a version that an earlier one left."""

    giver: Version
    taker: CellRef
    statement: int
    certain: bool = True
    late: bool = False
    """Whether the read happens inside a function that the taker calls."""
    node: ast.AST | None = field(default=None, compare=False, repr=False)


@set_once(frozen=True, slots=True)
class Missing:
    """A read that nothing above it gives."""

    name: str
    cell: CellRef
    """The cell whose run fails."""
    statement: int
    node: ast.AST = field(compare=False, repr=False)
    """The read itself."""
    at: CellRef
    """The cell that the read stands in; another one where a function reads that `cell` calls."""
    via: str = ""
    """The function whose call reads it; empty for a direct read."""
    site: ast.AST | None = field(default=None, compare=False, repr=False)
    """The call in `cell` through which the read happens."""
    deleted: Version | None = None
    """The deletion that took the name away, if one did."""
    local: bool = False
    """Whether it is a function's own name, read before the function binds it."""


@set_once(frozen=True, slots=True)
class Effect:
    """What one statement does, calls played through."""

    reads: tuple[Version, ...]
    """Versions that stood before the statement and that it reads."""
    makes: tuple[Version, ...]
    """Versions that it leaves, resources included."""


Touches = tuple[tuple[str, str], ...]
"""Names whose objects a statement may change, each after one through which it does: `trainer`, `model`.

Wider than changes among what it makes: see `touching`.
"""


@set_once(frozen=True, slots=True)
class Flow:
    """How values move through the notebook, run from top to bottom."""

    versions: tuple[Version, ...]
    dependencies: tuple[Dependency, ...]
    """Across cells and inside them; ordered by taker."""
    missing: tuple[Missing, ...]
    effects: dict[tuple[int, int], Effect]
    """By cell number and statement index."""
    last: dict[str, Version]
    """What the notebook holds at its end, by name."""
    bound: frozenset[str]
    """Every name that some cell binds at module level."""
    touches: dict[tuple[int, int], Touches]
    """By cell number and statement index, if the notebook was played for it."""
    doubts: tuple[tuple[CellRef, str], ...] = ()
    """Where flow cannot be sure: star imports of unknown modules, `exec`, `%run`."""
