"""What a page must hold besides its form, so that it is true.

Each law takes a page and the library it belongs to, and yields a sentence for each breach, with
the line of the page. The tests put every law to every page of `rules/`, and `nbprod rules check`
puts them to yours.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterator

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.errors import NbprodError
from nbprod.finding import Finding
from nbprod.lint.engine import lint
from nbprod.lint.example import Example
from nbprod.lint.fixing import fix
from nbprod.lint.head import shown
from nbprod.lint.lookup import apply
from nbprod.lint.matchers import VALUES
from nbprod.lint.narrowing import compiled
from nbprod.lint.options import defaults
from nbprod.lint.page import Page
from nbprod.lint.rulebook import Library, Rulebook, choose

LONGEST_HELP = 110
"""Characters; what needs more belongs into `## Why` or `## Good`."""

Law = Callable[[Page, Library], Iterator[str]]


def bad_yields_exactly_its_arrows(page: Page, library: Library) -> Iterator[str]:
    """The rule finds something at each arrow, and nowhere else."""
    for example in page.bad:
        found = [f for f in found_in(example, page, library) if f.rule == page.rule.name]
        said = Counter((f.place.cell.number, f.place.span.line) for f in found)
        meant = Counter(example.arrows)
        for cell, line in (meant - said).elements():
            yield f"{_at(page, example)}: cell {cell + 1}:{line} has an arrow, but nothing is found"
        for cell, line in (said - meant).elements():
            yield f"{_at(page, example)}: cell {cell + 1}:{line} is found, but has no arrow"
    if not any(example.arrows for example in page.bad):
        yield f"{shown(page.rule.path)}: no example under '## Bad' has an arrow: # <- here"


def good_yields_nothing(page: Page, library: Library) -> Iterator[str]:
    """No rule finds anything: no page may recommend what another forbids."""
    for example in page.good:
        yield from _clean(found_in(example, page, library), page, example)
        if example.arrows:
            yield f"{_at(page, example)}: an example under '## Good' cannot have arrows"


def bad_becomes_what_is_shown(page: Page, library: Library) -> Iterator[str]:
    """Fixes turn *Bad* into *Becomes*, and nothing is found in that."""
    for example in page.becomes:
        bad = next((one for one in page.bad if one.title == example.title), None)
        if bad is None:
            yield f"{_at(page, example)}: no example under '## Bad' has the same heading"
            continue
        fixed = fix(bad.notebook, _book(page, library), unsafe=True, tracked=bad.tracked)
        pairs = zip(fixed.notebook.cells, example.notebook.cells, strict=False)
        for cell, wanted in pairs:
            if cell.source != wanted.source:
                yield f"{_at(page, example)}: cell {cell.ref.number + 1} becomes {cell.source!r}"
        if len(fixed.notebook.cells) != len(example.notebook.cells):
            yield f"{_at(page, example)}: has another number of cells than its '## Bad'"
        yield from _clean(fixed.left, page, example)


def a_fix_is_shown(page: Page, library: Library) -> Iterator[str]:
    """Whoever offers a fix shows it, and who shows one offers it."""
    offers = any(
        found.fix
        for example in page.bad
        for found in found_in(example, page, library)
        if found.rule == page.rule.name
    )
    if offers and not page.becomes:
        yield f"{shown(page.rule.path)}: the rule offers a fix; show it under '## Becomes'"
    if page.becomes and not offers:
        yield f"{shown(page.rule.path)}: '## Becomes' shows a fix, but the rule offers none"


def message_names_what_is_provided(page: Page, library: Library) -> Iterator[str]:
    """The message names values of its tables; those of a check are seen when *Bad* is linted."""
    texts = (page.rule.message, page.rule.help)
    fields = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    for name in sorted(fields):
        known = [VALUES[matcher.subject] for matcher in page.rule.matchers]
        if not name.isidentifier():
            yield f"{shown(page.rule.path)}: the message names {name!r}, which is no plain name"
        elif not page.rule.check and not all(name in values for values in known):
            yield f"{shown(page.rule.path)}: not every [[match]] table provides {{{name}}}"


def help_is_one_move(page: Page, library: Library) -> Iterator[str]:
    """What to do next is said in half a sentence that begins small, as the message does."""
    said = page.rule.help
    if not said or said != said.strip() or said.endswith(".") or "\n" in said:
        yield f"{shown(page.rule.path)}: help is half a sentence without a full stop"
    elif len(said) > LONGEST_HELP:
        yield f"{shown(page.rule.path)}: help has {len(said)} characters; {LONGEST_HELP} are enough"


def tables_hold(page: Page, library: Library) -> Iterator[str]:
    """Patterns are regular expressions, the check is there, and its options are what it takes."""
    try:
        apply(page.rule)
        for matcher in page.rule.matchers:
            compiled(matcher.first)
            compiled(matcher.pattern)
    except NbprodError as error:
        yield f"{shown(page.rule.path)}: {error}"


def options_are_explained(page: Page, library: Library) -> Iterator[str]:
    """`## Options` speaks of every option, and is there only where there are some."""
    applied = apply(page.rule)
    options = defaults(applied.check) if applied.check else {}
    text = page.sections.get("Options", "")
    for name in options:
        if f"`{name.replace('_', '-')}`" not in text:
            yield f"{shown(page.rule.path)}: '## Options' does not explain `{name.replace('_', '-')}`"
    if text and not options:
        yield f"{shown(page.rule.path)}: '## Options' explains options that the rule does not have"


LAWS: tuple[Law, ...] = (
    tables_hold,
    message_names_what_is_provided,
    help_is_one_move,
    bad_yields_exactly_its_arrows,
    good_yields_nothing,
    bad_becomes_what_is_shown,
    a_fix_is_shown,
    options_are_explained,
)


def breaches(page: Page, library: Library) -> Iterator[str]:
    """Every breach of every law; those that make the others senseless come alone."""
    if page.rule.retired:
        return
    form, rest = LAWS[:3], LAWS[3:]
    broken = [said for law in form for said in law(page, library)]
    yield from broken
    for law in () if broken else rest:
        yield from law(page, library)


def found_in(example: Example, page: Page, library: Library) -> tuple[Finding, ...]:
    """What the page's rule and all rules that are on by default find in an example."""
    return lint(Analysis(example.notebook, example.tracked), _book(page, library))


def _book(page: Page, library: Library) -> Rulebook:
    return choose(library, Config(extend_select=(page.rule.name,)))


def _clean(found: tuple[Finding, ...], page: Page, example: Example) -> Iterator[str]:
    for one in found:
        place = f"cell {one.place.cell.number + 1}:{one.place.span.line}"
        yield f"{_at(page, example)}: {place} is found by {one.rule}: {one.message}"


def _at(page: Page, example: Example) -> str:
    return f"{shown(page.rule.path)}:{example.line}"
