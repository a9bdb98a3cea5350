"""Magics of the notebook's own: left out, bared where they are called, and never silent."""

from __future__ import annotations

import pytest

from nbprod.extract.statements.registering import unregistered
from stories import emitted, planned

MAGIC = """\
from IPython.core.magic import register_cell_magic, needs_local_scope
@register_cell_magic
@needs_local_scope
def shout(line, cell, local_ns=None):
    print(cell.upper())
"""


def left(*cells: str) -> dict[int, str]:
    return unregistered(dict(enumerate(cells))).texts


def test_a_function_with_another_decorator_stays() -> None:
    cell = "# register_magic\n@functools.cache\ndef f():\n    return 1"

    assert left(cell) == {0: cell}


def test_a_magic_that_is_called_as_a_function_stays_without_its_decorators() -> None:
    found = left(MAGIC, "shout('', 'x')")

    assert "@" not in found[0]
    assert "def shout(line, cell, local_ns=None):\n    print(cell.upper())" in found[0]


def test_a_magic_that_nothing_calls_is_left_out_and_said() -> None:
    plan = planned(MAGIC + "x = 1\nprint(x)", "%%shout\nhello")

    assert [left.what for left in plan.left_out if "magic" in left.why] == [
        "def shout(line, cell, local_ns=None):"
    ]
    assert "shout" in plan.refused[0].reason
    assert not plan.definitions


@pytest.mark.parametrize(
    "cells",
    [
        ("ip = get_ipython()\ndef f(line):\n    pass\nip.register_magic_function(f, 'line')",),
        ("def f(line):\n    pass\nget_ipython().register_magic_function(f)\ndel f",),
        ("from IPython.core.magic import *\n@register_line_magic('g')\ndef f(line):\n    pass",),
        ("from IPython.core import magic as m\n@m.register_line_magic\ndef f(line):\n    pass",),
        (
            "from IPython.core.magic import Magics, magics_class, line_magic\n@magics_class\n"
            "class Own(Magics):\n    @line_magic\n    def f(self, line):\n        pass",
            "get_ipython().register_magics(Own)",
        ),
        (
            "@magics_class\nclass Own(Magics):\n    pass",
            "def load_ipython_extension(ip):\n    ip.register_magics(Own)",
        ),
    ],
)
def test_all_that_only_makes_a_magic_goes(cells: tuple[str, ...]) -> None:
    rest = "\n".join(left(*cells).values()).split("\n")

    assert {line for line in rest if "import" not in line} == {"pass"}


def test_a_cell_that_the_notebooks_own_magic_would_run_is_a_doubt() -> None:
    own = (
        "from IPython.core.magic import register_cell_magic\n@register_cell_magic\n"
        "def maybe(line, cell):\n    get_ipython().run_cell(cell)"
    )
    plan = planned(own, "%%maybe later\nx = 2\nprint(x)")

    assert "`%%maybe later` is the notebook's own magic" in plan.doubts[0].what
    assert "x = 2" in "".join(emitted(own, "%%maybe later\nx = 2\nprint(x)").values())
