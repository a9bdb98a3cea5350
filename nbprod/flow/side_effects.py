"""Imports that are made for what they do, as `rules/side-effects.toml` knows them."""

from __future__ import annotations

import tomllib
from functools import cache

from nbprod.knowledge import home


def acts(dotted: str) -> bool:
    """Whether a module, or the name that is taken from it, is imported for what that does."""
    return _entry(dotted) is not None


def precedes(module: str) -> tuple[str, ...]:
    """The libraries that a module changes, and that must not be imported before it."""
    return _entry(module) or ()


def call_precedes(callee: str) -> tuple[str, ...]:
    """The libraries that a call changes, and that must not be imported before it."""
    return _table()["calls"].get(callee, ())


def _entry(dotted: str) -> tuple[str, ...] | None:
    name = dotted
    while name:
        if name in _table()["imports"]:
            return _table()["imports"][name]
        name = name.rpartition(".")[0]
    return None


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    read = tomllib.loads((home() / "side-effects.toml").read_text("utf-8"))
    return {
        kind: {name: tuple(others) for name, others in rows.items()} for kind, rows in read.items()
    }
