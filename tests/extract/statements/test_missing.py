"""Statements that must fail, since a name that they read is bound by nothing."""

from __future__ import annotations

import sys

import pytest

from stories import emitted, planned

BELOW = "print(draw(3))"
old = pytest.mark.skipif(sys.version_info >= (3, 14), reason="annotations are evaluated when asked")


@pytest.mark.parametrize(
    "definition",
    [
        "@cached\ndef draw(n): return n",
        "def draw(n=limit): return n",
        "def draw(n, *, most=limit): return n",
        pytest.param("def draw(n: Limit): return n", marks=old),
        pytest.param("def draw(*n: Limit): return n", marks=old),
        pytest.param("def draw(n) -> Limit: return n", marks=old),
        pytest.param("class draw:\n    def __init__(self, n: Limit): pass", marks=old),
        pytest.param(
            "class draw:\n    limit: Limit = 3\n    def __init__(self, n): pass", marks=old
        ),
    ],
)
def test_a_definition_that_reads_one_when_it_is_made_is_left_out(definition: str) -> None:
    plan = planned("print('before')", definition, BELOW)

    assert [refused.cell.number for refused in plan.refused] == [1, 2]
    assert "is never bound" in plan.refused[0].reason


@pytest.mark.parametrize(
    "definition",
    [
        "def draw(n): return limit if n is None else n",
        "from __future__ import annotations\ndef draw(n: Limit) -> Limit: return n",
        "from __future__ import annotations\nclass draw:\n    limit: Limit\n    def __init__(self, n): ...",
        "def draw(n: 'Limit'): return n",
    ],
)
def test_one_that_is_read_later_or_by_nobody_is_kept(definition: str) -> None:
    assert planned(definition, BELOW).refused == ()
    assert "draw(3)" in "".join(emitted(definition, BELOW).values())
