"""What an emitted module keeps is excused by name, where it stands, and nothing else is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nbprod.extract.excusing import marked, named, unmended

BROKEN = {
    '"%s" % x': "UP031",
    '"%d" % (x + 1)': "UP031",
    'f = open("a")': "SIM115",
    'for line in open("a"):\n    pass': "SIM115",
    "try:\n    x()\nexcept Exception as e:\n    print(e)": "BLE001",
    "for i in y:\n    try:\n        i()\n    except Exception:\n        continue": "BLE001, S112",
    "try:\n    x()\nexcept Exception:\n    pass": "BLE001, S110",
    "def f(a=[]):\n    return a": "B006",
    "def f(a: int = None):\n    return a": "RUF013",
    "list(x)[0]": "RUF015",
    "a in x.keys()": "SIM118",
    'raise Exception("a")': "TRY002",
    "sum(x, [])": "RUF017",
    "class A:\n    x = []": "RUF012",
    "x is 1": "F632",
    '{"a": 1, "a": 2}': "F601",
    '"a b".split()': "SIM905",
    "class A(object):\n    pass": "UP004",
    "x = dict(a=1)": "C408",
    'f"{str(x)}"': "RUF010",
    'f"\\N{BULLET}"': "F541",
    '"a".format(x)': "F523",
    "any([f(a) for a in x])": "C419",
    "map(lambda a: a + 1, x)": "C417",
    'import os\n\nos.environ.get("N", 0)': "PLW1508",
    "int(round(x))": "RUF046",
    "def f(a):\n    for a in x:\n        a()": "PLR1704",
    "class A:\n    def f(self):\n        pass\n\n    def f(self, x):\n        pass": "F811",
    "i = 0\nfor a in x:\n    a(i)\n    i += 1": "SIM113",
    "for a in x:\n    y(lambda: a)": "B023",
    'def f():\n    limit = 3\n    x.query("a > @limit")': "F841",
    "try:\n    import torch\nexcept ImportError:\n    y = 1": "F401",
}
RULES = ["RUF100", *dict.fromkeys(code for said in BROKEN.values() for code in said.split(", "))]

FINE = [
    'b"%s" % x',
    'f"%s{x}" % x',
    'f"{x:.2f} {y:>{z}}"',
    '"%y" % x',
    '"%.1f" % (x * 100)',
    'with open("a") as f:\n    f.read()',
    'def f():\n    return open("a")',
    'open("a").close()',
    "try:\n    x()\nexcept Exception:\n    raise",
    "try:\n    x()\nexcept Exception as e:\n    raise ValueError from e",
    "try:\n    x()\nexcept ValueError:\n    print(1)",
    "def f(a=(), b=None):\n    return a, b",
    "list(x)[1]",
    "for i, a in enumerate(x):\n    a(i)",
    "i = 0\nfor a in x:\n    i += 1\nprint(i)",
    "i = 0\nfor a in x:\n    if a:\n        continue\n    i += 1",
    "for a in x:\n    y(sorted(a, key=lambda b: b))",
    "def f():\n    return [a for a in x]",
    "def f(a):\n    a = 1\n    return a",
    "import torch\nprint(torch)",
    "class A:\n    __slots__ = []",
]


def ruff(text: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--preview"]
    rules = ["--select", ",".join(RULES), "--target-version", "py311"]
    return subprocess.run([*command, *rules, "-"], input=text, capture_output=True, text=True)


@pytest.mark.parametrize("text", FINE)
def test_what_breaks_no_rule_is_not_excused(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize("text", BROKEN)
def test_what_breaks_a_rule_is_excused_by_its_name(text: str) -> None:
    found = [line for line in marked(text).split("\n") if "# noqa" in line]

    assert [line.partition("# noqa: ")[2] for line in found] == [BROKEN[text]]
    assert named(text) == tuple(sorted(BROKEN[text].split(", ")))


def test_linter_finds_nothing_then_and_no_excuse_in_vain() -> None:
    text = "\n\n".join(f"def g{n}(x):\n    {t.replace(chr(10), chr(10) + '    ')}"
                       for n, t in enumerate([*BROKEN, *FINE]) if "import" not in t)  # fmt: skip

    assert ruff(text).returncode == 1
    assert ruff(marked(text)).returncode == 0, ruff(marked(text)).stdout


def test_excuse_stands_where_a_text_or_a_broken_line_ends() -> None:
    assert marked('x = """\n%s\n""" % y').split("\n")[-1] == '""" % y  # noqa: UP031'
    assert marked('x = "%s" % y + \\\n    z').split("\n")[-1] == "    z  # noqa: UP031"


def test_own_names_are_not_taken_for_builtins() -> None:
    text = "def open(x):\n    return x\n\n\nf = open(1)"

    assert marked(text) == text


def test_matters_of_taste_are_left_to_the_settings() -> None:
    texts = ["x == None\nl = 1", "from a import *\nf = lambda: 1", "type(x) == str"]

    assert [marked(text) for text in texts] == texts
    assert unmended(texts) == ("E711", "E721", "E731", "E741", "F403", "F405")
    assert unmended(["x = 1"]) == ()
