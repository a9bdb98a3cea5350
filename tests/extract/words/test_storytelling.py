"""What markdown tells of the code below it."""

from __future__ import annotations

from nbprod.extract.words.storytelling import read_story
from stories import notebook


def test_what_a_comment_tells_goes_without_where_links_lead() -> None:
    story = read_story(notebook("#md # Rain", "rain = 1", "#md ## Sum up[[sum-up!]]", "sum(rain)"))

    assert story.passed(1, 4) == ["Sum up"]
