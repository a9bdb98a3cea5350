"""Every law of a page, put to every page that is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nbprod.knowledge import home
from nbprod.lint.laws import LAWS, Law, breaches
from nbprod.lint.page import Page, read_page
from nbprod.lint.rulebook import pages, read_library

LIBRARY = read_library()
PAGES = [read_page(path, family) for path, family in pages(home())]
CODES = {
    "hidden-state": "NBP1",
    "hardcoded-path": "NBP2",
    "gpu-only": "NBP3",
    "data-source": "NBP4",
    "nondeterminism": "NBP5",
    "environment": "NBP6",
    "import": "NBP7",
    "errors": "NBP8",
    "secret": "NBP90",
    "security": "NBP91",
    "personal-data": "NBP92",
    "leakage": "NBP93",
    "cost": "NBP94",
    "structure": "NBP95",
}
"""Where each family's codes begin, as `rules/README.md` says."""


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize(
    "page", [p for p in PAGES if not p.rule.retired], ids=lambda page: page.rule.name
)
def test_page_keeps(page: Page, law: Law) -> None:
    broken = list(law(page, LIBRARY))

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.name)
def test_code_begins_as_its_family_does(page: Page) -> None:
    assert page.rule.code.startswith(CODES[page.rule.family])


def test_no_code_and_no_name_is_used_twice() -> None:
    used = Counter(word for page in PAGES for word in (page.rule.code, page.rule.name))

    assert [word for word, times in used.items() if times > 1] == []


def test_pages_end_in_one_line_break() -> None:
    for path, _ in pages(home()):
        text = path.read_bytes().decode("utf-8")

        assert text.endswith("\n") and not text.endswith("\n\n"), path


YOURS = """\
# Our loader

```toml
code     = "ACME001"
severity = "{severity}"
since    = "1.0"
message  = "`{{callee}}` reads the old warehouse"
help     = "do something else"

[[match]]
{match}
```

The old warehouse is read.

## Why

It is switched off in May.

## Bad

```python
from warehouse import load

rows = load("sales")  # <- here
```

## Good

```python
from lake import load

rows = load("sales")
```

## Allow it when

Never.
"""


def your_page(folder: Path, match: str, *, severity: str = "error") -> Page:
    path = folder / "acme" / "old-warehouse.md"
    path.parent.mkdir()
    path.write_text(YOURS.format(match=match, severity=severity), "utf-8")
    return read_page(path, "acme")


def test_a_page_of_your_own_is_held_to_the_same_laws(tmp_path: Path) -> None:
    page = your_page(tmp_path, 'call = "warehouse.load"')

    assert list(breaches(page, read_library((tmp_path,)))) == []


def test_an_arrow_that_nothing_finds_is_a_breach(tmp_path: Path) -> None:
    page = your_page(tmp_path, 'call = "warehouse.lod"')

    (said,) = breaches(page, read_library((tmp_path,)))
    assert said.endswith("old-warehouse.md:22: cell 1:3 has an arrow, but nothing is found")


def test_a_good_example_that_is_found_is_a_breach(tmp_path: Path) -> None:
    page = your_page(tmp_path, 'call = ["warehouse.load", "lake.load"]')

    (said,) = breaches(page, read_library((tmp_path,)))
    assert "cell 1:3 is found by old-warehouse" in said


def test_a_value_that_a_table_does_not_provide_is_a_breach(tmp_path: Path) -> None:
    page = your_page(tmp_path, 'import = "warehouse"')

    (said,) = breaches(page, read_library((tmp_path,)))
    assert said.endswith("not every [[match]] table provides {callee}")


def test_a_wrong_pattern_is_a_breach(tmp_path: Path) -> None:
    page = your_page(tmp_path, "string = '('")

    said = next(breaches(page, read_library((tmp_path,))))
    assert "the pattern '(' of a rule page is wrong" in said
