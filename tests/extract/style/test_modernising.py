"""Modules are brought up to date: same values, same comments, and nothing left to do."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbprod.extract.style.flattening import Flattener
from nbprod.extract.style.modernising import modernised
from programs import statements

OWN = frozenset({"sales"})

CHANGED = {
    "import os, sys": "import os\nimport sys",
    "import sys\nimport os": "import os\nimport sys",
    "import sales.a\nimport numpy\nimport os\nfrom . import b": (
        "import os\n\nimport numpy\n\nimport sales.a\n\nfrom . import b"
    ),
    "from a import x\nimport b": "import b\nfrom a import x",
    "from a import low, Up, CON, A10, A9": "from a import A9, A10, CON, Up, low",
    "from a import z as y, b": "from a import b\nfrom a import z as y",
    "from a import b\nfrom a import a": "from a import a, b",
    "import a.b as b": "from a import b",
    "import a.b as c\nfrom a import b as c": "from a import b as c",
    "from __future__ import division, annotations": "from __future__ import annotations",
    "from __future__ import division\nx = 1": "x = 1",
    "# top\nimport os\n# of b\nimport b  # why\n# of a\nimport a": (
        "# top\nimport os\n\n# of a\nimport a\n# of b\nimport b  # why"
    ),
    "def f():\n    import re\n    import os\n    return re, os": (
        "def f():\n    import os\n    import re\n    return re, os"
    ),
    r'x = "\d\n\\d"': r'x = "\\d\n\\d"',
    r'x = f"\d{y}\ "': r'x = f"\\d{y}\\ "',
    "range(0, n)": "range(n)",
    'print("")': "print()",
    "x = dict()": "x = {}",
    "x = list(), tuple()": "x = [], ()",
    "x = dict(a=1, b=y)": 'x = {"a": 1, "b": y}',
    "d = {}\nk in d.keys()": "d = {}\nk in d",
    "def f(d: dict[str, int]):\n    return 1 not in d.keys()": (
        "def f(d: dict[str, int]):\n    return 1 not in d"
    ),
    'x = f"{{a}}"': 'x = "{a}"',
    "x = dict([(a, b) for a, b in c])": "x = {a: b for a, b in c}",
    "x = set([a for a in b])": "x = {a for a in b}",
    "x = list(a for a in b)": "x = [a for a in b]",
    "x = list(map(lambda a: a + 1, b))": "x = [a + 1 for a in b]",
    "x = set([1, 2])": "x = {1, 2}",
    "x = sorted(list(a), key=f)": "x = sorted(a, key=f)",
    "f((x))": "f(x)",
    "subprocess.run(x, shell=True)": "subprocess.run(x, shell=True, check=False)",
    "f(((1, 2)))": "f((1, 2))",
    "x = not a in b": "x = a not in b",
    "x = not (a is b)": "x = a is not b",
    "class A(object):\n    x = 1": "class A:\n    x = 1",
    "def f():\n    x()\n    return": "def f():\n    x()",
    "if a:\n    if b or c:\n        d()": "if a and (b or c):\n    d()",
    "with a as b:\n    with c:\n        d()": "with a as b, c:\n    d()",
    "class A(B):\n    def f(self):\n        super(A, self).f()": (
        "class A(B):\n    def f(self):\n        super().f()"
    ),
    'x = rf"\\d"': 'x = r"\\d"',
    'x = "\\d\\.csv"': 'x = r"\\d\\.csv"',
    "x = b'\\d'": "x = rb'\\d'",
    'x = "\\d\\n"': 'x = "\\\\d\\n"',
    '"{} {}".format(a, b.c)': 'f"{a} {b.c}"',
    '"{1}{0!r}{0}".format(a, b)': 'f"{b}{a!r}{a}"',
    '"{n:.2f}{{}}".format(n=a["b"])': "f\"{a['b']:.2f}{{}}\"",
    '"{}".format(f(x, y))': 'f"{f(x, y)}"',
    '"{}-{}".format("rain", a)': 'f"rain-{a}"',
    '"{}/{}".format("a", \'b.csv\')': '"a/b.csv"',
    '"{:>9}{}".format("a", a)': "f\"{'a':>9}{a}\"",
}

KEPT = [
    "from a import x\nfrom b import x",
    "import b\nfrom a import *",
    "import b  # isort: skip\nimport a",
    "from b import (  # why\n    x,\n)\nimport a",
    r'x = r"\d"',
    r'x = "\N{EM DASH}"',
    r'x = f"\N{EM DASH}"',
    "range(1, n)",
    "range(0, n, 2)",
    "range = f\nrange(0, n)",
    "def f(dict):\n    return dict()",
    "from a import *\nx = list()",
    "x = dict(  # why\n)",
    "x = dict(**y)",
    "x = f'{dict()}'",
    "k in d.keys()",
    "d = {}\nd = f()\nk in d.keys()",
    '"{} {}".format(a, f(a))',
    '"{}".format(lambda: 1)',
    "x = set([])",
    "x = list(map(lambda a: (b := a), c))",
    "x = list(map(lambda a, b: a, c, d))",
    "f((1, 2))",
    "subprocess.run(x, check=True)",
    "subprocess.run(x, **y)",
    "f((a for a in b))",
    "f(  # why\n    (x))",
    "x = not a == b",
    "class A(object, metaclass=M):\n    x = 1",
    "def f():\n    return",
    "def f():\n    if a:\n        return\n    x()\n    return",
    "def f():\n    x()\n    # why\n    return",
    "if a:\n    # why\n    if b:\n        c()",
    "if a:\n    if b:\n        c()\n    else:\n        d()",
    "if a:\n    if b:\n        c()\nelse:\n    d()",
    "with a:\n    with b:\n        c()\n    d()",
    "class A(B):\n    def f(self):\n        return [super(A, self).f() for x in y]",
    "class A(B):\n    def f(self):\n        def g():\n            super(A, self).f()",
    "class A(B):\n    def f(self):\n        super(B, self).f()",
    "from a import *  # isort: skip\nimport b",
    '"{}".format(a, b)',
    '"{}{}".format(a)',
    '"{0}{0}".format(f())',
    '"{}".format(*a)',
    '"{a.b}".format(a=c)',
    '"{:{}}".format(a, b)',
    '"\\x7b}".format(a)',
    "'{}'.format(a[\"b\" + 'c'])",
    'b"{}".format(a)',
]


@pytest.mark.parametrize("before", CHANGED)
def test_old_spelling_is_replaced(before: str) -> None:
    assert modernised(before, OWN) == CHANGED[before]


@pytest.mark.parametrize("text", KEPT)
def test_what_might_mean_something_else_is_kept(text: str) -> None:
    assert modernised(text, OWN) == text


def test_wide_import_is_broken_where_sorters_break_it() -> None:
    names = [f"a_long_name_{number}" for number in range(6)]
    broken = "".join(f"    {name},\n" for name in names)

    assert modernised(f"from a import {', '.join(names)}") == f"from a import (\n{broken})"


def test_syntax_without_end_stays_as_it_is() -> None:
    deep = "x = " + "(" * 150 + "dict()" + ")" * 150

    assert ast.dump(ast.parse(modernised(deep))) in {
        ast.dump(ast.parse(deep)),
        ast.dump(ast.parse("x = {}")),
    }


@pytest.mark.parametrize(
    "text", [key for key in CHANGED if key.startswith('"') and "a[" not in key and "f(" not in key]
)
def test_filled_text_is_the_same(text: str) -> None:
    class B:
        c = "y"

        def __str__(self) -> str:
            return "b"

    names = {"a": 3, "b": B()}

    assert eval(modernised(text), names) == eval(text, names)


@given(st.text(alphabet="\\abdnrtvxNuU{}0189 'z", max_size=12), st.sampled_from(["", "b", "f"]))
def test_escapes_keep_their_value(body: str, prefix: str) -> None:
    text = f'x = {prefix}"{body}"'
    try:
        before = tree(text)
    except (SyntaxError, ValueError):
        return

    if prefix != "f" or "{" not in body.replace("{{", ""):
        assert values(modernised(text)) == values(text), before


def values(text: str) -> object:
    """The text that a literal stands for, or its tree where it depends on names."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        node = ast.parse(text).body[0]
        try:
            return eval(compile(ast.Expression(node.value), "", "eval"), {})  # type: ignore[attr-defined]
        except NameError:
            return ast.dump(node)


def tree(text: str) -> str:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.dump(ast.parse(text))


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def bound(text: str) -> Iterator[tuple[str, str]]:
    """What each import brings, in any order."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((a.asname or a.name, a.name) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)


def without_imports(text: str) -> str:
    kept = [n for n in ast.parse(text).body if not isinstance(n, ast.Import | ast.ImportFrom)]
    return ast.dump(ast.Module(kept, []))


IMPORTS = st.sampled_from(
    ["import os", "import b.c as c", "import numpy as np", "from a import z, Y", "from a import q",
     "import sales.x", "from . import d", "from a import *", "import sys, re", "from b import z"]
)  # fmt: skip
REMARKS = st.sampled_from(["", "", "  # one", "  # two", "\n# above"])
LINES = st.tuples(st.one_of(IMPORTS, statements()), REMARKS).map(
    lambda pair: pair[0] + (pair[1] if "\n" not in pair[0] else "")
)
PROGRAMS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join([*lines, ""]))


@settings(deadline=None)
@given(PROGRAMS)
def test_only_the_order_of_imports_changes_and_no_comment_is_lost(text: str) -> None:
    text = cst.parse_module(text).visit(Flattener(objects=False)).code
    after = modernised(text, OWN)

    assert set(bound(after)) == set(bound(text))
    assert without_imports(after) == without_imports(text)
    assert comments(after) == comments(text)


@settings(deadline=None)
@given(PROGRAMS)
def test_twice_is_once(text: str) -> None:
    once = modernised(text, OWN)

    assert modernised(once, OWN) == once


@pytest.mark.parametrize("before", CHANGED)
def test_nothing_is_left_to_change(before: str) -> None:
    assert modernised(CHANGED[before], OWN) == CHANGED[before]


def test_linter_finds_imports_in_order() -> None:
    text = """\
import sys, os
import b.c as c
import numpy as np
import a10, a9
from os import path, PathLike, F_OK, getcwd as here
from a import z, Y, CON
from ..far import y
from . import x
import _q
from B import b

print(sys, os, c)
"""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I,E401,PLR0402"]
    done = subprocess.run([*command, "-"], input=modernised(text), capture_output=True, text=True)

    assert done.returncode == 0, done.stdout
