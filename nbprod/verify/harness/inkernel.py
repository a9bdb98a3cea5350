"""The same watch inside a real kernel: `begin` before its first cell, `end` after its last.

What cells print and display goes to the frontend, which is `nbprod.verify.kernel`.
"""

from __future__ import annotations

from typing import Any

from .notebook import heed_programs, told, values_of
from .report import Report, read_spec

WATCH: dict[str, Any] = {}


def begin(path: str) -> None:
    """Watch from now on."""
    from IPython.core.getipython import get_ipython

    spec = read_spec(path)
    shell: Any = get_ipython()
    WATCH.update(spec=spec, shell=shell, hidden=set(shell.user_ns), cell=-1)
    WATCH["report"] = Report(spec, where=_where, own=["__main__", *spec["own"]])
    if spec["watch"]:
        WATCH["report"].displayed.watch(shell.display_formatter)
    heed_programs(shell)
    shell.events.register("pre_run_cell", _next)


def _next(info: Any = None) -> None:
    WATCH["cell"] += 1


def _where() -> str:
    return str(WATCH["spec"]["cells"][WATCH["cell"]]["number"])


def end() -> None:
    """Report what the cells left behind."""
    report = WATCH["report"]
    held = list(values_of(report, WATCH["shell"], WATCH["spec"], WATCH["hidden"]))
    report.finish(
        [(name, "", report.look.value(value)) for name, value in held],
        facts={name: told(name, value) for name, value in held},
        stored=list(report.displayed.among(held)),
    )
