"""Which sentences of a notebook may stand under a function."""

from __future__ import annotations

import pytest

from nbprod.extract.words.sentences import deed, first_paragraph, first_sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "You can also change the region.",
        "Please install the station's library.",
        "Readers may skip the next cell.",
        "This notebook shows how rain is measured.",
        "Let's draw it.",
        "Notice that the first axis was a diagonal.",
        "We also support saving to a file.",
        "What do we measure here?",
        "Wow, that is a lot of rain!",
        "Distribution of rain",
        "Rain is kept by day.",
        "Based on this interval, we are sure that it rains.",
        "Test stations stand in the east.",
        "Start by loading the stations.",
        "We use our new stations.",
        "See the stations of Bergen.",
        "The rain of Bergen (as measured.",
        "Taken from https://example.com/rain.",
        "wet --> dry.",
    ],
)
def test_what_speaks_to_the_reader_is_no_docstring(sentence: str) -> None:
    assert deed(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("We scale each column to unit variance.", "Scale each column to unit variance."),
        ("Now we'll count wet days.", "Count wet days."),
        ("Run the model selection.", "Run the model selection."),
        ("I'll use the stations of Bergen.", "Use the stations of Bergen."),
    ],
)
def test_what_tells_the_work_is_one(sentence: str, said: str) -> None:
    assert deed(sentence) == said


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "We count wet days (e.g. those with rain, i.e. over 1 mm). Then we plot."

    assert first_sentence(text) == "We count wet days (e.g. those with rain, i.e. over 1 mm)."


def test_a_link_with_brackets_in_its_address_leaves_its_words_alone() -> None:
    assert first_paragraph("We read [rain](http://a/b_(c).html) daily.") == "We read rain daily."


@pytest.mark.parametrize(
    "first",
    [
        "[![Build](https://a/b.svg)](https://a/b)",
        "[Open it](https://a/b) | [View source](https://c/d)",
        "This page's CI test result is as follows. More results stand below.",
    ],
)
def test_a_badge_is_no_paragraph_of_its_own(first: str) -> None:
    assert first_paragraph(f"{first}\n\nRain is read daily.") == "Rain is read daily."


def test_what_markdown_was_told_to_leave_alone_is_left_alone() -> None:
    assert first_paragraph(r"Rain is read as in \[1\].") == "Rain is read as in [1]."
