"""Which findings an extraction is told of."""

from __future__ import annotations

from dataclasses import replace

from nbprod.config import Config
from nbprod.finding import Severity
from nbprod.lint.rulebook import read_library
from nbprod.run.standing import standing
from stories import notebook

CELLS = ("import random, os", "x = random.random()", "print(os.listdir('.'), x)", "print(y)")


def rules(config: Config) -> set[str]:
    return {finding.rule for finding in standing(notebook(*CELLS), config).findings}


def test_hints_and_what_an_extraction_settles_are_not_told() -> None:
    assert rules(Config()) == {"unseeded-draw"}


def test_the_settings_of_the_project_are_heard() -> None:
    assert rules(replace(Config(), ignore=("unseeded-draw",))) == set()
    loud = replace(Config(), severity={"unsorted-listing": Severity.ERROR})
    assert rules(loud) == {"unseeded-draw", "unsorted-listing"}


def test_rules_of_literals_are_named() -> None:
    found = standing(notebook("print(open('/home/me/a').read())"), Config())

    assert "absolute-path" in found.of_literals
    assert "untracked-file" not in found.of_literals


def test_every_page_that_settles_is_known_to_an_extraction() -> None:
    rules = read_library().by_name

    assert rules["install-in-notebook"].extraction == "settles"
    assert rules["literal-url"].extraction == "lifts"
    assert rules["unseeded-draw"].extraction == ""
