"""Shell lines cut into commands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.ledger.shell import Command, commands, split
from nbprod.notebook.model import Magic
from nbprod.place import Span

AT = Span(3, 0, 3, 40)


def said(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(command.program, command.words) for command in split(text, AT)]


def test_quotes_hold_words_together() -> None:
    assert said("curl -H 'a: b; c' x") == [("curl", ("-H", "a: b; c", "x"))]


def test_prefixes_and_assignments_are_passed_over() -> None:
    assert said("A=1 sudo /usr/bin/wget x") == [("wget", ("x",))]


def test_a_quote_that_never_closes_is_cut_at_spaces() -> None:
    assert said("echo it's") == [("echo", ("it's",))]


def test_each_line_of_a_body_has_its_place() -> None:
    magic = Magic("cell", "bash", "", Span(1, 0, 1, 6), "cd x\n\nwget a \\\n  b\n# no\nls")
    found = [(c.program, c.at.line) for c in commands(magic)]

    assert found == [("cd", 2), ("wget", 4), ("ls", 7)]


def test_options_are_found_in_each_form() -> None:
    command = Command("x", ("-o", "a", "--out=b", "c"), AT)

    assert command.option("-o") == "a"
    assert command.option("--out") == "b"
    assert command.option("-z") == ""
    assert command.plain == ("a", "c")


@given(st.text(max_size=80))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(command.program or command.words is not None for command in split(text, AT))
