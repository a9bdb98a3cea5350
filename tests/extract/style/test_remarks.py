"""Comments that say nothing go; strings and all other comments stay."""

from __future__ import annotations

import pytest

from nbprod.extract.style.remarks import without_idle_remarks


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x = f()  #", "x = f()"),
        ("x = f()  # noqa", "x = f()"),
        ("x = f()  #noqa: E501,F401", "x = f()"),
        ("x = f()  # why", "x = f()  # why"),
        ("x = f()  # noqaland", "x = f()  # noqaland"),
        ("x = 1  # @param {type: 'slider'}", "x = 1"),
        ("# @title Show the rain\n# @markdown  By day\nx = 1", "# Show the rain\n# By day\nx = 1"),
        ("# @titled\nx = 1  # see @title", "# @titled\nx = 1  # see @title"),
        ("#\n# Rain\n#\nx = 1", "#\n# Rain\n#\nx = 1"),
        ("x = 1\n#\ny = 2", "x = 1\n\ny = 2"),
        ("x = '''\na  # noqa\nb  #\n'''  #", "x = '''\na  # noqa\nb  #\n'''"),
    ],
)
def test_only_comments_that_say_nothing_go(text: str, left: str) -> None:
    assert without_idle_remarks(text) == left
