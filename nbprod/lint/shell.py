"""The shell commands that a notebook runs, however it starts them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call
from nbprod.notebook.model import Magic
from nbprod.place import Span

SHELLS = frozenset({"bash", "sh", "zsh", "system", "sx", "!", "script"})
"""Magics whose body or argument is handed to a shell."""

STARTERS = frozenset(
    [
        "os.system",
        "os.popen",
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
    ]
)
"""Functions that start a command, given as a text or as a list of words."""

IPYTHON = frozenset({".system", ".getoutput"})
"""Methods of `get_ipython()` that `!command` becomes where a notebook is saved as a script."""


def commands(magic: Magic) -> Iterator[tuple[str, Span]]:
    """The commands of `!x`, `!!x`, `%sx x` and of each line of a `%%bash` body."""
    if magic.kind == "shell":
        yield magic.arguments, magic.span
    elif magic.name in SHELLS:
        if magic.kind == "cell":
            yield from _lines(magic)
        else:
            yield magic.arguments, magic.span


def may_start(call: Call, callee: str) -> bool:
    """Whether it is worth asking what a call starts: cheap, since it is asked of every call."""
    return callee in STARTERS or call.written in IPYTHON


def started(call: Call, notebook: Analysis) -> str | None:
    """The command that a call starts, as one text; nothing where it starts none that is known."""
    arguments = call.node.args
    if not arguments or not (notebook.names.callee(call) in STARTERS or _is_ipython(call)):
        return None
    argument = notebook.names.value(arguments[0])
    if isinstance(argument, ast.List | ast.Tuple):
        return " ".join(_word(item, notebook) for item in argument.elts)
    return notebook.names.text(argument)


def _is_ipython(call: Call) -> bool:
    func = call.node.func
    return (
        call.written in IPYTHON
        and isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Call)
        and isinstance(func.value.func, ast.Name)
        and func.value.func.id == "get_ipython"
    )


def _word(node: ast.expr, notebook: Analysis) -> str:
    """One word of a command; what is not known stands as `{name}`."""
    if notebook.names.dotted(node) == "sys.executable":
        return "python"
    text = notebook.names.text(node)
    return text if text is not None else f"{{{ast.unparse(node)}}}"


def _lines(magic: Magic) -> Iterator[tuple[str, Span]]:
    """The lines of a body; what a backslash continues is one command."""
    command, first = "", 0
    for number, line in enumerate(magic.body.split("\n"), magic.span.line + 1):
        first = first or number
        command += line.rstrip("\\") if line.endswith("\\") else line
        if line.endswith("\\"):
            continue
        text = command.strip()
        if text and not text.startswith("#"):
            start = len(command) - len(command.lstrip()) if first == number else 0
            yield text, Span(first, start, number, len(line))
        command, first = "", 0
