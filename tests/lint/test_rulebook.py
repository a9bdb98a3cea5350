"""Which rules hold, and what is said about words that name none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.config import Config
from nbprod.errors import ConfigError, RulePageError
from nbprod.finding import Severity
from nbprod.lint.rule import Rule
from nbprod.lint.rulebook import Library, choose, read_library

Make = Callable[..., Rule]


@pytest.fixture
def three(make_rule: Make) -> Library:
    """Two families, one rule that is off by default, and one out of service."""
    match = '[[match]]\ncall = "a.b"'
    first = replace(make_rule(match, name="first", number=101), family="one")
    second = replace(make_rule(match, name="second", number=102), family="one", default=False)
    third = replace(make_rule(match, name="third", number=201), family="two")
    gone = replace(make_rule(match, name="gone", number=202), family="two", retired="0.7")
    return Library((first, second, third, gone))


CHOICES = {
    "all that are on by default": ({}, {"first", "third"}),
    "by name": ({"select": ("second",)}, {"second"}),
    "by code": ({"select": ("ACME201",)}, {"third"}),
    "by beginning of a code": ({"select": ("ACME1",)}, {"first", "second"}),
    "by family": ({"select": ("two",)}, {"third"}),
    "all": ({"select": ("all",)}, {"first", "second", "third"}),
    "one more": ({"extend_select": ("second",)}, {"first", "second", "third"}),
    "without a family": ({"ignore": ("one",)}, {"third"}),
    "a name is more exact than a family": (
        {"select": ("first", "two"), "ignore": ("one",)},
        {"first", "third"},
    ),
    "ignore wins at a draw": ({"select": ("first",), "ignore": ("first",)}, set()),
    "a code's beginning is more exact than a shorter one": (
        {"select": ("ACME10",), "ignore": ("ACME1",)},
        {"first", "second"},
    ),
}


@pytest.mark.parametrize(("said", "names"), CHOICES.values(), ids=CHOICES.keys())
def test_rules_are_selected(
    three: Library, said: dict[str, tuple[str, ...]], names: set[str]
) -> None:
    assert choose(three, Config(**said)).selected == names  # type: ignore[arg-type]


def test_the_most_exact_word_sets_the_severity(three: Library) -> None:
    said = {"first": Severity.ERROR, "one": Severity.INFO, "all": Severity.INFO}

    book = choose(three, Config(severity=said))

    assert {r.name: r.severity for r in book.rules} == {
        "first": Severity.ERROR,
        "third": Severity.INFO,
    }


@pytest.mark.parametrize("setting", ["select", "extend_select", "ignore"])
def test_an_unknown_rule_is_named_with_the_nearest(three: Library, setting: str) -> None:
    config = Config(**{setting: ("frist",)}, origins={setting: "pyproject.toml:12"})  # type: ignore[arg-type]

    with pytest.raises(
        ConfigError, match=r'^pyproject.toml:12: unknown rule "frist"; did you mean "first"'
    ):
        choose(three, config)


def test_a_retired_rule_is_said_to_be_so(three: Library) -> None:
    with pytest.raises(ConfigError, match=r'rule "gone" was retired in 0.7'):
        choose(three, Config(ignore=("gone",)))


def test_options_are_for_single_rules(three: Library) -> None:
    with pytest.raises(
        ConfigError, match='options are set for one rule by its name, not for "one"'
    ):
        choose(three, Config(options={"one": {"limit": 3}}))


def test_a_rule_without_options_refuses_them(three: Library) -> None:
    with pytest.raises(ConfigError, match='rule "first" has no options'):
        choose(three, Config(options={"first": {"limit": 3}})).lookup  # noqa: B018


def test_pages_are_read_from_a_folder_of_your_own(tmp_path: Path) -> None:
    write(tmp_path / "acme" / "mine.md", "ACME001")
    write(tmp_path / "loose.md", "ACME002")

    library = read_library((tmp_path,))

    assert library.by_name["mine"].family == "acme"
    assert library.by_name["loose"].family == tmp_path.name


def test_a_code_that_is_taken_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "acme" / "mine.md", "NBP701")

    with pytest.raises(RulePageError, match=r'mine.md: "NBP701" is taken by .*star-import.md'):
        read_library((tmp_path,))


def test_a_page_of_your_own_brings_no_code(tmp_path: Path) -> None:
    write(tmp_path / "acme" / "mine.md", "ACME001", 'check = "errors.stored_error"')

    with pytest.raises(RulePageError, match=r"mine.md: a page of your own"):
        read_library((tmp_path,))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere is no folder of rule pages"):
        read_library((tmp_path / "nowhere",))


def write(path: Path, code: str, rest: str = '[[match]]\ncall = "a.b"') -> None:
    path.parent.mkdir(exist_ok=True)
    head = f'code = "{code}"\nseverity = "info"\nsince = "1"\nmessage = "m"\nhelp = "h"\n{rest}'
    path.write_text(f"# T\n\n```toml\n{head}\n```\n", "utf-8")
