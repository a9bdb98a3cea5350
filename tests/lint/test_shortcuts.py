"""Shortcuts that save time must not change an answer: each beside the long way."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.extract.decisions.concealing import is_suspect
from nbprod.flow.credentials import KINDS, NAMED, known
from nbprod.flow.shapes import descend
from nbprod.ledger.shell import split
from nbprod.lint.checks import credentials
from nbprod.lint.rulebook import choose, read_library
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read
from nbprod.place import Span
from snapshot import ROOT

BOOK = choose(read_library(), Config()).lookup
LETTERS = st.text(alphabet="ab c'\"\\|;&\n#$=-/.", max_size=30)
LEFT_OUT = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def test_descending_meets_what_walking_meets_in_the_same_order() -> None:
    for path in sorted(Path(credentials.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        walked = [node for node in ast.walk(tree) if not isinstance(node, LEFT_OUT)]

        met = [node for node in descend(tree) if not isinstance(node, LEFT_OUT)]
        assert met == walked


@given(LETTERS.filter(lambda text: not set(text) & set("|;&\n")))
def test_plain_words_are_split_as_a_shell_splits_them(text: str) -> None:
    try:
        words = shlex.split(text, comments=True)
    except ValueError:
        words = text.split()
    told = next(split(text, Span(1, 0, 1, 0)), None)
    said = [] if told is None else [told.program, *told.words]

    assert all(word.rpartition("/")[2] in said or word in words for word in said)
    assert told is None or list(told.words) == words[len(words) - len(told.words) :]


@given(st.text(alphabet="AKIX09 \n'=", max_size=30), st.text(alphabet=" \n'", max_size=3))
def test_a_credential_is_found_wherever_it_stands(before: str, between: str) -> None:
    token = "AKIA" + "Q4W7E2R9T5Y8U1P3"
    text = f"{before} {between}{token}"

    kinds = [kind for _, kind in known(text)]
    assert "AWS access key" in kinds


def test_a_private_key_is_found_though_its_form_holds_spaces() -> None:
    begins = "-----BEGIN RSA " + "PRIVATE KEY-----"

    assert [kind for _, kind in known(f"x = '{begins}'")] == ["private key"]


@given(st.from_regex(NAMED))
def test_a_cell_is_searched_wherever_a_name_speaks_of_a_secret(name: str) -> None:
    words = [word for word in name.split() if NAMED.search(word)]

    for word in words:
        plain = f"{word} = 'x'".lower()
        assert any(ends.search(plain) for ends in credentials._ENDS.values())
        assert is_suspect(plain)


@given(st.from_regex("|".join(KINDS.values()), fullmatch=True))
def test_a_cell_is_read_wherever_a_form_of_a_credential_stands(text: str) -> None:
    assert is_suspect(text)


def test_checks_that_wait_for_words_say_nothing_of_other_calls() -> None:
    waiting = {one for found in (*BOOK.named.values(), *BOOK.given.values()) for one in found}
    asked = 0
    for path in sorted((ROOT / "fixtures").glob("*/notebook.ipynb")):
        found = read(str(path), path.read_bytes())
        analysis = Analysis(found) if isinstance(found, Notebook) else None
        for record in analysis.records if analysis else ():
            for call in record.calls:
                words = {call.written.rpartition(".")[2], *(k.arg for k in call.node.keywords)}
                for one in waiting:
                    check: Any = one.check
                    if not words & (check.named | check.given):
                        asked += 1
                        assert list(one.ask(call, analysis)) == []

    assert asked > 500
