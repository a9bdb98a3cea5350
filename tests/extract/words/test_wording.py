"""Words of a notebook where Markdown would read more into them."""

from __future__ import annotations

import pytest

from nbprod.extract.words.naming import without_anchor
from nbprod.extract.words.wording import cell


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Rain [1] of two", "Rain [1] of two"),
        ("[a](b) [c]", r"\[a](b) \[c]"),
        ("[a [b](c)](d)", r"\[a \[b](c)](d)"),
        ("[`a`](b)", r"\[`a`](b)"),
        ("a|b", r"a\|b"),
        ("`x[0] <b>` <i> \\", r"`x[0] <b>` &lt;i> \\"),
    ],
)
def test_only_what_makes_a_link_or_a_tag_is_escaped(text: str, written: str) -> None:
    assert cell(text) == written


@pytest.mark.parametrize("heading", ["Rain [[rain-daily]]", "Rain[[rain, daily!]]", "Rain {#rain}"])
def test_the_anchor_of_a_heading_is_no_part_of_it(heading: str) -> None:
    assert without_anchor(heading) == "Rain"
