"""Names that are used in ways that are easily overlooked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.lint.fixing import fix
from nbprod.lint.rulebook import choose, read_library
from nbprod.notebook.model import Notebook

Put = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    "use",
    [
        "%timeit math.sqrt(2)",
        "!echo {math.pi}",
        "!echo $math",
        "%%cython\nfrom libc cimport math",
        "print math.pi",
        "eval('math.pi')",
        "def area(r: 'math.pi'): ...",
        "frame = None\nframe.query('a > @math.pi')",
        "def area():\n    return math.pi",
        "class Circle:\n    pi = math.pi",
        "[math.pi for _ in range(3)]",
        "math.tau = 6",
        "del math",
    ],
)
def test_a_use_is_seen_wherever_it_hides(put: Put, use: str) -> None:
    assert put("unused-import", "import math", use) == ()


@pytest.mark.parametrize(
    "first",
    [
        "from mpl_toolkits.mplot3d import Axes3D",
        "from sklearn.experimental import enable_iterative_imputer",
        "from __future__ import division",
        "try:\n    import cudf\nexcept ImportError:\n    pass",
        "import pymysql\nengine = 'mysql+pymysql://host/db'",
        "import netCDF4\nengine = 'netCDF4'",
        "import os\nexec(os.environ['CODE'])\nimport math",
    ],
)
def test_an_import_for_its_effect_is_left_alone(put: Put, first: str) -> None:
    assert put("unused-import", first) == ()


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "x = 'math is fun'",
        "# math.pi",
        "other.math.pi",
        "def area(math):\n    return math.pi",
        "math = 3\nprint(math)",
    ],
)
def test_a_word_that_only_looks_like_the_name_is_no_use(put: Put, rest: str) -> None:
    found = put("unused-import", f"other = 1\nimport math\n{rest}")
    assert [one.place.span.line for one in found] == [2]


def test_an_import_in_a_function_is_judged_there(put: Put) -> None:
    found = put("unused-import", "def f():\n    import math\n    return 1", "print('math')")
    assert [one.place.span.line for one in found] == [2]


def test_all_fixes_together_leave_what_is_used(cells: Callable[..., Notebook]) -> None:
    notebook = cells("import json, math\nfrom os import (\n    path,\n    sep,\n)\nprint(sep)")
    book = choose(read_library(), Config(select=("unused-import",)))
    fixed = fix(notebook, book, unsafe=False, tracked={})
    assert fixed.notebook.cells[0].source == "from os import (\n    sep,\n)\nprint(sep)"
