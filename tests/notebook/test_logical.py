from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.logical import continued_line, logical_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ny", "x = 1"),
        ("f(\n1)\ny", "f(\n1)"),
        ("x = '''\n\n'''\ny", "x = '''\n\n'''"),
        ("x = a \\\n + b\ny", "x = a \\\n + b"),
        ("x = 'a\ny", "x = 'a"),
        ("x  # (\ny", "x  # ("),
        ("x = '\\\\'\ny", "x = '\\\\'"),
        ("x = '''a", "x = '''a"),
        ("(", "("),
        ("", ""),
    ],
)
def test_where_a_logical_line_ends(text: str, line: str) -> None:
    assert text[: logical_line(text, 0).end] == line


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("x = 1", " 1"),
        ("f(a=1)", None),
        ("x == 1", None),
        ("x += 1", None),
        ("x <= 1", None),
        ("(y := 1)", None),
        ("d[k] = a = 1", " a = 1"),
        ("x: int = 1", " 1"),
        ("'a=b'", None),
    ],
)
def test_where_the_right_side_begins(text: str, right: str | None) -> None:
    found = logical_line(text, 0).assign
    assert (None if found < 0 else text[found:]) == right


def test_a_question_is_a_last_token() -> None:
    assert logical_line("x? \ny", 0).asks
    assert not logical_line("x  # ?", 0).asks
    assert not logical_line("'x?'", 0).asks


def test_backslashes_join_lines() -> None:
    assert continued_line("a \\\n b\nc", 0) == 6
    assert continued_line("a \\", 0) == 3
    assert continued_line("a", 0) == 1


PIECES = st.sampled_from(
    ["x", " = ", "(", ")", "'a'", '"b"', "\n", "'''c\nd'''", "# e\n", "\\\n", "f'{g}'"]
)


@given(st.lists(PIECES).map("".join))
def test_the_tokenizer_ends_lines_at_the_same_places(text: str) -> None:
    try:
        compile(text, "x", "exec", ast.PyCF_ONLY_AST)
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (SyntaxError, tokenize.TokenError):
        return
    starts = [0, *(at + 1 for at, c in enumerate(text) if c == "\n")]
    lines = [token for token in tokens if token.type == tokenize.NEWLINE and token.string]
    theirs = [starts[token.start[0] - 1] + token.start[1] for token in lines]
    ours, at = set(), 0
    while at <= len(text):
        at = logical_line(text, at).end + 1
        ours.add(at - 1)
    assert set(theirs) <= ours
