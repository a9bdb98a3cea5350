"""What a notebook asks of its surroundings: a shell, IPython and its kernel, a person."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call, Record
from nbprod.ledger.shell import split
from nbprod.lint.asking import is_asked
from nbprod.lint.checks import each
from nbprod.lint.installing import MAGICS as INSTALLERS
from nbprod.lint.installing import is_install
from nbprod.lint.match import Also, Match
from nbprod.lint.python2 import python2_cells
from nbprod.lint.shell import SHELLS
from nbprod.notebook.model import Magic
from nbprod.place import Span

SHOWS = frozenset(
    [
        "matplotlib",
        "time",
        "timeit",
        "config",
        "capture",
        "html",
        "HTML",
        "javascript",
        "js",
        "latex",
        "markdown",
        "svg",
        "SVG",
        "precision",
        "pprint",
        "who",
        "whos",
        "who_ls",
        "prun",
        "memit",
        "lprun",
        "mprun",
        "snakeviz",
        "heat",
        "pdoc",
        "pdef",
        "pinfo",
        "pinfo2",
        "psource",
        "pfile",
        "xmode",
        "colors",
        "autosave",
        "automagic",
        "lsmagic",
        "quickref",
        "magic",
        "history",
        "hist",
    ]
)
"""Magics that only show, measure or set how things look; a script does without them."""

ELSEWHERE = frozenset({"cd", "pushd", "popd"})
"""Magics that a rule of another family speaks of."""

_PROGRAM = re.compile(r"[\w.+-]*[A-Za-z][\w.+-]*")


@each(Analysis)
def shell(notebook: Analysis) -> Iterator[Match]:
    """A line, or a whole cell, is handed to a shell and does not only install packages."""
    for cell, magic in notebook.magics:
        if magic.kind == "cell" and magic.name in SHELLS:
            yield Match(cell, magic.span, {"what": f"`%%{magic.name}`"})
        elif magic.kind == "shell" or magic.name in SHELLS:
            found = list(split(magic.arguments, magic.span))
            rest = [one.program for one in found if not is_install(one)]
            if rest or not found:
                named = [word for word in rest if _PROGRAM.fullmatch(word)]
                what = f"`{named[-1]}`" if named else "a shell command"
                yield Match(cell, magic.span, {"what": what})


@each(Analysis)
def magic(notebook: Analysis) -> Iterator[Match]:
    """A magic does something that only IPython can do."""
    for cell, one in notebook.magics:
        if is_ipython_only(one):
            written = ("%%" if one.kind == "cell" else "%") + one.name
            yield Match(cell, one.span, {"magic": written})


def is_ipython_only(magic: Magic) -> bool:
    """Whether a magic means something to the program, and no other rule speaks of it."""
    if magic.kind not in ("line", "cell") or not magic.name:
        return False
    return magic.name not in SHOWS | ELSEWHERE | INSTALLERS | SHELLS


# -- the kernel

_RESTARTS = re.compile(r"kernel\.(?:restart|shutdown)|IPython\.notebook\.kernel\.")
_SILENT = frozenset({"magic", "run_line_magic", "run_cell_magic"})
_SHELL = frozenset({"system", "getoutput", "getoutputs"})


@each(Analysis)
def ipython_api(notebook: Analysis) -> Iterator[Match]:
    """Code talks to IPython itself, which a script does not have."""
    for record in notebook.records:
        for found in record.imports:
            if found.module == "IPython.core.magic" and not found.inside.handled:
                yield Match(record.cell, found.node, {"name": found.name or found.module})
        for call in record.calls:
            asks = is_ipython(call, notebook) and not call.inside.handled
            if asks and needs_ipython(_next(call, record), notebook):
                yield Match(record.cell, call.node, {"name": "get_ipython()"})


def is_ipython(call: Call, notebook: Analysis) -> bool:
    """Whether a call asks for the running IPython."""
    return call.written == "get_ipython" or notebook.names.callee(call).endswith(".get_ipython")


def _next(call: Call, record: Record) -> Call | None:
    """The call of a method on a call's result."""
    for other in record.calls:
        if isinstance(other.node.func, ast.Attribute) and other.node.func.value is call.node:
            return other
    return None


def needs_ipython(method: Call | None, notebook: Analysis) -> bool:
    """Whether a method of IPython does what a script cannot do without."""
    if method is None or not method.node.args:
        return True
    name = method.written.rpartition(".")[2]
    text = notebook.names.text(method.node.args[0]) or ""
    if name in _SILENT:
        return text.lstrip("%").partition(" ")[0] not in SHOWS | ELSEWHERE | INSTALLERS
    if name in _SHELL:
        return not all(is_install(one) for one in split(text, Span(1, 0, 1, 0)))
    return True


@each(Analysis)
def restart(notebook: Analysis) -> Iterator[Match]:
    """The kernel is stopped or restarted, so that nothing below it runs."""
    for callee, calls in notebook.calls_of.items():
        if callee in ENDS or callee.startswith("IPython.") or callee.endswith(".do_shutdown"):
            for call in calls:
                if is_restart(call, notebook) and not is_asked(call.inside):
                    yield Match(call.inside.cell, call.node)
    for cell, one in notebook.magics:
        is_script = one.kind == "cell" and one.name in ("javascript", "js", "html", "HTML")
        if is_script and _RESTARTS.search(one.body):
            yield Match(cell, one.span)


ENDS = frozenset({"os._exit", "os.kill"})
"""Calls that may end the process."""


def is_restart(call: Call, notebook: Analysis) -> bool:
    """Whether a call ends the process that runs the cells."""
    callee = notebook.names.callee(call)
    if call.written.endswith(".kernel.do_shutdown") or callee == "os._exit":
        return True
    first = call.node.args[0] if call.node.args else None
    if callee == "os.kill" and isinstance(first, ast.Call):
        return notebook.names.callee(first) == "os.getpid"
    if first is None or not callee.startswith("IPython."):
        return False
    return bool(_RESTARTS.search(notebook.names.text(first) or ""))


# -- the language


@each(Analysis)
def python2(notebook: Analysis) -> Iterator[Match]:
    """Cells are Python 2; said once, at the first one."""
    broken = python2_cells(notebook)
    if broken:
        first, *others = broken
        also = tuple(Also(one.cell.ref, one.span, "is Python 2 as well") for one in others[:5])
        what = "this cell is" if not others else f"this and {len(others)} more cells are"
        yield Match(first.cell.ref, first.span, {"what": what}, also)
