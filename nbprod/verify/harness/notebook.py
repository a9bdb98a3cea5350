"""Run a notebook's cells top to bottom, as a fresh kernel would.

A kernel is IPython's `InteractiveShell` behind sockets; here it is the same shell without them,
three times as quick to start. What libraries look at to know a notebook is kept: the name of
the shell's class, its `kernel`, `sys.argv`, a running event loop, `__main__` without a file,
the inline backend that shows figures at the end of a cell.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .describing import facts
from .report import Report, Spec, described

RUNNING = ("execution", "script")
"""Modules of magics that run what the notebook says, as do `OSMagics.sx` and its other names."""
KEPT_BY_IPYTHON = re.compile(r"_*|_\d+|_i+\d*|_exit_code|__\w+__|In|Out|exit|quit|get_ipython|open")


class Displays:
    """What cells displayed, in order."""

    def __init__(self) -> None:
        """Start in no cell."""
        self.cell = -1
        self.shown: list[dict[str, Any]] = []

    def add(self, how: str, data: Mapping[str, Any]) -> None:
        """Keep the text of a display and the kinds of what else it offers."""
        text = data.get("text/plain", "")
        self.shown.append({"cell": self.cell, "how": how, "text": str(text)[:100_000],
                           "mimes": sorted(data)})  # fmt: skip


class Results(DisplayHook):
    """Takes the value of a cell's last expression."""

    displays = Displays()

    def write_output_prompt(self) -> None:
        """Print no `Out[1]:`."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the display instead of printing it."""
        self.displays.add("result", format_dict)

    def finish_displayhook(self) -> None:
        """Print no empty line."""


class Publisher(DisplayPublisher):
    """Takes what `display(...)` shows."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the display instead of printing it."""
        Results.displays.add("display", data)

    def clear_output(self, wait: bool = False) -> None:
        """Leave what was printed."""


class ZMQInteractiveShell(InteractiveShell):
    """The shell of a kernel, by the name under which pandas, rich and tqdm look for one."""

    kernel = types.SimpleNamespace(shell=None, comm_manager=None)

    def enable_gui(self, gui: Any = None) -> None:
        """Need no window."""

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run `%cd`, `%who` or `%env` for what it does; what it says of itself is no output."""
        shell: Any = super()
        with _unheard(shell.find_line_magic(magic_name)):
            return shell.run_line_magic(magic_name, line, _stack_depth + 1)

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run `%%writefile` likewise."""
        shell: Any = super()
        with _unheard(shell.find_cell_magic(magic_name)):
            return shell.run_cell_magic(magic_name, line, cell)

    def system(self, cmd: str) -> None:
        """Run a shell line without a terminal, for which `ls` makes columns and others colours.

        The package has none either. What goes to standard error stays apart, as it does there.
        """
        shell: Any = super()
        if cmd.rstrip().endswith("&"):
            shell.system(cmd)  # which refuses
        command = shell.var_expand(cmd, depth=1)
        done = subprocess.run(command, shell=True, check=False, encoding="utf-8", errors="replace",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)  # fmt: skip
        sys.stdout.write(done.stdout)
        sys.stdout.flush()
        self.user_ns["_exit_code"] = done.returncode

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        """Print no traceback: the error is reported with its cell."""


def _unheard(magic: Any) -> contextlib.AbstractContextManager[object]:
    """Where IPython's own magics print, unless they run a command or code of the notebook's."""
    family, _, module = type(getattr(magic, "__self__", None)).__module__.rpartition(".")
    runs = module in RUNNING or getattr(magic, "__name__", "") == "sx"
    if family != "IPython.core.magics" or runs:
        return contextlib.nullcontext()
    return contextlib.redirect_stdout(io.StringIO())


PROGRAMS: dict[str, Any] = {}
"""What the files that `%run` started have given the notebook, by name."""


def heed_programs(shell: Any) -> None:
    """Note what `%run` leaves: the names of another program, none that a cell has bound."""
    start = shell.run_line_magic

    def run_line_magic(magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        before = dict(shell.user_ns) if magic_name == "run" else shell.user_ns
        try:
            return start(magic_name, line, _stack_depth + 1)
        finally:
            fresh = shell.user_ns.items() if magic_name == "run" else ()
            PROGRAMS.update({k: v for k, v in fresh if before.get(k, PROGRAMS) is not v})

    shell.run_line_magic = run_line_magic


def _no_pager(*_: object, **__: object) -> None:
    """Show no help: a kernel shows it beside the notebook."""


def start() -> Any:
    """Start the shell, with a history that is kept nowhere."""
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp = Config()
    config.InteractiveShell.warn_venv = False
    shell: Any = ZMQInteractiveShell.instance(
        config=config, displayhook_class=Results, display_pub_class=Publisher
    )
    shell.set_hook("show_in_pager", _no_pager, 0)
    heed_programs(shell)
    sys.argv[:] = ["ipykernel_launcher.py", "-f", "kernel.json"]
    sys.path.insert(0, "")
    return shell


def run(spec: Spec) -> None:
    """Run all cells and report what they left behind."""
    displays = Results.displays
    report = Report(spec, where=lambda: str(displays.cell), own=["__main__", *spec["own"]])
    shell = start()
    if spec["watch"]:
        report.displayed.watch(shell.display_formatter)
    hidden = set(shell.user_ns)
    cells = list(asyncio.run(_cells(shell, spec, report)))
    report.event("looking at the values")
    held = list(values_of(report, shell, spec, hidden))
    report.finish(
        [(name, "", report.look.value(value)) for name, value in held],
        facts={name: told(name, value) for name, value in held},
        stored=list(report.displayed.among(held)),
        cells=cells,
        displays=displays.shown,
    )


async def _cells(shell: Any, spec: Spec, report: Report) -> list[dict[str, Any]]:
    """Run the cells inside one running loop, as a kernel does; stop at the first that fails."""
    done: list[dict[str, Any]] = []
    for cell in spec["cells"]:
        Results.displays.cell = cell["number"]
        report.event(f"cell {cell['number'] + 1}")
        start = _printed()
        error = await _cell(shell, cell["source"])
        done.append({"number": cell["number"], "start": start, "end": _printed(), "error": error,
                     "may_fail": cell["may_fail"]})  # fmt: skip
        if error and not cell["may_fail"]:
            break
    return done


async def _cell(shell: Any, source: str) -> Any:
    """Run one cell; nothing, or its error."""
    code = shell.transform_cell(source)
    if shell.should_run_async(source, transformed_cell=code):
        result = await shell.run_cell_async(source, store_history=True, transformed_cell=code)
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    if not isinstance(error, BaseException):
        return None
    return described(error, inside=lambda name: "ipykernel_" in name or "ipython-input" in name)


def _printed() -> int:
    """How far standard output has come, in bytes, that of subprocesses included."""
    with contextlib.suppress(ValueError, AttributeError):  # a notebook may replace or close it
        sys.stdout.flush()
    return os.fstat(1).st_size


def values_of(
    report: Report, shell: Any, spec: Spec, hidden: set[str]
) -> Iterator[tuple[str, Any]]:
    """Each name that the notebook bound, with its value at the end."""
    given = {**_starred(spec["stars"]), **shell.user_ns_hidden, **PROGRAMS}
    for name, value in list(shell.user_ns.items()):
        if name in hidden or KEPT_BY_IPYTHON.fullmatch(name) or name in spec["imported"]:
            continue
        if not _is_imported(report, value) and given.get(name, report) is not value:
            report.event(f"value {name}")
            yield name, value


def told(name: str, value: Any) -> dict[str, Any]:
    """Facts about a value for a test to compare; none where they cannot be had."""
    try:
        return dict(facts(value, name))
    except Exception:
        return {}


def _starred(modules: list[str]) -> dict[str, Any]:
    """What `from MODULE import *` gives."""
    found = (sys.modules.get(module) for module in modules)
    return {name: part for module in found if module for name, part in vars(module).items()}


def _is_imported(report: Report, value: Any) -> bool:
    """Whether the value is a module, or a library's function or class under another name."""
    if isinstance(value, types.ModuleType):
        return True
    kinds = (type, types.FunctionType, types.BuiltinFunctionType)
    return isinstance(value, kinds) and not report.look.is_own(value)
