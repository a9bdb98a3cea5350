"""Notebook and wishes -> plan: steered, sliced, and under a name that hides nothing."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from nbprod.analysis import Analysis
from nbprod.errors import PlanError
from nbprod.extract.decisions.gathering import gathered
from nbprod.extract.decisions.planning import plan
from nbprod.extract.decisions.remaining import Found, remaining
from nbprod.extract.decisions.slicing import sliced
from nbprod.extract.decisions.steering import Steering, steered
from nbprod.extract.plan import Plan
from nbprod.extract.statements.installing import unlisted
from nbprod.extract.statements.joining import joined
from nbprod.extract.statements.noticing import notice, noticed
from nbprod.notebook.model import Notebook


def _unread(name: str) -> None:
    """What is read of a file where nobody said how."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks of an extraction."""

    name: str = ""
    """The package's import name; empty to take it from the notebook."""
    steering: Steering = field(default_factory=Steering)
    outputs: tuple[str, ...] = ()
    """Values, files and figures to slice for; empty for all that computes."""
    beside: frozenset[str] = frozenset()
    """Modules in the notebook's folder, which hide a package of their name from who runs it there."""
    programs: Mapping[str, Notebook] = field(default_factory=dict)
    """The files that the notebook runs with `%run`, by path as it names them."""
    reads: Callable[[str], str | None] = _unread
    """Gives the text of a file of requirements, by path as the notebook names it."""
    found: Found = field(default_factory=Found)
    """The hazards that somebody found in the notebook."""


def decide(notebook: Notebook, wishes: Wishes | None = None) -> Plan:
    """Plan what becomes of a notebook, as it was asked for."""
    wishes = wishes or Wishes()
    _check(wishes.name)
    steady, left_out = steered(notebook, wishes.steering)
    steady, told = joined(steady, wishes.programs)
    analysis = Analysis(steady, programs=wishes.programs)
    found = plan(analysis, wishes.name, wishes.beside)
    if wishes.outputs:
        steady, more = sliced(analysis, found, wishes.outputs)
        left_out += more
        analysis = Analysis(steady, programs=wishes.programs)
        found = plan(analysis, wishes.name, wishes.beside)
    if not wishes.name and _hides(found, wishes.beside):
        found = plan(analysis, f"{found.package}_pipeline", wishes.beside)
    every = (*found.left_out, *left_out, *noticed(notebook))
    listed = sorted(every, key=lambda left: left.cell)
    installs, missing = unlisted(found.installs, wishes.reads)
    doubts = tuple(gathered(sorted([*told, *missing, *found.doubts], key=lambda doubt: doubt.cell)))
    found = replace(found, left_out=tuple(listed))
    hazards = (*found.hazards, *remaining(found, notebook, steady, wishes.found))
    return replace(
        found,
        installs=installs,
        hazards=tuple(sorted(hazards, key=lambda hazard: hazard.cell)),
        doubts=doubts,
        notice=notice(notebook),
    )


def _check(name: str) -> None:
    if name and (not name.isidentifier() or keyword.iskeyword(name)):
        raise PlanError(f"--name {name!r} cannot be imported; take letters, digits and _")
    if name in sys.stdlib_module_names:
        raise PlanError(f"--name {name!r} would hide Python's own module of this name")


def _hides(found: Plan, beside: frozenset[str]) -> bool:
    """Whether the package would stand in the way of a module that it needs, or one in its own."""
    imported = {each.module for each in found.imports}
    return found.package in sys.stdlib_module_names | imported | beside
