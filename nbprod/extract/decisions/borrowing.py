"""What the notebook's code calls the package's own parts: names that it has for nothing else."""

from __future__ import annotations

import ast

from nbprod.extract.statements.program import Program

SAVER = "save_figures"
"""What saves figures, as its module calls it."""
WRITER = "save_picture"
"""What has pictures of other libraries written."""
GUESSER = "save_if_picture"
"""What finds out, when it runs, whether a value is a picture."""
_CONFIGS = ("config", "settings", "configuration", "package_config", "package_settings")


def config_name(program: Program) -> str:
    """What stages call their configuration: a name that no scope of the notebook hides."""
    found = (name for name in _CONFIGS if name not in program.names)
    return next(found, "package_configuration")


def saver_name(program: Program) -> str:
    """What saves figures; a function of the notebook may be called as the package's own is."""
    return "save_shown_figures" if SAVER in program.names else SAVER


def writer_name(program: Program) -> str:
    """What has a picture written."""
    return "save_shown_picture" if WRITER in program.names else WRITER


def guesser_name(program: Program) -> str:
    """What saves a value if it is a picture."""
    return "save_shown_value" if GUESSER in program.names else GUESSER


def log_name(program: Program) -> str:
    """The module's logger; spelled out where the notebook has a `logger` of its own."""
    return f"{logger_of(program)}(__name__)" if "logger" in program.names else "logger"


def logger_of(program: Program) -> str:
    """What gives a logger; imported by itself where `logging` is something else in the notebook."""
    brought = [w for r in program.analysis.records for w in r.imports if w.bound == "logging"]
    binders = program.binders.get("logging", ())
    bound = any(not isinstance(piece.node, ast.Import | ast.ImportFrom) for piece in binders)
    other = bound or any(what.origin != "logging" for what in brought)
    return "getLogger" if other else "logging.getLogger"
