"""What an install does, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!pip install rich", "installs `rich` without an exact version"),
        ("%pip install -q rich==13.7.1", "installs packages"),
        ("!pip install rich>=13 lxml==5.2", "installs `rich"),
        ("!{sys.executable} -m pip install -U rich", "installs `rich` without"),
        ("!uv pip install --system rich", "installs `rich` without"),
        ("!pip install -r requirements.txt", "installs packages"),
        ("!pip install git+https://someone:hunter2@host/repo.git", "installs packages"),
        ("!pip install ./wheels/own-1.0-py3-none-any.whl", "installs packages"),
        ("!sudo apt-get -y install graphviz", "installs system packages"),
        ("!pip uninstall -y rich", "removes packages"),
        ("!conda install numpy=1.26", "installs packages"),
        ("%%bash\npip install rich", "installs `rich` without"),
        ("!apt update && pip install rich", "installs system packages and installs `rich`"),
        ("import os\nos.system('pip install rich')", "installs `rich` without"),
    ],
)
def test_an_install_says_what_it_does(put: Put, line: str, said: str) -> None:
    (found,) = put("install-in-notebook", line)
    assert f"this {said}" in found.message
    assert "hunter2" not in found.message


@pytest.mark.parametrize("line", ["!pip list", "!pip freeze", "!python -m pip show x", "%pip list"])
def test_asking_what_is_installed_installs_nothing(put: Put, line: str) -> None:
    assert put("install-in-notebook", line) == ()


@pytest.mark.parametrize(
    "line", ["!pip install x", "!sudo apt-get install x", "!pip install x && pip install y"]
)
def test_a_line_that_only_installs_is_no_shell_command(put: Put, line: str) -> None:
    assert put("shell-command", line) == ()


def test_a_line_that_also_does_something_else_is_one(put: Put) -> None:
    (found,) = put("shell-command", "!pip install x && dot -V")
    assert "`dot`" in found.message
