"""Shell commands, with their places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.lint.shell import commands, started
from nbprod.notebook.model import Notebook

Build = Callable[..., Notebook]

WRITTEN = {
    "a line": ("!ls -l", [("ls -l", 1)]),
    "an assignment": ("a = 1\nx = !ls -l", [("ls -l", 2)]),
    "a cell": ("%%bash\nls\n\n# no\ncp a \\\n  b", [("ls", 2), ("cp a   b", 5)]),
    "a magic that runs a command": ("%sx ls -l", [("ls -l", 1)]),
    "no command": ("%time ls()", []),
}


@pytest.mark.parametrize(("source", "said"), WRITTEN.values(), ids=WRITTEN.keys())
def test_commands_of_magics(notebook: Build, source: str, said: list[tuple[str, int]]) -> None:
    magics = Analysis(notebook(source)).magics

    assert [(c, span.line) for _, m in magics for c, span in commands(m)] == said


STARTED = {
    "a text": ("import os\nos.system('ls')", ["ls"]),
    "words": ("import subprocess as s\ns.run(['ls', '-l', what()])", ["ls -l {what()}"]),
    "a variable": ("import subprocess as s\nc = 'ls'\ns.call(c, shell=True)", ["ls"]),
    "IPython": ("get_ipython().getoutput('ls')", ["ls"]),
    "something else of that name": ("mine.system('ls')", []),
    "what nobody knows": ("import os\nos.system(given)", []),
}


@pytest.mark.parametrize(("source", "said"), STARTED.values(), ids=STARTED.keys())
def test_commands_of_calls(notebook: Build, source: str, said: list[str]) -> None:
    whole = Analysis(notebook(source))

    assert [c for r in whole.records for call in r.calls if (c := started(call, whole))] == said
