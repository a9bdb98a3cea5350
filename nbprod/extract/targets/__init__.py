"""Orchestrators, one module each: a thin file that names stages and edges.

A target is a module with `TITLE`, `REQUIRES` and `build(plan, package)`, found by its file and
imported when chosen. Each of its steps runs `python -m <package> run --only STAGE --artifacts
BASE`: engines pass the path of a folder on, never values.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from nbprod.extract.plan import Package, Plan


class Target(Protocol):
    """What a module of this folder offers."""

    TITLE: str
    """The orchestrator's name for people."""
    REQUIRES: tuple[str, ...]
    """What must be installed for its file to run."""

    def build(self, plan: Plan, package: Package) -> Package:
        """The package with the orchestrator's file in it."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The targets there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Target:
    """The target of a name."""
    return cast(Target, importlib.import_module(f"{__name__}.{name}"))
