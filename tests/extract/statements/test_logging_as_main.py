"""Loggers that a notebook calls after itself."""

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


def test_a_logger_of_another_name_keeps_it() -> None:
    text = only_stage(emitted("from gauges import getLogger\nprint(getLogger(__name__), __name__)"))

    assert "getLogger(__name__), __name__" in text


def test_a_notebooks_own_logger_is_under_the_root_and_not_under_the_package(tmp_path: Path) -> None:
    cells = (OWN, "#tag stage: show\n" + ABOVE, ASKED)

    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed
    assert 'getLogger("__main__")' in "".join(emitted(*cells).values())


def test_the_logger_of_a_lifted_function_is_the_notebooks() -> None:
    body = "def f():\n    logging.getLogger(__name__).info('wet')\n    return 1"
    files = emitted("import logging", body, "x = f()\nprint(x)")

    assert 'logging.getLogger("__main__").info' in files["functions.py"]
