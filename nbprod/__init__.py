"""nbprod: from notebook to production.

`lint_source`, `lint_file` and `lint_paths` are offered here and loaded when they are used, so that
`import nbprod` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbprod.run.doors import lint_file, lint_paths, lint_source

__all__ = ["__version__", "lint_file", "lint_paths", "lint_source"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in __all__:
        from nbprod.run import doors

        return getattr(doors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
