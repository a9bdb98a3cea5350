"""Do something to a module once it has been imported, and not a moment before."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Hook = Callable[[ModuleType], None]


class Arrivals:
    """A finder that finds nothing itself: it calls a hook after the real loader has run."""

    def __init__(self, hooks: dict[str, Hook]) -> None:
        """One hook for each module, by its full name."""
        self.hooks = dict(hooks)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Let the other finders find the module, and make its loader call the hook."""
        hook = self.hooks.pop(name, None)
        spec = importlib.util.find_spec(name) if hook else None
        if hook is None or spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        load = loader.exec_module

        def load_then_call(module: ModuleType) -> None:
            load(module)
            hook(module)

        loader.exec_module = load_then_call
        return spec


def when_imported(hooks: dict[str, Hook]) -> None:
    """Call each hook on its module: now if it is there, else as soon as it is imported."""
    for name in [name for name in hooks if name in sys.modules]:
        hooks[name](sys.modules[name])
    later = {name: hook for name, hook in hooks.items() if name not in sys.modules}
    sys.meta_path.insert(0, Arrivals(later))
