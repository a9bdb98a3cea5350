"""`python harness SPEC.json`: load this folder under a private name and run what the spec asks."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path

NAME = "_nbprod_harness"


def load(folder: Path) -> None:
    """Make the folder importable as `_nbprod_harness`, and nothing else of it.

    Python puts the folder of a script in front of `sys.path`; left there, the notebook's own
    `import files` would find ours.
    """
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != folder]
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is no harness")
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)


def main(path: str) -> None:
    """Run the notebook or the package, as the spec's `role` says."""
    load(Path(__file__).resolve().parent)
    spec = importlib.import_module(f"{NAME}.report").read_spec(path)
    importlib.import_module(f"{NAME}.{spec['role']}").run(spec)
    sys.stdout.flush()
    os._exit(0)  # threads that are left over must not keep the parent waiting


def begin(path: str) -> None:
    """Start the watch inside a kernel."""
    load(Path(__file__).resolve().parent)
    importlib.import_module(f"{NAME}.inkernel").begin(path)


def end() -> None:
    """End it."""
    importlib.import_module(f"{NAME}.inkernel").end()


if __name__ == "__main__":
    main(sys.argv[1])
