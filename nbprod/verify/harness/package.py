"""Run a package as `python -m NAME run` does, and catch what its functions computed.

A package promises nothing about how it hands over its values. So, as its modules are imported,
each function is made to leave its last locals behind when it returns. Which of them is a
notebook's `df`? In this order: what the pipeline's `run()` returned under that name, unless a
later stage bound the name once more; the last binding in a stage, then in any function; a
parameter; a module's global; a field of a configuration object; what reads the command line.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import runpy
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .catching import MODULE, RESULTS, STAGE, Kept, Package
from .report import Report, Spec, described
from .shape import Shape


def find(name: str, everything: list[Kept]) -> tuple[str, Any] | None:
    """Where the package holds a notebook's name, and the value it last had there.

    The name itself wins, or `_name` where nothing reads it any more; then its spelling as a
    constant or setting (`BATCH_SIZE`, `batch_size`); then the name with a number, as given to one
    of several versions.
    """
    plain = name.strip("_").lower() or name
    numbered = re.compile(re.escape(plain) + r"_?\d+")
    for matches in (
        lambda other: other in (name, f"_{name}"),
        lambda other: (other.strip("_").lower() or other) == plain,
        lambda other: numbered.fullmatch(other.lower()) is not None,
    ):
        found = [
            (kept, other)
            for kept in everything
            for other in kept.names
            if matches(other) and not isinstance(kept.names[other], types.ModuleType)
        ]
        if found:
            return _chosen(found)
    return None


def _chosen(found: list[tuple[Kept, str]]) -> tuple[str, Any]:
    """The most telling of several places that hold a name."""
    kept, name = min(found, key=lambda pair: _order(*pair))
    if kept.rank == RESULTS:
        given = kept.names[name]
        stages = [pair for pair in found if pair[0].rank == STAGE]
        givers = [there.turn for there, other in stages if there.names[other] is given]
        later = [
            (there, other)
            for there, other in stages
            if givers and there.turn > max(givers) and other in there.bound
        ]
        if later:
            kept, name = max(later, key=lambda pair: pair[0].turn)
    return kept.where, kept.names[name]


def _order(kept: Kept, name: str) -> tuple[int, bool, int]:
    return kept.rank, name not in kept.bound, -kept.turn


def run(spec: Spec) -> None:
    """Run the package and report the values of the names that the spec asks for."""
    folder, name = Path(spec["package"]).resolve(), spec["name"]
    report = Report(spec, where=lambda: "", own=["__main__", name, *spec["own"]])
    package = Package(folder, name, frozenset(spec["functions"]))
    package.watch()
    sys.path[:0] = [str(folder.parent), ""]  # a module beside the notebook may have the same name
    sys.argv[:] = [str(folder / "__main__.py"), *spec["arguments"]]
    report.event(f"python -m {name} {' '.join(spec['arguments'])}".strip())
    logged = _listen(name)
    code, error = _main(package)
    printed = os.fstat(1).st_size  # what looking at values may print is not the package's
    report.event("looking at the values")
    values = list(_values(report, package.everything(), spec["names"]))
    report.finish(
        values, cells=[], displays=[], code=code, error=error, printed=printed, logged=logged
    )


def _listen(name: str) -> list[str]:
    """Keep what the package's modules say to their loggers, whether somebody shows it or not.

    Where a notebook displays a measure a package logs it, and who runs it decides what is shown.
    Levels and handlers are left as they are, so that the package logs as it always does.
    """
    said: list[str] = []
    loggers: Any = logging.Logger
    plain = loggers.info

    def info(logger: logging.Logger, message: object, *args: Any, **kwargs: Any) -> None:
        if logger.name.partition(".")[0] == name:
            with contextlib.suppress(Exception):
                said.append(str(message) % args if args else str(message))
        kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
        plain(logger, message, *args, **kwargs)

    loggers.info = info
    return said


def _main(package: Package) -> tuple[int, Any]:
    """Run the package; its exit code, and the error that ended it, if one did."""
    try:
        names = runpy.run_module(package.name, run_name="__main__", alter_sys=True)
        package.kept["__main__"] = Kept(MODULE, package.turn, "__main__.py", names)
    except SystemExit as end:
        return _code(end.code)
    except BaseException as error:
        return 1, described(error, inside=lambda file: file.startswith(str(package.folder)))
    finally:
        sys.stdout.flush()
    return 0, None


def _code(code: Any) -> tuple[int, Any]:
    """The exit code that `sys.exit(code)` means."""
    if code is None or isinstance(code, int):
        return code or 0, None
    return 1, {"kind": "SystemExit", "text": str(code), "line": None, "file": "", "source": ""}


def _values(
    report: Report, everything: list[Kept], names: list[str]
) -> Iterator[tuple[str, str, Shape]]:
    for name in names:
        found = find(name, everything)
        if found:
            report.event(f"value {name}")
            yield name, found[0], report.look.value(found[1])
