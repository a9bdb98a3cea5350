"""What to install for an import: `cv2` is `opencv-python`."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from functools import cache

from nbprod.flow.tables import table
from nbprod.knowledge import home


def distribution(import_name: str) -> str | None:
    """The distribution that brings a module; None for the standard library.

    Asked in this order: `rules/distributions.toml`, by the longest dotted name; the library's
    fact table; the name itself, which most distributions share with their module.
    """
    top = import_name.partition(".")[0]
    if top in sys.stdlib_module_names or not top.isidentifier():
        return None
    known, name = _curated(), import_name
    while name:
        if name in known:
            return known[name]
        name = name.rpartition(".")[0]
    return table(top).distribution or top.replace("_", "-")


def is_known(import_name: str) -> bool:
    """Whether `distribution` knows a module, or only guesses by its name."""
    top = import_name.partition(".")[0]
    dotted = f"{import_name}."
    if any(dotted.startswith(f"{name}.") for name in _curated()):
        return True
    return bool(table(top).distribution) or top in sys.stdlib_module_names


def is_shared(top: str) -> bool:
    """Whether several distributions have their modules under one top name: `google.cloud`."""
    return any(name.startswith(f"{top}.") for name in _curated())


def needs(library: str) -> Mapping[str, str]:
    """What a library's calls need installed besides it, by the name of the call."""
    return _needs().get(library, {})


@cache
def _needs() -> dict[str, dict[str, str]]:
    return dict(tomllib.loads((home() / "needs.toml").read_text("utf-8")))


@cache
def _curated() -> dict[str, str]:
    return dict(tomllib.loads((home() / "distributions.toml").read_text("utf-8")))
