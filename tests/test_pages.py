"""Every law of a page, for every page that is there."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.finding import Finding
from nbprod.knowledge import home
from nbprod.lint.engine import lint
from nbprod.lint.example import Example
from nbprod.lint.fixing import fix
from nbprod.lint.matchers import VALUES
from nbprod.lint.page import Page, read_page
from nbprod.lint.rulebook import Rulebook, choose, pages, read_library

LIBRARY = read_library()
PAGES = {path.stem: read_page(path, family) for path, family in pages(home())}
IN_SERVICE = [page for page in PAGES.values() if not page.rule.retired]


def rulebook_with(page: Page) -> Rulebook:
    """All rules that are on by default, and the page's own."""
    return choose(LIBRARY, Config(extend_select=(page.rule.name,)))


def found_in(example: Example, page: Page) -> tuple[Finding, ...]:
    return lint(Analysis(example.notebook, example.tracked), rulebook_with(page))


def shown(findings: tuple[Finding, ...]) -> list[str]:
    return [
        f"cell {f.place.cell.number}:{f.place.span.line} {f.rule}: {f.message}" for f in findings
    ]


def each_page(pages: list[Page]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.rule.name)


def each_example(section: str) -> pytest.MarkDecorator:
    cases = [
        pytest.param(page, one, id=f"{page.rule.name}:{one.line}")
        for page in IN_SERVICE
        for one in getattr(page, section)
    ]
    return pytest.mark.parametrize(("page", "example"), cases)


@each_example("bad")
def test_bad_cells_yield_exactly_the_arrows(page: Page, example: Example) -> None:
    found = tuple(f for f in found_in(example, page) if f.rule == page.rule.name)

    places = sorted((f.place.cell.number, f.place.span.line) for f in found)
    assert places == list(example.arrows), "\n".join(shown(found))


@each_page(IN_SERVICE)
def test_bad_has_an_arrow(page: Page) -> None:
    assert any(example.arrows for example in page.bad)


@each_example("good")
def test_good_cells_yield_nothing_from_any_rule(page: Page, example: Example) -> None:
    assert shown(found_in(example, page)) == []
    assert not example.arrows


@each_example("becomes")
def test_bad_becomes_what_the_page_says(page: Page, example: Example) -> None:
    (bad,) = [one for one in page.bad if one.title == example.title]

    fixed = fix(bad.notebook, rulebook_with(page), unsafe=True, tracked=bad.tracked)

    assert [c.source for c in fixed.notebook.cells] == [c.source for c in example.notebook.cells]
    assert shown(fixed.left) == []
    assert fixed.dropped == ()


@each_page(IN_SERVICE)
def test_a_fix_is_shown(page: Page) -> None:
    fixable = any(
        f.fix for one in page.bad for f in found_in(one, page) if f.rule == page.rule.name
    )

    assert fixable == page.has_fix


@each_page(IN_SERVICE)
def test_message_names_only_values_that_its_tables_provide(page: Page) -> None:
    named = {
        field for _, field, _, _ in string.Formatter().parse(page.rule.message) if field is not None
    }

    assert all(field.isidentifier() for field in named)
    if not page.rule.check:
        for matcher in page.rule.matchers:
            assert named <= VALUES[matcher.subject], matcher


@each_page(list(PAGES.values()))
def test_code_belongs_to_the_family(page: Page) -> None:
    families = {
        other.rule.family for other in PAGES.values() if other.rule.code[:4] == page.rule.code[:4]
    }

    assert len(families) == 1 or page.rule.code.startswith("NBP9")


@each_page(IN_SERVICE)
def test_patterns_compile_and_checks_are_found(page: Page) -> None:
    from nbprod.lint.lookup import apply
    from nbprod.lint.narrowing import compiled

    apply(page.rule)
    for matcher in page.rule.matchers:
        compiled(matcher.first)
        compiled(matcher.pattern)


def test_pages_are_utf8_and_end_in_one_line_break() -> None:
    for path, _ in pages(home()):
        text = Path(path).read_bytes().decode("utf-8")
        assert text.endswith("\n") and not text.endswith("\n\n"), path
