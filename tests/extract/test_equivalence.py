"""Every construct of notebooks: the package prints and holds what the notebook does."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories import emitted, planned, run_notebook, run_package

STORIES: dict[str, tuple[str, ...]] = {
    "questions whether names are bound": (
        "import os\nRATE = 3\nrows = [1]\ndef f():\n    return 1\nif len(rows) > 4:\n    many = 3\nif rows:\n    few = 1",
        "print(RATE, os.sep, f(), [few])",
        "#tag stage: clean\nkeep = True\nif keep and 'rows' in globals():\n    print('deleting', rows)\n"
        "if 'RATE' in globals() and 'f' in dir() and keep and 'os' in vars():\n    print(RATE)",
        "if 'os' in globals():\n    print(os.sep)\n\n    # in two lines\n    print('''a\nb''')",
        "if 'os' in vars():\n    # why\n    print(os.sep)\nif 'os' in dir():\n\n    if keep:\n        print(1)\n",
        "if 'os' in locals():\n    if keep:\n        print(2)\n\n    # then\n    print(3)",
        "print('f' in locals(), 'f' not in locals(), 'many' in globals(), 'few' in dir(), 'many' not in dir())",
        "print('never' in globals(), 'below' in globals(), 'below' in locals(), 'logger' in globals())\nbelow = 3",
        "print('below' in globals(), below)\ndel below\nprint('below' in globals())",
        "if 'made' not in globals():\n    made = 5\nprint(made)",
        "if 'never' in globals() and never > 3:\n    print(never, other)\nelif keep and ('f' in globals()):\n    print(f())",
        "#tag stage: end\nif 'made' not in globals():\n    made = 7\nprint(made, 'made' in locals(), 'below' in globals())",
    ),
    "a decorator that is told a name and keeps a list": (
        "METRICS = {}\ndef metric(name):\n    def wrap(f):\n        METRICS[name] = f.__name__\n        return f\n    return wrap",
        "@metric('mae')\ndef mean_error(a, b):\n    return abs(a - b)",
        "print(METRICS)",
        "@metric('mse')\nclass Squared:\n    pass",
        "print(sorted(METRICS))",
    ),
    "a decorator that is told a name and speaks": (
        "def noisy(tag):\n    def wrap(f):\n        print('wrapping', tag, f.__name__)\n        return f\n    return wrap",
        "print('start')",
        "@noisy('t')\ndef g(x):\n    return x",
        "print(g(3))",
    ),
    "a part of a class that is told its name": (
        "NAMES = []\nclass Column:\n    def __set_name__(self, owner, name):\n        NAMES.append(name)",
        "class A:\n    x = Column()\nprint(NAMES)",
        "class B:\n    y = Column()\nprint(NAMES)",
    ),
    "an error that is caught by the name of a builtin": (
        "try:\n    int('x')\nexcept (KeyError, ValueError) as sum:\n    print('no', str(sum)[:7], f'{sum}'[:3])",
        "print(sum([1, 2]))",
    ),
    "an error that a function catches by the name of a builtin": (
        "def f():\n    try:\n        int('x')\n    except ValueError as sum:\n        pass\n"
        "    try:\n        return sum([1, 2])\n    except NameError:\n        return 'gone'",
        "print(f())",
    ),
    "a builtin that comes back from inside a function": (
        "def f():\n    global max\n    max = 3\n    print(max)\n    del max",
        "f()",
        "print(max([1, 2]))",
    ),
    "a variable deleted from inside a function, and the builtin of its name": (
        "min = 4\nprint(min)\ndef f():\n    global min\n    del min",
        "f()\nprint(min([1, 2]))",
    ),
    "a cache that is asked how often it was asked": (
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(x):\n    return x + 1",
        "f(3)",
        "print(f.cache_info())",
    ),
    "an iterator that a function empties, and its name bound anew": (
        "rows = iter([1, 2, 3])\nsame = rows\ndef every():\n    return list(same)",
        "every()",
        "print(every())",
        "same = 0",
    ),
    "a table that a function lets grow, and its name bound anew": (
        "from collections import defaultdict\ntable = defaultdict(list)",
        "def look(key):\n    return table[key]",
        "look('a')",
        "print(dict(table))",
        "table = {}",
    ),
    "defaults that ask what a library was told": (
        "import decimal, sys\nlimit = sys.getrecursionlimit()\nsys.setrecursionlimit(limit + 7)",
        "decimal.getcontext().prec = 4",
        "def third(x=decimal.Decimal(1) / 3, more=sys.getrecursionlimit()):\n    return x, more",
        "class Deep:\n    limit = sys.getrecursionlimit()\n    def of(self, n=sys.getrecursionlimit()):\n        return n",
        "print(third()[0], third()[1] - limit, Deep.limit - limit, Deep().of() - limit)",
        "decimal.getcontext().prec = 28\nsys.setrecursionlimit(limit)",
    ),
    "a default that asks what a command set": (
        "import calendar\ncalendar.setfirstweekday(6)",
        "def week(names=calendar.weekheader(2)):\n    return names",
        "print(week())\ncalendar.setfirstweekday(0)",
    ),
    "a default that asks through a function, and a decorator that is told": (
        "import functools, sys\nlimit = sys.getrecursionlimit()\nsys.setrecursionlimit(limit + 7)",
        "def deep():\n    return sys.getrecursionlimit()\ndef f(n=deep()):\n    return n",
        "@functools.lru_cache(maxsize=sys.getrecursionlimit())\ndef g(x):\n    return x",
        "print(f() - limit, g.cache_parameters()['maxsize'] - limit)\nsys.setrecursionlimit(limit)",
    ),
    "constants that follow what a library was told": (
        "import logging, sys\nlogging.getLogger('mine').setLevel(40)",
        "digits = sys.get_int_max_str_digits()\nsys.set_int_max_str_digits(0)",
        "LEVEL = logging.getLogger('mine').level\nLONG = int('9' * 5000)",
        "def told():\n    return LEVEL, LONG % 7",
        "print(told())\nlogging.getLogger('mine').setLevel(0)\nsys.set_int_max_str_digits(digits)",
    ),
    "a part of a module that was set by its name before it is imported": (
        "import colorsys\nsetattr(colorsys, 'ONE_SIXTH', 'patched')",
        "from colorsys import ONE_SIXTH\nprint(ONE_SIXTH)",
        "colorsys.ONE_SIXTH = 1 / 6",
    ),
    "a part of a module that was set before it is imported": (
        "import colorsys\ncolorsys.ONE_THIRD = 'patched'",
        "from colorsys import ONE_THIRD\nprint(ONE_THIRD)",
        "colorsys.ONE_THIRD = 1 / 3",
    ),
    "a constant from an option that was set": (
        "import decimal\nimport types\nkept = types.SimpleNamespace(options=decimal)",
        "decimal.level = 7",
        "LEVEL = decimal.level\ndef level():\n    return LEVEL",
        "print(level())",
    ),
    "constants from what was set by another name": (
        "import decimal, fractions, math\nimport math as m",
        "m.thrice = 3\nsetattr(decimal, 'tier', 7)\ndef change(module):\n    module.mark = 5",
        "change(fractions)\nTHRICE = math.thrice\nTIER = decimal.tier\nMARK = fractions.mark",
        "def all_three():\n    return THRICE, TIER, MARK",
        "def times(r, by=math.thrice):\n    return r * by\nclass Disc:\n    by = math.thrice",
        "print(all_three(), times(2), Disc.by)",
        "del m.thrice, decimal.tier, fractions.mark",
    ),
    "constants from what was put into a module's containers": (
        "import os\nimport sys\nbefore = os.path.expanduser('~')",
        "os.environ['HOME'] = '/nobody'\nsys.path.append('last')",
        "HOME = os.path.expanduser('~/x')\nEND = max(sys.path[-1:])\nFEW = len(sys.path) < 2",
        "def told():\n    return HOME, END, FEW",
        "def where(last=sys.path[-1]):\n    return last",
        "print(told(), where())\nsys.path.pop()\nos.environ['HOME'] = before",
    ),
    "a function that finds out whether a name is bound": (
        "def ask():\n    try:\n        found = nobody\n    except NameError:\n        return 'no'\n    return 'yes'",
        "print(ask())",
    ),
    "a local name for what others hold": (
        "seen = {'a': []}\ndef note(where):\n    rows = where['a']\n    rows.append(1)",
        "note(seen)",
        "print(seen)",
    ),
    "a name bound anew": ("x = 1", "print(x)", "x = x + 1", "print(x)"),
    "an alias that is changed": ("a = [1]\nb = a", "b.append(2)", "print(a)"),
    "a list filled in a loop": ("xs = []", "for i in range(3):\n    xs.append(i)", "print(xs, i)"),
    "augmented assignment sees the alias": ("a = [1]\nb = a", "a += [2]", "print(b)"),
    "an attribute set later": ("class C: pass\nc = C()", "c.x = 1", "print(c.x)"),
    "an item set later": ("d = {}", "d['k'] = 1", "print(d)"),
    "a function that changes its argument": (
        "def add(d):\n    d['k'] = 1\nd = {}",
        "add(d)",
        "print(d)",
    ),
    "a function that reads a variable bound again": (
        "rate = 0.1\ndef f(x):\n    return x * rate",
        "rate = 0.5",
        "print(f(10))",
    ),
    "a function defined above its variable": (
        "def outer():\n    def inner(z): return z + c\n    return inner(1)\nc = 5",
        "print(outer())",
    ),
    "a lambda over a variable": ("k = 2\nf = lambda v: v * k", "k = 3", "print(f(3))"),
    "a function handed on that reads a variable bound again": (
        "n = 2\ndef times(x):\n    return x * n",
        "print(list(map(times, [1, 2])))",
        "n = 5",
        "print(list(map(times, [1, 2])))",
    ),
    "mutual recursion over a variable": (
        "step = 1\ndef even(n): return True if n == 0 else odd(n - step)",
        "def odd(n): return False if n == 0 else even(n - step)",
        "print(even(10), odd(3))",
    ),
    "a generator function over a variable bound again": (
        "k = 1\ndef gen():\n    for i in range(3):\n        yield i * k",
        "g = gen()\nprint(next(g))",
        "k = 10",
        "print(list(g))",
    ),
    "a generator expression read across cells": (
        "g = (i for i in range(3))",
        "print(next(g))",
        "print(next(g))",
    ),
    "a generator expression over a variable bound again": (
        "k = 1\ng = (i * k for i in range(3))",
        "k = 7",
        "print(list(g))",
    ),
    "a closure kept in a variable": (
        "def make():\n    def get():\n        return level\n    return get\nget = make()",
        "level = 1\nprint(get())",
        "level = 2\nprint(get())",
    ),
    "global in a function": (
        "count = 0\ndef bump():\n    global count\n    count += 1",
        "bump()\nbump()",
        "print(count)",
    ),
    "global of a setting that a function only reads": (
        "STEPS = 5\ncount = 0",
        "def f():\n    global count\n    global STEPS\n    count += STEPS\n\n"
        "def g():\n    global STEPS; print(STEPS)",
        "if count == 0:\n    global STEPS",
        "f(); f()\ng()\nprint(count)",
    ),
    "global that only the function binds": (
        "def start():\n    global state\n    state = 'on'",
        "start()",
        "print(state)",
    ),
    "a decorator of the notebook that keeps a list": (
        "calls = []\ndef reg(fn):\n    calls.append(fn.__name__)\n    return fn",
        "@reg\ndef h(): return 1",
        "print(calls, h())",
    ),
    "a class with methods that read a variable": (
        "scale = 2\nclass M:\n    def of(self, v): return v * scale",
        "scale = 3\nm = M()",
        "print(m.of(2))",
    ),
    "a class that extends another": (
        "class A:\n    base = 1\n    def f(self): return self.base",
        "class B(A):\n    base = 2",
        "print(A().f(), B().f())",
    ),
    "a class body that binds the name it reads": (
        "import random\nx = random.Random(3).randint(1, 9)",
        "print(x)\nclass A:\n    x = x\n    y = x + 1",
        "print(A.x, A.y)",
    ),
    "a class in a branch that reads the name it binds": (
        "import random\nx = random.Random(3).randint(1, 9)\ndef same(made): return made",
        "if x:\n    # Why\n    @same\n    class A:\n        y = x + 1\n        x = x",
        "print(A.x, A.y)",
    ),
    "a dataclass": (
        "from dataclasses import dataclass, field",
        "@dataclass\nclass P:\n    a: int\n    b: list = field(default_factory=list)",
        "p = P(1)\np.b.append(2)\nprint(p)",
    ),
    "a default argument taken at definition": (
        "k = 1\ndef f(x=k): return x",
        "k = 2",
        "print(f())",
    ),
    "definitions of one name, each used in its time": (
        "def f(): return 1\nprint(f())",
        "def f(): return 2\nprint(f())",
        "a = f()",
    ),
    "a definition that another function calls before and after it is bound anew": (
        "def f(): return 1\ndef g(): return f()\nprint(g())",
        "def f(): return 2\nprint(g())",
    ),
    "the same definition twice": ("def f(): return 1", "a = f()", "def f(): return 1", "print(a)"),
    "a conditional definition": (
        "fast = True\nif fast:\n    def f(): return 'fast'\nelse:\n    def f(): return 'slow'",
        "print(f())",
    ),
    "a builtin bound to its own result": ("list = list((1, 2))", "print(list)"),
    "a builtin bound after it was used": ("print(max(1, 2))\nmax = max(3, 4)", "print(max)"),
    "a name deleted": ("a = 1\nb = 2", "del a", "print(b)"),
    "a name deleted and bound again": ("a = [1]\nb = a", "del a", "a = 3\nprint(a, b)"),
    "a loop variable after its loop": ("for i, c in enumerate('ab'): pass", "print(i, c)"),
    "bound under a condition that fails": (
        "ready = False\nif ready:\n    found = 1",
        "if ready:\n    print(found)\nprint('done')",
    ),
    "bound again under a condition": ("y = 1\nflag = True", "if flag:\n    y = 2", "print(y)"),
    "bound in try and in its handler": (
        "try:\n    v = int('x')\nexcept ValueError as error:\n    v = -1",
        "print(v)",
    ),
    "an import that may fail": (
        "try:\n    import json as j\nexcept ImportError:\n    j = None",
        "print(j.dumps([1]))",
    ),
    "a star import": ("from textwrap import *", "print(dedent('  a'))"),
    "one alias for two modules": (
        "import json as m\nprint(m.dumps(1))",
        "import math as m",
        "print(m.floor(1.5))",
    ),
    "an import after its name was a variable": (
        "time = 3\nprint(time)",
        "import time",
        "print(time.gmtime(0).tm_year)",
    ),
    "submodules bound through their package": (
        "import os.path\nimport os",
        "print(os.path.join('a', 'b'), os.sep)",
    ),
    "starred unpacking": ("(a, b), *c = (1, 2), 3, 4", "print(a, b, c)"),
    "a swap": ("a, b = 1, 2", "a, b = b, a", "print(a, b)"),
    "chained assignment": ("a = b = [1]", "a.append(2)", "print(b)"),
    "walrus": ("if (n := 10) > 5:\n    m = n", "print(n, m)"),
    "walrus in a comprehension": ("xs = [y := i for i in range(3)]", "print(xs, y)"),
    "comprehensions over variables": (
        "k = 3\nvals = [k * i for i in range(3)]",
        "print(sum(v for v in vals if v < k * 2), {i: k for i in vals})",
    ),
    "with at top level": (
        "import io\nwith io.StringIO('1,2') as fh:\n    data = fh.read()",
        "print(data)",
    ),
    "a block that asks for a name in its own try": (
        "import contextlib",
        "with contextlib.nullcontext():\n    try:\n        maybe\n    except NameError:\n"
        "        maybe = 1\n    print(maybe)",
        "print(maybe)",
    ),
    "a block that reads what a comprehension of its own binds": (
        "import contextlib",
        "with contextlib.nullcontext():\n    xs = [last := i for i in range(3)]\n    print(last)",
        "print(last, xs)",
    ),
    "match at top level": (
        "point = (0, 2)",
        "match point:\n    case (0, y):\n        where = y\n    case _:\n        where = None",
        "print(where)",
    ),
    "a name that a text in a function reads": (
        "n = 1\ndef more():\n    global n\n    n += 1",
        "def one():\n    'One.'\n    return eval('n + 1')\ndef two(): return eval('n + 2')",
        "more()\nprint(one(), two())",
    ),
    "eval of a literal text": ("a = 2", "print(eval('a + 1'))"),
    "await at top level": (
        "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 3",
        "x = await f()",
        "print(x)",
    ),
    "the main guard": ("def main():\n    print('ran')", "if __name__ == '__main__':\n    main()"),
    "several statements on a line": ("a = 1; b = 2; print(a + b)", "if a: c = 3; print(c)"),
    "a string of several lines in a function": (
        "def text():\n    return '''one\n  two'''",
        "s = '''a\n   b'''\nprint(text(), s)",
    ),
    "a seed and its users": (
        "import random\nrandom.seed(3)",
        "a = random.random()",
        "b = random.random()\nprint(a, b)",
    ),
    "a hyperparameter in functions and loops": (
        "BATCH_SIZE = 2\nrows = list(range(5))",
        "def batches(rows):\n    return [rows[i:i + BATCH_SIZE] for i in range(0, 5, BATCH_SIZE)]",
        "print(batches(rows), BATCH_SIZE)",
    ),
    "a decimal of the precision that was set": (
        "from decimal import Decimal, getcontext\ngetcontext().prec = 4",
        "THIRD = Decimal(1) / Decimal(3)\ndef width(): return len(str(THIRD))",
        "print(THIRD, width())\ngetcontext().prec = 28",
    ),
    "a constant made of a variable": (
        "n = len('abc')\nLIMIT = n + 1",
        "def fits(x): return x < LIMIT",
        "print(fits(2), n)",
    ),
    "a constant that a class reads": (
        "LIMIT = 3\nclass Box:\n    def fits(self, n): return n < LIMIT",
        "print(Box().fits(2))",
    ),
    "an unused result in a function": (
        "def f(xs):\n    gone = xs.pop()\n    try:\n        return len(xs)\n    except:\n        return 0",
        "print(f([1, 2]))",
    ),
    "an iterator that a look uses up": ("g = iter([1, 2, 3])", "list(g)", "print(list(g))"),
    "a generator that a look sums": ("g = (i for i in range(3))", "sum(g)", "print(list(g))"),
    "an iterator of chunks that a look counts": (
        "import io\nimport pandas as pd\nchunks = pd.read_csv(io.StringIO('a\\n1\\n2'), chunksize=1)",
        "[len(each) for each in chunks]",
        "print(sum(len(each) for each in chunks))",
    ),
    "an iterator of files that a look sorts": (
        "from pathlib import Path\nfound = Path('/').glob('etc')",
        "sorted(found)",
        "print(len(list(found)))",
    ),
    "an iterator that a function gives": (
        "def days():\n    return iter([1, 2])\nfound = days()",
        "list(found)",
        "print(list(found))",
    ),
    "an iterator that an object hands out": (
        "class Days:\n    def __init__(self): self.it = iter([1, 2])\n"
        "    def __iter__(self): return self.it\nfound = Days()",
        "list(found)",
        "print(list(found))",
    ),
    "iterators that are copies": (
        "import itertools\na, b = itertools.tee([1, 2])",
        "list(b)",
        "print(list(a), list(b))",
    ),
    "an iterator that a look searches": ("g = iter([1, 2, 3])", "2 in g", "print(list(g))"),
    "an iterator that a look goes through": (
        "g = map(str, [1])",
        "[x for x in g]",
        "print(list(g))",
    ),
    "a dictionary of its own class that fills itself": (
        "class Wells(dict):\n    def __missing__(self, key):\n        self[key] = 0\n        return 0\n"
        "wells = Wells()",
        "wells['north']",
        "print(wells)",
    ),
    "unused names that texts read": (
        "import pandas as pd\ndef twice():\n    factor = 3\n    return pd.eval('factor * 2')\n"
        "def said():\n    hidden = 4\n    exec('print(hidden)')",
        "print(twice())\nsaid()",
    ),
    "an unused list that keeps something alive": (
        "alive = []\nclass Guard:\n    def __del__(self): alive.append('gone')\n"
        "def work(n):\n    held = [Guard() for _ in range(n)]\n    return len(alive)",
        "print(work(2), alive)",
    ),
    "an unused name that keeps something alive": (
        "alive = []\nclass Guard:\n    def __del__(self): alive.append('gone')\n"
        "def guard(): return Guard()\ndef work():\n    held = guard()\n    return len(alive)",
        "print(work(), alive)",
    ),
    "a block that ends itself": (
        "x = [1]\nx.append(2)",
        "try:\n    first = 1\n    raise KeyError('k')\n    never = 3\nexcept KeyError:\n    print('on')",
        "print(x)",
        "x.append(first)\nprint(x)",
    ),
    "a block that swallows what ends it": (
        "from contextlib import suppress\nx = [1]\nx.append(2)\nlast = 0",
        "with suppress(KeyError):\n    last = {}['z']\n    more = 3",
        "print(x, last, 'more' in globals())",
        "x.append(3)\nprint(last)",
    ),
    "looks that move a generator on": (
        "import numpy as np, pandas as pd\nfrom sklearn.model_selection import ShuffleSplit\n"
        "rng = np.random.RandomState(7)\nrain = pd.DataFrame({'mm': range(9)})\nSEED = 3",
        "rain.sample(2, random_state=rng)",
        "list(ShuffleSplit(2, random_state=rng).split(rain))",
        "rain.sample(2, random_state=SEED)",
        "print(rng.rand())",
    ),
    "comparisons and hashes that are counted": (
        "seen = []\nclass Drop:\n    def __lt__(self, other):\n        seen.append('<')\n        return True\n"
        "    def __hash__(self):\n        seen.append('#')\n        return 1\na, b = Drop(), Drop()",
        "sorted([a, b])",
        "{a: 1}",
        "set([a])",
        "print(seen)",
    ),
    "an iterator of its own class": (
        "class Down:\n    n = 3\n    def __iter__(self): return self\n    def __next__(self):\n"
        "        self.n -= 1\n        if self.n < 0: raise StopIteration\n        return self.n",
        "down = Down()\nlist(down)",
        "print(list(down))",
    ),
    "a default dictionary that a look fills": (
        "from collections import defaultdict\nd = defaultdict(list)",
        "d['x']",
        "print(dict(d))",
    ),
    "a method that prints, named like a question": (
        "class A:\n    def describe(self): print('I am')\na = A()",
        "a.describe()",
    ),
    "a method that counts, named like a question": (
        "class A:\n    n = 0\n    def get_next(self):\n        self.n += 1\n        return self.n",
        "a = A()\na.get_next()",
        "print(a.get_next())",
    ),
    "a property that counts": (
        "class A:\n    n = 0\n    @property\n    def x(self):\n        A.n += 1\n        return 1",
        "a = A()\na.x",
        "print(A.n)",
    ),
    "an operator that counts": (
        "class A:\n    n = 0\n    def __add__(self, other):\n        A.n += 1\n        return self",
        "a = A()\na + a",
        "print(A.n)",
    ),
    "a length that speaks": (
        "class A:\n    def __len__(self):\n        print('asked')\n        return 3\na = A()",
        "len(a)",
    ),
    "an instance whose base speaks": (
        "class A:\n    def __init__(self): print('made')\nclass B(A): pass",
        "B()",
    ),
    "a block around nothing that speaks": (
        "class C:\n    def __enter__(self): print('in')\n    def __exit__(self, *a): print('out')",
        "with C():\n    pass",
    ),
    "help on something": ("help(len)",),
    "a definition that only a function above runs": (
        "def a(): return b()\ndef b(): return 1",
        "print(a())",
        "def b(): return 2",
        "print(a())",
    ),
    "a text that says the name of a setting": (
        "SEED = 3\nWIDTH = 5",
        "print(f'{SEED=} {WIDTH = :>4} {WIDTH}')",
    ),
    "a setting that a class body takes over": (
        "LIMIT = 4\nclass A:\n    LIMIT = LIMIT\n    x = LIMIT + 1",
        "print(A.LIMIT, A.x)",
    ),
    "a builtin's name that is given back": ("sum = 5\nprint(sum)", "del sum", "print(sum([1, 2]))"),
    "a builtin's name that is given back to a function": (
        "xs = [1]\ndef more():\n    global xs\n    xs = xs + [len(xs)]\nprint(len(xs))",
        "len = 5\nprint(len)\ndel len",
        "more()\nprint(xs)",
    ),
    "a function that calls a builtin, then an import of its name": (
        "def f(): return pow(2, 3)",
        "print(f())",
        "from math import pow",
        "print(f())",
    ),
    "a name called config": ("config = {'a': 1}\ndata_path = 'x.csv'", "print(config, data_path)"),
    "percent formatting over several lines": ("a = 1\nprint('%s-%s'\n% (a,\n   2))",),
    "a global statement outside of functions": (
        "global total\ntotal = 1",
        "def add():\n    global total\n    total += 1\nadd()",
        "if total:\n    global more\n    more = 2\nprint(total, more)",
    ),
    "a handler that only imports": (
        "try:\n    import json\nexcept ImportError:\n    import json",
        "import json\nprint(json.dumps(1))",
    ),
    "an import and more on one line": (
        "import os\nif os.sep:\n    import json; text = json.dumps(1); import json",
        "import json\nprint(text, json.loads(text))",
    ),
    "a value that two targets get": (
        "def f(xs):\n    xs[0] = gone = 3\n    return xs",
        "print(f([1, 2]))",
    ),
    "a look that calls the first of two functions": (
        "k = 1\ndef f(x): return x + k",
        "f(8)\nm = f(2)",
        "def f(x): return x * k\nprint(f(3), m)",
    ),
    "a decorator that writes down names of functions defined twice": (
        "said = []\ndef log(fn):\n    said.append(fn.__name__)\n    return fn",
        "@log\ndef f(): return 1\nprint(f())",
        "@log\ndef f(): return 2\nprint(f(), said)",
    ),
    "the name of a function defined twice": (
        "def f(): return 1\nprint(f.__name__, f())",
        "def f(): return 2\nprint(f.__name__, f())",
    ),
    "a lambda that is asked for its name": (
        "f = lambda x: x + 1\nprint(f(1))",
        "print(f.__name__)",
    ),
    "a lambda in a list that tells names": (
        "def told(fs): print([getattr(f, '__na' + 'me__') for f in fs])\nf = lambda x: x + 1",
        "told([f, len])",
    ),
    "a function that is kept, and calls one defined anew": (
        "def h(x): return 0 if x <= 0 else 1 + h(x - 1)\nops = dict(run=h)\nprint(h(2))",
        "def h(x): return x + 5",
        "print(ops['run'](2), h(2))\ndel ops",
    ),
    "a function in a list, which calls one defined anew": (
        "def g(): return 1\ndef f(): return g()\ntodo = []\ntodo.append(f)\nprint(f())",
        "def g(): return 2",
        "print([run() for run in todo], g())\ndel todo",
    ),
    "a lambda whose default is a setting": (
        "n = 4",
        "BATCH_SIZE = 6\ndef g(x): return x + n\n"
        "f = lambda x, r=BATCH_SIZE, s=g(1): x + r + s + BATCH_SIZE + n",
        "n = 5\nprint(f(1), g(2))",
    ),
    "constants that ask for what modules hold": (
        "import os, sys\nprint(1)\nos.environ['STORY_HELD'] = 'x'\nsys.argv = ['a', 'b']",
        "HELD = os.environ['STORY_HELD']\nIS_HELD = 'STORY_HELD' in os.environ\nGIVEN = sys.argv\n"
        "SECOND = GIVEN[1]\ndef told(): return HELD, IS_HELD, SECOND",
        "print(told())\ndel os.environ['STORY_HELD']",
        "print(told())",
    ),
    "unused results whose making may fail or do something": (
        "class Loud:\n    @property\n    def said(self): print('asked')\n"
        "def share(a, b):\n    try:\n        got = a / b\n        print('fine')\n"
        "    except ZeroDivisionError:\n        print('zero')\n"
        "def ask(loud, known):\n    said = loud.said\n    got = known['a']\n    print('asked')\n"
        "def turn(n):\n    try:\n        m = -n\n        print('turned')\n"
        "    except TypeError:\n        print('no number')",
        "share(1, 0)\nshare(1, 1)\nask(Loud(), {'a': 1})\nturn('a')",
    ),
    "a function of unused results alone": (
        "def sides(a, b):\n    more = 1\n    less = 2\ndef both(a, b):\n    c = a + b\n    d = a - b",
        "print(sides(2, 1), both(2, 1))",
    ),
    "a class whose fields are annotated with a variable": (
        "Point = complex\nprint(Point(1, 2))",
        "class Cart:\n    place: Point\n    other: 'Point' = 1",
        "print(Cart.__annotations__['place'] in (Point, 'Point'))",
    ),
    "a class whose fields are annotated with itself, later": (
        "from __future__ import annotations\nn = 1",
        "class Node:\n    after: Node = None\nprint(Node.__annotations__)",
    ),
    "a builtin that is itself again at the end of a block": (
        "n = 2\nif n > 1:\n    max = n\n    print(max)\n    del max\n    print(max(1, n))",
        "print(max(3, n))\nfor each in [1, 2]:\n    len = each\n    del len",
        "print(len([n]))",
    ),
    "a look that a cache remembers": (
        "import functools\nn = 2\n@functools.lru_cache(None)\ndef f(x): return x + n\n"
        "@functools.cache\ndef g(x): return f(x)",
        "f(1)",
        "g(2)",
        "n = 5\nprint(f(1), g(2), f(3))",
    ),
    "classes that their base and their maker list": (
        "made = []\nclass Base:\n    heirs = []\n    def __init_subclass__(cls, **kw):\n"
        "        Base.heirs.append(cls.__name__)\nclass Maker(type):\n"
        "    def __new__(kind, name, bases, body):\n        made.append(name)\n"
        "        return super().__new__(kind, name, bases, body)",
        "class One(Base): pass\nclass First(metaclass=Maker): pass\nprint(Base.heirs, made)",
        "class Two(One): pass\nclass Second(First): pass\nprint(Base.heirs, made)",
    ),
    "a look by a function that uses up what it looks at": (
        "from collections import defaultdict\ntable = defaultdict(list)\nrows = iter([1, 2])",
        "def look(key): return table[key]\ndef every(): return list(rows)",
        "look('a')",
        "every()",
        "print(dict(table), list(rows))",
    ),
    "a look that a cache remembers, of what is changed": (
        "import functools\nrows = [1]\n@functools.cache\ndef f(x): return len(rows) + x\n"
        "class Box:\n    def __init__(self):\n        self.n = 1\n"
        "    @functools.cached_property\n    def size(self): return self.n\nbox = Box()",
        "f(1)",
        "box.size",
        "rows.append(2)\nbox.n = 5\nprint(f(1), box.size)\nbox = 0",
    ),
    "a default that asks for a variable of the environment": (
        "import os\nos.environ['NBPROD_LEVEL'] = 'high'",
        "def level(known=os.getenv('NBPROD_LEVEL')):\n    return known",
        "print(level())\ndel os.environ['NBPROD_LEVEL']",
    ),
    "a function that is called as what was shown would be": (
        "def _(x): return x + 1\nn = 4",
        "n",
        "print(_(2))",
    ),
    "an error defined twice": (
        "class Bad(Exception): pass\nprint(repr(Bad(1)))",
        "class Bad(Exception):\n    code = 2\nprint(repr(Bad(2)))",
    ),
    "functions defined twice in a list": (
        "def f(): return 1\nfs = [f]",
        "def f(): return 2\nfs.append(f)\nprint([g() for g in fs])\nfs = 2",
    ),
    "the same definition twice, with a list that it fills": (
        "def f(x, acc=[]):\n    acc.append(x)\n    return sum(acc)",
        "print(f(1), f(2))",
        "def f(x, acc=[]):\n    acc.append(x)\n    return sum(acc)",
        "print(f(4))",
    ),
    "the same definition twice, with a default bound anew": (
        "k = 1\ndef f(x=k): return x",
        "print(f())\nk = 2",
        "def f(x=k): return x",
        "print(f())",
    ),
    "the same class twice, with a count": (
        "class A:\n    n = 0\n    def __init__(self): A.n += 1",
        "A()\nprint(A().n)",
        "class A:\n    n = 0\n    def __init__(self): A.n += 1",
        "print(A().n)",
    ),
    "a definition that speaks, and another of its name": (
        "class A:\n    print('made')",
        "class A:\n    x = 1\nprint(A.x)",
    ),
    "non-ascii names and text": ("größe = 3\nname = 'É'; print(name, größe)", "print(größe * 2)"),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_the_package_prints_and_holds_the_same(story: tuple[str, ...], tmp_path: Path) -> None:
    expected = run_notebook(*story)

    got = run_package(tmp_path, *story)

    assert got.printed == expected.printed
    held = {name: got.values.get(name, "missing") for name in _plain(expected.values)}
    assert held == _plain(expected.values)


def test_what_a_module_was_told_is_asked_below() -> None:
    asked = "ZONE = time.tzname\ndef zone():\n    return ZONE"

    told = planned("import time\ntime.tzset()", asked, "print(zone())")
    untold = planned("import time", asked, "print(zone())")

    assert [d.name for d in told.definitions] == ["zone"]
    assert [d.name for d in untold.definitions] == ["ZONE", "zone"]


LASTING: dict[str, tuple[str, ...]] = {
    "a function in a module": (
        "import colorsys\nlevel = 1\ncolorsys.told = lambda: level",
        "print(colorsys.told())",
        "level = 2",
        "print(colorsys.told())\ndel colorsys.told",
    ),
    "a function in a dictionary": (
        "k = 1\ndef f(x): return x + k",
        "ops = dict(run=f)",
        "k = 5",
        "print(ops['run'](1))",
    ),
    "a function of a branch": (
        "k = 1\nif k:\n    def f(x): return x + k\nelse:\n    def f(x): return x - k",
        "print(f(1))",
        "k = 5",
        "print(f(1))",
    ),
    "a function of a block": (
        "import contextlib\nk = 1\nwith contextlib.nullcontext():\n    def f(x): return x + k",
        "g = f",
        "k = 5",
        "print(g(1))",
    ),
    "a function": (
        "n = 2\ndef times(x):\n    return x * n",
        "print(list(map(times, [1, 2])))",
        "n = 5",
        "print(list(map(times, [1, 2])))",
    ),
    "a generator": (
        "k = 1\ndef gen():\n    for i in range(3):\n        yield i * k",
        "g = gen()",
        "k = 10",
        "print(list(g))",
    ),
    "a generator expression": ("k = 1\ng = (i * k for i in range(3))", "k = 7", "print(list(g))"),
    "a closure": (
        "level = 1\ndef make():\n    def get():\n        return level\n    return get",
        "get = make()",
        "level = 2",
        "print(get())",
    ),
    "functions in a list": (
        "fs = []\nfor i in range(3):\n    fs.append(lambda: i)",
        "print([f() for f in fs])",
        "i = 10",
        "print([f() for f in fs])",
    ),
    "a part of a function": (
        "from functools import partial\nk = 2\ndef f(x, y): return x * y * k\ng = partial(f, 3)",
        "k = 4",
        "print(g(1))",
    ),
    "a map": ("k = 1\ndef f(x): return x + k", "m = map(f, [1, 2])", "k = 10", "print(list(m))"),
    "an instance": (
        "scale = 2\nclass M:\n    def of(self, v): return v * scale",
        "m = M()",
        "scale = 3",
        "print(m.of(2))",
    ),
    "an attribute": (
        "class Box: pass\nbox = Box()\nk = 1\ndef f(): return k",
        "box.run = f",
        "k = 2",
        "print(box.run())",
    ),
    "a name bound by a function": (
        "count = 0\ndef bump():\n    global count\n    count += 1",
        "bump()",
        "print(count)",
    ),
}


def test_a_name_that_a_stage_deletes_again_is_not_handed_on(tmp_path: Path) -> None:
    story = (
        "k = 1\nprint(k)\ndel k",
        "k = 2\ndef more():\n    global k\n    k += 1\nmore()",
        "print(k)",
    )
    asked = [f"#tag stage: s{n}\n{cell}" for n, cell in enumerate(story)]

    assert run_package(tmp_path, *asked).printed == run_notebook(*asked).printed


def test_a_variable_of_a_loop_that_never_ran_is_not_handed_to_another_loop(tmp_path: Path) -> None:
    story = (
        "#tag stage: one\nfor i in []:\n    print(i)\nprint('done')",
        "#tag stage: two\nfs = []\nfor i in range(2):\n    fs.append(lambda: i)",
        "print([f() for f in fs])",
    )

    assert run_package(tmp_path, *story).printed == "done\n[1, 1]\n"


def test_a_temporary_folder_lasts_as_long_as_its_path_is_used(tmp_path: Path) -> None:
    story = (
        "#tag stage: one\nimport os, tempfile\nkept = tempfile.TemporaryDirectory()\npath = kept.name",
        "#tag stage: two\nprint(os.path.exists(path))",
    )

    assert run_package(tmp_path, *story).printed == "True\n"
    assert planned(*story).stages[0].gives == ("path", "kept")


def test_a_name_that_is_probed_is_not_bound_beforehand(tmp_path: Path) -> None:
    story = (
        "#tag stage: one\ntry:\n    x\nexcept NameError:\n    x = 3",
        "#tag stage: two\nprint(x)",
    )

    assert run_package(tmp_path, *story).printed == "3\n"


def test_what_is_a_module_in_a_notebook_is_one_in_the_package(tmp_path: Path) -> None:
    story = ("def f(): return vars(__builtins__)['len']", "print(f()('abc'))")

    assert run_package(tmp_path, *story).printed == "3\n"


def test_a_name_like_that_of_the_module_of_builtins_stays_the_function_s_own(
    tmp_path: Path,
) -> None:
    story = (
        "def f():\n    builtins = set(vars(__builtins__))\n    return 'len' in builtins",
        "print(f(), __builtins__.len('abc'))",
    )

    assert run_package(tmp_path, *story).printed == "True 3\n"


@pytest.mark.parametrize("story", LASTING.values(), ids=LASTING.keys())
def test_no_border_falls_where_a_function_would_miss_what_is_bound_anew(
    story: tuple[str, ...], tmp_path: Path
) -> None:
    words = ("first", "second", "third", "fourth")
    asked = [f"#tag stage: {word}\n{cell}" for word, cell in zip(words, story, strict=False)]
    expected = run_notebook(*story).printed

    assert run_package(tmp_path, *asked).printed == expected
    assert any(d.what.startswith("the stage `second` cannot") for d in planned(*asked).doubts) or (
        "the stage `third` cannot" in str(planned(*asked).doubts)
    )


@pytest.mark.parametrize(
    "story",
    [
        ("k = 2\ndef f(x): return x * k", "k = f(k)", "k = f(k)", "print(k)"),
        ("ks = [1]\ntotal = sum(k for k in ks)", "ks = [2]", "print(total)"),
        ("k = 1\ndef f(x): return k\nc = open('c').map(f)", "k = 2", "print(k, c)"),
        ("from lab import T\nm = {}\nt = T(m)", "t.train()", "m = 3", "print(m)"),
    ],
)
def test_a_border_falls_where_functions_are_done(story: tuple[str, ...]) -> None:
    asked = [f"#tag stage: s{n}\n{cell}" for n, cell in enumerate(story)]

    assert len(planned(*asked).stages) > 1


@pytest.mark.parametrize(
    "story",
    [
        ("from cmath import *", "from math import *", "print(sqrt(4))"),
        ("from math import sqrt", "from cmath import *", "print(sqrt(4))"),
        ("from math import *", "from cmath import sqrt", "print(sqrt(4), floor(2.5))"),
        ("e = 2\nprint(e)", "from math import *", "print(e, sqrt(4))\ne = 5", "print(e, pi)"),
    ],
)
def test_the_last_of_several_imports_gives_the_name(story: tuple[str, ...], tmp_path: Path) -> None:
    expected = run_notebook(*story).printed

    assert run_package(tmp_path, *story).printed == expected


@pytest.mark.parametrize("stars", ["", "\nfrom den_of_stars import *"], ids=["one", "two"])
@pytest.mark.parametrize(
    ("binding", "after"),
    [
        ("size = size('b')", "print(size)"),
        ("a, size = size('b'), 3", "print(a, size)"),
        (
            "size = size('b')",
            "def f():\n    return size\nprint(f(), [size for _ in size], f'{size}')",
        ),
        ("size = size('b')\nsize += '2'", "size = [size, size]\nprint(size)"),
    ],
)
def test_a_name_of_a_star_is_told_from_what_is_bound_anew(
    binding: str, after: str, stars: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "den_of_stars.py").write_text("den = 3\n")
    (tmp_path / "lab_of_stars.py").write_text("def size(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    cells = (f"from lab_of_stars import *{stars}\nprint('go')", "print(size('a'))", binding, after)

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed


@pytest.mark.parametrize(
    "imports",
    [
        "from shed_of_stars import *\nfrom statistics import mean",
        "from statistics import mean\nfrom shed_of_stars import *",
        "from shed_of_stars import *\nfrom statistics import mean\nfrom inn_of_stars import *",
        "from shed_of_stars import *\nimport statistics as mean\nmean = mean.mean",
    ],
)
def test_the_last_of_imports_and_stars_gives_the_name(
    imports: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shed_of_stars.py").write_text("def mean(x):\n    return 'lab'\n")
    (tmp_path / "inn_of_stars.py").write_text("def mean(x):\n    return 'den'\n")
    monkeypatch.syspath_prepend(tmp_path)
    cells = (f"{imports}\nprint('go')", "print(mean([1, 2]), unwritten if False else 1)")

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed


@pytest.mark.parametrize(
    "guarded",
    ["leave()", "raise SystemExit", "len(3)", "parser.parse_args(['--mm'])", "App().start()"],
)
def test_a_bare_except_holds_up_what_it_held_up(guarded: str, tmp_path: Path) -> None:
    leave = "import sys\ndef leave():\n    sys.exit(2)"
    leave += "\nimport argparse\nparser = argparse.ArgumentParser()"
    leave += "\nclass App:\n    def start(self):\n        sys.exit(1)"
    cells = (leave, f"try:\n    {guarded}\nexcept:\n    print('held')", "print('on')")

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed == "held\non\n"


def test_a_bare_except_holds_up_what_closes_a_generator(tmp_path: Path) -> None:
    rows = "def rows():\n    try:\n        yield 1\n    except:\n        print('closed')"
    cells = (rows, "r = rows()\nprint(next(r))\nr.close()", "print('on')")

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed


def test_a_definition_that_a_library_is_told_of_is_made_where_nobody_reads_its_name(
    tmp_path: Path,
) -> None:
    cells = (
        "import pandas as pd\n@pd.api.extensions.register_series_accessor('rain')",
        "class Rain:\n    def __init__(self, days):\n        self.days = days",
        "print(pd.Series([1, 2]).rain.days.sum())",
    )
    joined = ("\n".join(cells[:2]), cells[2])

    assert run_package(tmp_path, *joined).printed == "3\n"


def test_a_function_makes_an_import_for_itself_that_could_not_be_made_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "late_gauges.py").write_text("unit = 'mm'\n")
    monkeypatch.syspath_prepend(tmp_path)
    cells = (
        "import sys\nsys.path.append('.')\nimport late_gauges",
        'def told(rain):\n    """Rain in words."""\n    return f"{rain} {late_gauges.unit}"',
        "def both(rain):\n    return told(rain), late_gauges.unit",
        "print(told(3), both(4))",
    )

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed
    functions = emitted(*cells)["functions.py"]
    assert "def told(rain):" in functions
    assert functions.count("    import late_gauges\n") == 2


def test_a_class_that_an_unknown_library_lists_is_made_where_nobody_reads_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = "class Gauge:\n    known = []\n    def __init_subclass__(cls):\n"
    (tmp_path / "gauges_that_list.py").write_text(
        f"{listing}        cls.known.append(cls.__name__)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    made = "from gauges_that_list import Gauge\nclass Rain(Gauge):\n    unit = 'mm'"
    cells = (made, "print(Gauge.known)")

    assert run_package(tmp_path, *cells).printed == "['Rain']\n"


def test_a_function_of_the_notebook_hides_what_a_star_above_it_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lab_of_stars.py").write_text("def size(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    cells = (
        "from lab_of_stars import *\nprint(size('a'))",
        "def size(x):\n    return 3 * x",
        "print(size('b'), [name for name in dir() if name == 'none'], unwritten if False else 1)",
    )

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Values that can be compared."""
    kinds = (bool, int, float, str, list, dict, tuple, set, type(None))
    return {name: value for name, value in values.items() if isinstance(value, kinds)}
