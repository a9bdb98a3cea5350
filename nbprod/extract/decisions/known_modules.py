"""What is known of a module by its name alone."""

from __future__ import annotations

import sys

from nbprod.flow import side_effects
from nbprod.flow.distributions import is_known
from nbprod.knowledge import home

STANDARD = frozenset(sys.stdlib_module_names)


def acts(module: str, name: str, bound: str) -> bool:
    """Whether an import may be made for what it does, so that it stays although nobody reads it.

    Of a few modules this is known. Nobody imports a part of a library by its whole name (`import
    a.b`) but for what that does. And a module that nobody knows may do anything.
    """
    if side_effects.acts(f"{module}.{name}".rstrip(".")):
        return True
    root = module.partition(".")[0]
    if not root or root in STANDARD or is_host(module):
        return False
    return (not name and bound == root != module) or is_stranger(module)


def is_stranger(module: str) -> bool:
    """Whether nobody knows what a module does: it lies beside the notebook, or no facts speak of it."""
    root = module.partition(".")[0]
    return not (root in STANDARD or is_host(module) or is_library(root) or is_known(module))


def is_host(module: str) -> bool:
    """Whether a module is what a notebook runs in, and a package does not."""
    return f"{module}.".startswith(("IPython.", "google.colab."))


def is_library(root: str) -> bool:
    """Whether facts speak of a library of this name."""
    return (home() / "facts" / f"{root}.toml").is_file()
