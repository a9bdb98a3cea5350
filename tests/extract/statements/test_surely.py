"""What surely runs of a statement; Python itself says whether that is right."""

from __future__ import annotations

import ast
from unittest.mock import MagicMock

import pytest

from nbprod.extract.statements.surely import surely_run
from stories import planned

SURE = {
    "x = absent": True,
    "x = absent or known": True,
    "x = known or absent": False,
    "x = known if absent else known": True,
    "x = known if known else absent": False,
    "x = known < absent": True,
    "x = known < 0 < absent": False,
    "x = lambda y=absent: y": True,
    "x = lambda y: absent": False,
    "x = [known for y in absent]": True,
    "x = (absent for y in known)": False,
    "x = (known for y in absent)": True,
    "if absent:\n    pass": True,
    "if known:\n    pass\nelif absent:\n    pass": False,
    "if known and absent:\n    pass": False,
    "while absent:\n    break": True,
    "for y in absent:\n    pass": True,
    "for y in known:\n    absent": False,
    "match absent:\n    case 1:\n        pass": True,
    "match known:\n    case 1:\n        absent": False,
    "try:\n    absent\nexcept NameError:\n    pass": False,
    "with known:\n    if absent:\n        pass": True,
    "with absent:\n    pass": True,
    "assert absent": True,
    "assert known, absent": False,
    "class A:\n    x = absent": True,
    "class A:\n    def f(self):\n        return absent": False,
    "def f(x=absent):\n    pass": True,
    "def f(x: absent):\n    pass": True,
    "x: absent = known": True,
    "del absent": True,
}


@pytest.mark.parametrize(("statement", "sure"), SURE.items(), ids=SURE)
def test_what_surely_runs_fails_in_python_where_a_name_is_absent(
    statement: str, sure: bool
) -> None:
    (node,) = ast.parse(statement).body
    parts = surely_run(node, annotations=True)

    assert any(isinstance(n, ast.Name) and n.id == "absent" for n in parts) == sure

    known = MagicMock()
    known.__bool__.return_value = "and" not in statement
    known.__lt__ = lambda *_: False
    known.__exit__.return_value = False
    scope = {"known": known}
    if sure:
        with pytest.raises(NameError, match="'absent'"):
            exec(compile(statement, "cell", "exec", dont_inherit=True), scope)
    else:
        exec(compile(statement, "cell", "exec", dont_inherit=True), scope)


@pytest.mark.parametrize(
    "cell", ["for row in absent:\n    print(row)", "while absent > 1:\n    print(a)"]
)
def test_the_rest_runs_where_a_block_asks_for_what_nothing_binds(cell: str) -> None:
    plan = planned("a = 1", cell, "print(a)")

    assert [(r.cell.number, r.reason) for r in plan.refused] == [(1, "`absent` is never bound")]


def test_a_class_finds_where_it_is_made() -> None:
    assert not planned("class A:\n    log = __module__ + __qualname__\nprint(A.log)").refused


def test_deep_code_is_read() -> None:
    deep = planned("x = absent" + " + 1" * 300, "print(3)")
    elifs = planned("x = 1\nif x == 0:\n    pass\n" + "elif x == 2:\n    pass\n" * 80, "print(x)")

    assert [refused.reason for refused in deep.refused] == ["`absent` is never bound"]
    assert not elifs.refused
