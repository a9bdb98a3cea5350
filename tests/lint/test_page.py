"""Pages as a whole: sections in their order, examples as notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.errors import RulePageError
from nbprod.lint.page import Page, read_page

PAGE = """\
# Old warehouse

```toml
code     = "ACME001"
severity = "error"
since    = "1.0"
message  = "found"
help     = "do something else"
check    = "some.check"
```

The old warehouse is read.

## Why

It is switched off in May.

## Bad

```python
1  # <- here
```

## Good

```python
## Why this comment is no heading
2
```

## Allow it when

Never.
"""


def page(folder: Path, text: str) -> Page:
    path = folder / "old-warehouse.md"
    path.write_text(text, "utf-8")
    return read_page(path, "acme")


def test_sections_are_kept_by_heading(tmp_path: Path) -> None:
    read = page(tmp_path, PAGE)

    assert read.intro == "The old warehouse is read."
    assert list(read.sections) == ["Why", "Bad", "Good", "Allow it when"]
    assert read.sections["Why"] == "It is switched off in May."


def test_a_heading_inside_a_fence_is_code(tmp_path: Path) -> None:
    (good,) = page(tmp_path, PAGE).good

    assert good.notebook.cells[0].source == "## Why this comment is no heading\n2"


WRONG = {
    "a section is missing": (
        ("## Why\n\nIt is switched off in May.\n\n", ""),
        "section '## Why' is missing or empty",
    ),
    "a section is empty": (
        ("It is switched off in May.\n", ""),
        "section '## Why' is missing or empty",
    ),
    "a heading is unknown": (("## Why", "## Because"), ":14: heading '## Because' is unknown"),
    "sections are out of order": (("## Allow it when", "## Bad"), ":31: heading '## Bad' is"),
    "a fence is left open": (("2\n```", "2\n"), "a fence in this section is never closed"),
    "no introduction": (("The old warehouse is read.\n", ""), "say in a sentence"),
    "a section without a cell": (
        ("```python\n1  # <- here\n```", "none"),
        ":19: this section needs a fence",
    ),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_page_is_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in PAGE

    with pytest.raises(RulePageError) as error:
        page(tmp_path, PAGE.replace(*change, 1))

    assert said in str(error.value)


def test_a_retired_page_needs_its_head_only(tmp_path: Path) -> None:
    head = PAGE[: PAGE.index("## Why")].replace("check    =", 'retired = "2.0"\ncheck    =')

    assert page(tmp_path, head).rule.retired == "2.0"
