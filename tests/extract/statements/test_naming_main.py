"""`__name__` is what it was in the notebook."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from stories import emitted, only_stage, run_notebook, run_package

OWN = "import logging\nlog = logging.getLogger(__name__)"
ABOVE = "logging.getLogger().setLevel(logging.ERROR)"
ASKED = "print(log.name, log.isEnabledFor(logging.INFO), log.getEffectiveLevel())"


@pytest.fixture(autouse=True)
def _level() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


def test_a_name_that_the_notebook_binds_is_its_own() -> None:
    assert '"__main__"' not in only_stage(emitted("__name__ = 'rain'\nprint(__name__)"))


@pytest.mark.parametrize(
    "code",
    [
        "print(__name__)",
        "me = __name__\nprint(me)",
        "def f(name=__name__):\n    return name, __name__\nprint(f())",
        "print(__name__ == '__main__', __name__ + '.part')",
    ],
)
def test_a_notebook_is_main(tmp_path: Path, code: str) -> None:
    assert run_package(tmp_path, code).printed == run_notebook(code).printed


def test_a_notebooks_own_logger_is_under_the_root_and_not_under_the_package(tmp_path: Path) -> None:
    cells = (OWN, "#tag stage: show\n" + ABOVE, ASKED)

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed
    assert 'getLogger("__main__")' in "".join(emitted(*cells).values())


def test_the_logger_of_a_lifted_function_is_the_notebooks() -> None:
    body = "def f():\n    logging.getLogger(__name__).info('wet')\n    return 1"
    files = emitted("import logging", body, "x = f()\nprint(x)")

    assert 'logging.getLogger("__main__").info' in files["functions.py"]
