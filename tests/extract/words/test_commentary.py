"""What comments are about."""

from __future__ import annotations

import warnings

import pytest

from nbprod.extract.words.commentary import announces_imports, prose, says, tells_of_imports


@pytest.mark.parametrize(
    "said",
    [
        "# Show the first rows",
        "# first rows",
        "# check what is missing",
        "# everything but the last",
        "# x = so + was + were\n",
        "# noqa: this is no sentence",
    ],
)
def test_captions_and_code_tell_nothing(said: str) -> None:
    assert not says(said)


@pytest.mark.parametrize(
    "said",
    [
        "# Most stations are in the west",
        "# Check the west, because the east is dry",
        "# by default, lengths\n# are in feet",
        "# the rows don't match",
    ],
)
def test_sentences_tell_something(said: str) -> None:
    assert says(said)


def test_an_import_of_data_is_none_of_libraries() -> None:
    assert tells_of_imports("# Import pandas to make data")
    assert not tells_of_imports("# Import the rain data")
    assert announces_imports("# Import pandas to make data")
    assert not announces_imports("# requires Pillow")


def test_odd_escapes_in_comments_warn_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert prose("# f('\\d')\n# of days") == "# of days\n"


def test_code_that_is_switched_off_goes_as_a_whole() -> None:
    off = "# rain = load(\n#     'rain.csv',\n# )\n"

    assert prose(f"# of days\n{off}# of nights") == "# of days\n# of nights\n"
    assert prose("# as in (\n# of nights") == "# as in (\n# of nights\n"
    assert prose("# @title Rain\n# of days") == "# of days\n"
