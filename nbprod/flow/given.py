"""Names that need no definition in a notebook."""

from __future__ import annotations

import builtins

GIVEN = frozenset(dir(builtins)) | {"In", "Out", "exit", "quit", "get_ipython", "display"}
GIVEN |= {"__name__", "__doc__", "__builtins__", "__IPYTHON__", "__annotations__"}
"""Names that IPython has bound before the first cell."""


def is_always_there(name: str) -> bool:
    """Whether Python or IPython binds a name: builtins, `_`, `__`, `_3`, `_i7`, `_ih`."""
    if name in GIVEN or not name.strip("_"):
        return True
    return name.startswith("_") and name.lstrip("_ih").isdigit()
