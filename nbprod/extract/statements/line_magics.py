"""Line magics and shell lines as the Python that does what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from nbprod.extract.plan import Doubt, Install
from nbprod.extract.statements import shell
from nbprod.extract.statements.shell_installs import parted
from nbprod.extract.statements.translation import Translation, leave, lose, refuse, refused
from nbprod.notebook.model import Cell, Magic


def shell_line(magic: Magic, cell: Cell, done: Translation) -> str:
    """The Python that runs a shell line; what it installs becomes a requirement."""
    wanted, rest = parted(magic.arguments)
    if wanted is not None and not magic.target:
        done.installs += [Install(requirement, cell.ref) for requirement in wanted]
        left = leave(done, cell, f"!{magic.arguments}", "an installation")
        return shell_line(replace(magic, arguments=rest), cell, done) if rest else left
    if magic.arguments.split()[:1] == ["cd"] and not any(c in magic.arguments for c in "&;|"):
        return leave(done, cell, f"!{magic.arguments}", "it changes nothing outside its own shell")
    if not magic.arguments.strip():
        return "pass"
    done.imports.add("import subprocess")
    command = shell.shielded(magic.arguments, done.bound)
    if not magic.target and shell.may_lack(command):
        command = f"env {command.strip()}"  # it says so where a program is missing, and goes on
    kept = {"captured": bool(magic.target), "redirected": done.captured}
    call = shell.call(command, **kept, single=done.single)
    done.imports |= {"import shlex"} if "*shlex.split(" in call else set()
    return call


def _margined(text: str, magic: Magic, cell: Cell) -> str:
    """Lines of Python in place of a magic's, as far in as that stands."""
    margin = cell.source.split("\n")[magic.span.line - 1][: magic.span.column]
    return text.replace("\n", f"\n{margin}")


def _install(magic: Magic, cell: Cell, done: Translation) -> str:
    return shell_line(replace(magic, arguments=f"{magic.name} {magic.arguments}"), cell, done)


def _change_directory(magic: Magic, cell: Cell, done: Translation) -> str:
    done.imports.add("import os")
    where = magic.arguments.strip().removeprefix("-q ")
    if where == magic.arguments.strip():
        leave(done, cell, f"%cd {magic.arguments}", ECHO)
    folder = shell.shielded(where, done.bound).strip().strip("'\"") or "~"
    if folder == "-":
        return refused(magic, "`%cd -` goes back to a folder that only IPython knows", cell, done)
    text = shell.text_of(folder)
    return f"os.chdir(os.path.expanduser({text}))" if folder[0] == "~" else f"os.chdir({text})"


def _folder(magic: Magic, cell: Cell, done: Translation) -> str:
    """`%pwd` is a value and prints nothing, unlike `!pwd`."""
    done.imports.add("import os")
    return "os.getcwd()"


ECHO = "what a magic says of its work, which is kept"


def _environment(magic: Magic, cell: Cell, done: Translation) -> str:
    name, _, value = magic.arguments.strip().replace("=", " ", 1).partition(" ")
    if magic.target and name:
        done.imports.add("import os")
        return f"os.environ[{name!r}]"
    if not value.strip():
        return leave(done, cell, f"%{magic.name} {name}", "a look at the environment")
    done.imports.add("import os")
    leave(done, cell, f"env: {name}={value.strip()}", ECHO)
    value = shell.shielded(value.strip(), done.bound)
    return f"os.environ[{name!r}] = {shell.text_of(value)}"


def _pylab(magic: Magic, cell: Cell, done: Translation) -> str:
    done.imports |= {"import matplotlib.pyplot as plt", "import numpy as np"}
    return "from pylab import *"


def _run(magic: Magic, cell: Cell, done: Translation) -> str:
    each = done.launches.get((cell.ref, magic.span))
    if each is None or each.launch.why:
        lose([magic], cell, done)
        if each is None:
            return refuse(magic, cell, done)
        return refused(magic, f"`{each.launch.said}` {each.launch.why}", cell, done)
    if each.launch.options & {"t", "p"}:
        leave(done, cell, each.launch.said, "a timing")
    done.doubts += [Doubt(cell.ref, what) for what in each.doubts]
    done.imports |= each.imports
    return _margined("\n".join(each.python()), magic, cell)


LINES: Final[dict[str, Callable[[Magic, Cell, Translation], str]]] = {
    "pip": _install,
    "conda": _install,
    "mamba": _install,
    "uv": _install,
    "cd": _change_directory,
    "pwd": _folder,
    "env": _environment,
    "set_env": _environment,
    "pylab": _pylab,
    "run": _run,
    "system": shell_line,
    "sx": shell_line,
}
