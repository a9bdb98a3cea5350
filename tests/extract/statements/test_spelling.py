"""What is written otherwise so that it means in a module what it meant in the notebook."""

from __future__ import annotations

import pytest

from stories import emitted


def text(*cells: str) -> str:
    return "".join(emitted(*cells).values())


@pytest.mark.parametrize(
    ("come", "call"),
    [
        ("from IPython.display import clear_output", "clear_output(wait=True)"),
        ("import IPython.display as shown", "shown.clear_output()"),
        ("from IPython.core.display import clear_output as wipe", "wipe(True)"),
    ],
)
def test_an_output_is_not_wiped_where_there_is_none(come: str, call: str) -> None:
    loop = f"for n in range(3):\n    {call}\n    print(n)"
    define = f"def show(n):\n    if n:\n        {call}\n    print(n)"
    found = text(f"{come}\n{define}", loop, "show(1)")

    assert call not in found
    assert "IPython" not in found
    assert "pass" not in found


def test_a_method_of_that_name_is_the_notebooks_own() -> None:
    define = "class Screen:\n    def clear_output(self):\n        print('gone')"

    assert "screen.clear_output()" in text(
        define, "screen = Screen()\nfor _ in range(2):\n    screen.clear_output()"
    )
