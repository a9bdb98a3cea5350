"""The settings of a project: `[tool.nbprod]` in `pyproject.toml`, or `nbprod.toml`.

1. `nearest` finds the file that speaks for a folder: the first one at or above it; `load` reads it.
2. `reading.read` turns a file into one `Config`; a wrong setting is a `ConfigError` with file, line
   and help.
3. `Config.over` lays what the command line says on top, `Config.for_file` settles what holds for
   one notebook.
"""

from nbprod.config.globs import matches
from nbprod.config.guessing import did_you_mean
from nbprod.config.loading import forget, load, nearest, read_once
from nbprod.config.model import Config, Declared

__all__ = [
    "Config",
    "Declared",
    "did_you_mean",
    "forget",
    "load",
    "matches",
    "nearest",
    "read_once",
]
