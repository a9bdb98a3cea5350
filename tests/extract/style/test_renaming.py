"""Names that nothing reads say so; annotations use today's names."""

from __future__ import annotations

import pytest

from nbprod.extract.style.renaming import renamed

KEPT = [
    "a, b = f()",
    "def f():\n    a, b = g()\n    return a, b",
    "def f():\n    a = g()",
    "def f():\n    a, b = g()\n    return lambda: (a, b)",
    "def f():\n    while x:\n        print(a, b)\n        a, b = g()",
    "def f():\n    global a, b\n    a, b = g()",
    'def f():\n    a, b = g()\n    return x.query("@a > @b")',
    "def f():\n    a, b = g()\n    return locals()",
    "def f(_a, _b):\n    a, b = g()",
    "def f():\n    a, b = g()\n    a += b",
    "def f():\n    a, b = g()\n    del a, b",
    "IOError = 1\nprint(IOError)",
    "try:\n    f()\nexcept (IOError, OSError):\n    g()",
    "from typing import List as L\nx: L = 1",
    "from typing import List\nx = List[int]",
    'from typing import List\nx: "List[int]" = []',
    "from typing import List\nlist = f()\nx: List = list",
    "from typing import Optional\nx: Optional[int] = 1",
]

CHANGED = {
    "try:\n    f()\nexcept IOError:\n    g()": "try:\n    f()\nexcept OSError:\n    g()",
    "def f():\n    fig, ax = g()\n    return ax": "def f():\n    _fig, ax = g()\n    return ax",
    "def f():\n    é, b = g(); c, d = b": "def f():\n    _é, b = g(); _c, _d = b",
    "def f():\n    a, b = g()\n    print(a)\n    a, b = g()\n    print(b)": (
        "def f():\n    a, b = g()\n    print(a)\n    _a, b = g()\n    print(b)"
    ),
    "from typing import List\ndef f(a: List[int]) -> List: pass": (
        "\ndef f(a: list[int]) -> list: pass"
    ),
    "from typing import Any, Callable, Dict as D\nx: Callable": (
        "from collections.abc import Callable\nfrom typing import Any, Dict as D\nx: Callable"
    ),
}


@pytest.mark.parametrize("text", KEPT)
def test_name_that_may_be_read_is_kept(text: str) -> None:
    assert renamed(text) == text


@pytest.mark.parametrize("text", CHANGED)
def test_name_is_exchanged(text: str) -> None:
    assert renamed(text) == CHANGED[text]
