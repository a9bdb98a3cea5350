"""Texts that stand alone between statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories import emitted, only_stage, planned


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("'''Rain of the harbour.'''", "    # Rain of the harbour.\n"),
        ("'''\nRain.\n\n  In mm.\n'''", "    # Rain.\n    #\n    #   In mm.\n"),
        ("'''grid = {'a': 1}\n   grid.pop()'''", "    # grid = {'a': 1}\n    # grid.pop()\n"),
    ],
)
def test_it_becomes_the_comment_that_its_author_meant(text: str, comment: str) -> None:
    code = only_stage(emitted(f"rain = [1, 2]\n{text}\nprint(sum(rain))"))

    assert f"    rain = [1, 2]\n{comment}    print(sum(rain))\n" in code


@pytest.mark.parametrize(
    "cell",
    [
        "print(3)\n'shown below'",
        "'beside'; print(3)",
        "'beside nothing';\nprint(3)",
        "if print(3) is None:\n    'within'",
        "'''\n'''\nprint(3)",
        "'bell\\a'\nprint(3)",
        "'type: ignore'\nprint(3)",
        "'fmt: off'\nprint(3)",
    ],
)
def test_what_is_shown_beside_others_or_unreadable_is_none(cell: str) -> None:
    assert "    #" not in only_stage(emitted(cell))


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_breaks_what_stands_around_it(text: str) -> None:
    code = only_stage(emitted(f"rain = 3\n{text!r}\nprint(rain)"))

    compile(code, "stage", "exec")
    assert "    print(rain)\n" in code


def test_a_secret_in_a_remark_does_not_get_out() -> None:
    key = "AKIA" + "Z3MPQ7RWT5XK2VNB"
    code = emitted(f"rain = 3\n'''key = \"{key}\"'''\nprint(rain)")

    assert not any(key in text for text in code.values())
    assert planned("'''Rain.'''\nprint(3)").left_out == ()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("for mm in [1]:\n    print(mm)\n    'wet'", "        # wet\n"),
        (
            "if 3 > len('a'):\n    '''wet\n    days'''\n    print(3)",
            "        # wet\n        # days\n",
        ),
        (
            "try:\n    print(1)\n    'tried'\nexcept ValueError:\n    'failed'\n    print(2)",
            "# failed\n",
        ),
        ("def f():\n    'Doc.'\n    'wet'\n    return 3\nprint(f())", "    # wet\n"),
    ],
)
def test_within_a_block_it_does_so_too(cell: str, told: str) -> None:
    assert told in "".join(emitted(cell).values())


@pytest.mark.parametrize(
    "cell",
    [
        "for mm in [1]:\n    'a'\n    'b'",
        "def f():\n    'Doc.'\nprint(f.__doc__)",
        "if print(3):\n    3\n    'b'",
    ],
)
def test_a_block_keeps_what_it_needs(cell: str) -> None:
    for text in emitted(cell).values():
        assert "#" not in text.replace("# name: function", "").replace("# noqa", "")
        compile(text, "stage", "exec")
