"""What is installed where the notebook runs: asked of that interpreter, which runs no notebook."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbprod.errors import NbprodError

PATIENCE = 60
ASK = """
import importlib.metadata as m, json, sys
versions = {d.metadata["Name"]: d.version for d in m.distributions() if d.metadata["Name"]}
found = {"python": sys.version.split()[0], "brings": m.packages_distributions(), "versions": versions}
found["paths"] = [path for path in sys.path if path]
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """The distributions of one interpreter."""

    python: str = ""
    """Its version; empty where no interpreter was asked."""
    brings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The distributions that bring an import name."""
    versions: Mapping[str, str] = field(default_factory=dict)
    named: bool = False
    """Whether the user named this interpreter as the notebook's own."""
    paths: tuple[str, ...] = ()
    """The folders in which it finds modules, in order."""


def environment(python: str = "") -> Environment:
    """Ask an interpreter, or the one that runs nbprod, what is installed."""
    executable = python or sys.executable
    try:
        done = subprocess.run(
            [executable, "-c", ASK], capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NbprodError(
            f"{executable}: cannot say what is installed ({_reason(error)}); "
            "name the notebook's own Python (3.10 or later) with --python"
        ) from error
    brings = {name: tuple(dict.fromkeys(dists)) for name, dists in found["brings"].items()}
    paths = tuple(found["paths"])
    return Environment(found["python"], brings, found["versions"], bool(python), paths)


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = str(error.stderr or "").strip().splitlines()
        return lines[-1] if lines else f"it ended with {error.returncode}"
    return str(error)
