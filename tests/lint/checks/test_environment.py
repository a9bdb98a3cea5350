"""Magics, kernels and platforms: what a script can do without, and what it cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "%%time\nx = 1", "%config A.b = 1", "%cd x"]
)
def test_magics_that_show_or_belong_elsewhere_are_left_alone(put: Put, line: str) -> None:
    assert put("notebook-magic", line) == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("%run other.ipynb", "%run"),
        ("%%writefile a.py\nx = 1", "%%writefile"),
        ("rows = %sql select 1", "%sql"),
        ("%own_magic 1", "%own_magic"),
    ],
)
def test_magics_that_do_something_are_named(put: Put, line: str, name: str) -> None:
    (found,) = put("notebook-magic", line)
    assert found.message == f"`{name}` works only in IPython"


def test_a_cell_in_bash_is_one_finding(put: Put) -> None:
    (found,) = put("shell-command", "%%bash\nls\npwd")
    assert found.place.span.line == 1


@pytest.mark.parametrize(
    "line",
    [
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "get_ipython().system('pip install rich')",
    ],
)
def test_a_saved_script_may_hold_what_a_magic_without_consequence_became(
    put: Put, line: str
) -> None:
    assert put("ipython-api", line) == ()


@pytest.mark.parametrize(
    "guard",
    [
        "import sys\nif 'google.colab' in sys.modules:\n    from google.colab import auth",
        "try:\n    import google.colab\nexcept ImportError:\n    pass",
        "IN_COLAB = False\nif IN_COLAB:\n    from google.colab import drive",
    ],
)
def test_a_platform_that_was_asked_for_is_a_hint(put: Put, guard: str) -> None:
    assert put("platform-api", guard) == ()
    (found,) = put("guarded-platform-api", guard)
    assert found.severity.value == "info"


def test_names_that_a_platform_binds_are_said_once(put: Put) -> None:
    (found,) = put("platform-api", "spark.range(3)", "spark.range(4)")
    assert found.place.cell.number == 0


def test_names_that_the_notebook_binds_are_its_own(put: Put) -> None:
    assert put("platform-api", "spark = object()\nprint(spark)", "sc = 1", "print(sc)") == ()


@pytest.mark.parametrize(
    "line",
    ["import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)", "app.kernel.do_shutdown(1)"],
)
def test_ending_the_process_is_a_restart(put: Put, line: str) -> None:
    assert len(put("kernel-restart", line)) == 1
