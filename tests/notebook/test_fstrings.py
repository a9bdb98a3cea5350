from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.fstrings import exchange_quotes

NEW = {
    'f"{row["a"]}"': "f\"{row['a']}\"",
    "f'{f('x')} {d['k']}'": 'f\'{f("x")} {d["k"]}\'',
    'f"{x:>{w["k"]}}"': "f\"{x:>{w['k']}}\"",
    "rf'{a['b']}\\d'": "rf'{a[\"b\"]}\\d'",
}
OLD = ['f"{{}}" "a"', "'{a['", 'f"{a}" + "b"', '"""a"b"""', 'f"""{a["b"]}"""', "# f'{a['b']}'", "x"]


@pytest.mark.parametrize("source", NEW)
def test_inner_quotes_are_exchanged(source: str) -> None:
    assert exchange_quotes(source) == NEW[source]
    ast.parse(NEW[source])


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the text is new Python")
@pytest.mark.parametrize("source", NEW)
def test_the_exchange_means_the_same(source: str) -> None:
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(NEW[source]))


@pytest.mark.parametrize("source", OLD)
def test_other_text_stays(source: str) -> None:
    assert exchange_quotes(source) == source


@given(st.text("f'\"{}x[]\\\n# "))
def test_the_exchange_changes_quotes_alone(source: str) -> None:
    new = exchange_quotes(source)
    assert len(new) == len(source)
    assert all(a == b or {a, b} == {"'", '"'} for a, b in zip(source, new, strict=True))
