"""`__doc__` is what it was in the notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories import run_package

IPYTHON = "Automatically created module for IPython interactive environment"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("print(__doc__)",), IPYTHON),
        (('"""Rain in the hills."""\nx = 1', "print(__doc__)"), "Rain in the hills."),
        (('"""Rain in the hills."""\nprint(__doc__)',), "Rain in the hills."),
        (("x = 1\n'shown'", "print(__doc__)"), IPYTHON),
        (("def told():\n    return __doc__\nprint(told())",), IPYTHON),
    ],
)
def test_the_text_of_the_notebook_is_told_as_ipython_has_it(
    cells: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert run_package(tmp_path, *cells).printed == told + "\n"
