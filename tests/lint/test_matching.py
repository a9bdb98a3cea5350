"""The words of `[[match]]`: first what must not be found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding
from nbprod.notebook.model import Cell
from nbprod.place import CellRef

Find = Callable[..., list[Finding]]


def lines(found: list[Finding]) -> list[tuple[int, int]]:
    return [(f.place.cell.number, f.place.span.line) for f in found]


SILENT = {
    "a function of the same name from elsewhere": (
        'call = "pandas.read_csv"',
        "from mine import read_csv\nread_csv('a')",
    ),
    "a name that is bound anew": (
        'call = "pandas.read_csv"',
        "import pandas as pd\npd = Mine()\npd.read_csv('a')",
    ),
    "a keyword that must be missing": (
        'call = "pandas.read_csv"\nwithout = "dtype"',
        "import pandas\npandas.read_csv('a', dtype=str)",
    ),
    "options that might give the missing keyword": (
        'call = "pandas.read_csv"\nwithout = "dtype"',
        "import pandas\npandas.read_csv('a', **options)",
    ),
    "a position that must be missing": (
        'call = "pandas.read_csv"\nwithout = ["sep", 1]',
        "import pandas\npandas.read_csv('a', ';')",
    ),
    "a list that might give the position": (
        'call = "pandas.read_csv"\nwithout = ["sep", 1]',
        "import pandas\npandas.read_csv(*both)",
    ),
    "another value of a keyword": (
        'call = "pandas.read_csv"\nwith = { engine = "c" }',
        "import pandas\npandas.read_csv('a', engine='python')",
    ),
    "one is not true": (
        'method = "drop"\nwith = { inplace = true }',
        "rows.drop(inplace=1)",
    ),
    "an argument that nobody knows": (
        'method = "to"\nfirst = "^cuda"',
        "model.to(device)",
    ),
    "a method of another type": (
        'method = "append"\non = "pandas.DataFrame"',
        "rows = []\nrows.append(1)",
    ),
    "a method of an unknown object, where a type is asked for": (
        'method = "append"\non = "pandas.DataFrame"',
        "rows.append(1)",
    ),
    "a function of a module is no method": (
        'method = "load"',
        "import json\njson.load(file)",
    ),
    "a call outside of a loop": ('method = "query"\ninside = "loop"', "db.query('x')"),
    "a call in a function": (
        'method = "query"\ninside = "module"',
        "def f(db):\n    db.query('x')",
    ),
    "a module that only begins alike": ('import = "cu"', "import cudf"),
    "another magic kind": ('magic = "%%time"', "%time f()"),
    "a string in a comment": ("string = '^/content'", "# '/content/x'"),
    "a docstring": ("string = '^/content'", 'def f():\n    "/content/x"'),
}


@pytest.mark.parametrize(("rest", "source"), SILENT.values(), ids=SILENT.keys())
def test_is_left_alone(find: Find, rest: str, source: str) -> None:
    assert lines(find(f"[[match]]\n{rest}", source)) == []


HEARD = {
    "an alias": ('call = "pandas.read_csv"', "import pandas as pd\npd.read_csv('a')"),
    "an alias of the function": (
        'call = "pandas.read_csv"',
        "from pandas import read_csv as load\nload('a')",
    ),
    "everything below a module": (
        'call = "numpy.random.*"',
        "import numpy as np\nnp.random.rand(3)",
    ),
    "a builtin": ('call = "open"', "\nopen('a')"),
    "a keyword given as None": (
        'call = "torch.load"\nwithout = "map_location"',
        "import torch\ntorch.load('a', map_location=None)",
    ),
    "any value of a keyword": (
        'method = "read"\nwith = { chunk = "*" }',
        "\nrows.read(chunk=size())",
    ),
    "one of several values, through a variable": (
        'method = "read"\nwith = { engine = ["c", "python"] }',
        "engine = 'python'\nrows.read(engine=engine)",
    ),
    "a negative number": ('method = "read"\nwith = { n = -1 }', "\nrows.read(n=-1)"),
    "a first argument through a variable": (
        'method = "to"\nfirst = "^cuda"',
        "device = 'cuda:0'\nmodel.to(device)",
    ),
    "a first argument given by its keyword": (
        'method = "to"\nfirst = "^cuda"',
        "\nmodel.to(device='cuda')",
    ),
    "a method of a known type": (
        'method = "iterrows"\non = "pandas.DataFrame"',
        "import pandas as pd; df = pd.read_csv('a')\ndf.iterrows()",
    ),
    "a call in a comprehension is in a loop": (
        'method = "query"\ninside = "loop"',
        "\n[db.query(x) for x in xs]",
    ),
    "a module below": ('import = "cudf"', "\nimport cudf.core"),
    "a name from a module": ('import = "cudf"', "\nfrom cudf import DataFrame"),
    "a star import": ('import = "*"', "\nfrom math import *"),
    "a dotted read": ('attribute = "torch.cuda.amp"', "import torch as t\nprint(t.cuda.amp)"),
    "a dotted read in the middle": (
        'attribute = "torch.cuda.amp"',
        "import torch as t\nx = t.cuda.amp.autocast",
    ),
    "a read by import": ('attribute = "torch.cuda.amp"', "\nfrom torch.cuda import amp"),
    "all below a dotted name": ('attribute = "torch.cuda.*"', "import torch\nx = torch.cuda.amp"),
    "a line magic": ('magic = "pip"\nfirst = "install"', "\n%pip install x"),
    "a shell command": ("shell = '\\bwget\\b'", "\n!wget https://example.org/a.csv"),
    "an assigned shell command": ("shell = '\\bls\\b'", "\nfiles = !ls"),
    "a command given to the system": ("shell = '^ls a'", "import os\nos.system('ls a')"),
    "a command given as words": (
        "shell = '^python -m pip install x$'",
        "import sys, subprocess as s; p = 'x'\ns.run([sys.executable, '-m', 'pip', 'install', p])",
    ),
    "a command in a saved script": ("shell = '^ls'", "\nget_ipython().system('ls a')"),
    "a string": ("string = '^/content'", "\nx = '/content/a'"),
    "an f-string": ("string = '^/content/.*csv$'", "\nx = f'/content/{name}.csv'"),
}


@pytest.mark.parametrize(("rest", "source"), HEARD.values(), ids=HEARD.keys())
def test_is_found_in_its_second_line(find: Find, rest: str, source: str) -> None:
    assert lines(find(f"[[match]]\n{rest}", source)) == [(0, 2)]


def test_an_alias_from_another_cell_is_followed(find: Find) -> None:
    found = find('[[match]]\ncall = "pandas.read_csv"', "import pandas as pd", "pd.read_csv('a')")

    assert lines(found) == [(1, 1)]


def test_each_command_of_a_shell_cell_is_looked_at(find: Find) -> None:
    found = find("[[match]]\nshell = '^wget.*b$'", "%%bash\nls\n# wget b\n  wget \\\n  b\nwget c")

    assert lines(found) == [(0, 4)]


def test_several_tables_are_alternatives_and_say_a_place_once(find: Find) -> None:
    tables = '[[match]]\nmethod = "to"\n[[match]]\nmethod = ["to", "cuda"]'

    assert lines(find(tables, "a.to(1)\na.cuda()")) == [(0, 1), (0, 2)]


VALUES = {
    "call": (
        'call = "pandas.read_csv"',
        "{callee} {name} {argument}",
        "pandas.read_csv read_csv a",
    ),
    "method": ('method = "to"', "{callee} {method} {argument}", "to to device()"),
    "import": ('import = "pandas"', "{module} {name}", "pandas pandas"),
    "attribute": ('attribute = "pandas.io.sql"', "{name}", "pandas.io.sql"),
    "magic": ('magic = "pip"', "{magic} {argument}", "%pip install x"),
    "shell": ("shell = 'wget'", "{command}", "wget b"),
    "string": ("string = '^a$'", "{text}", "a"),
}


@pytest.mark.parametrize(("rest", "message", "said"), VALUES.values(), ids=VALUES.keys())
def test_a_subject_provides_its_values(find: Find, rest: str, message: str, said: str) -> None:
    source = "import pandas\npandas.read_csv('a')\nm.to(device())\n%pip install x\n!wget b\npandas.io.sql"

    assert {f.message for f in find(f"[[match]]\n{rest}", source, message=message)} == {said}


def test_cells_of_other_languages_are_left_alone(find: Find) -> None:
    cell = Cell(CellRef(0), "code", "open('a')", language="r")

    assert find('[[match]]\ncall = "open"', cell) == []


def test_a_broken_cell_does_not_hide_the_rest(find: Find) -> None:
    assert lines(find('[[match]]\ncall = "open"', "if (:", "open('a')")) == [(1, 1)]
