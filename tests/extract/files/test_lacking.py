"""Imports that an installed version does not have any more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.extract.files.environment import Environment, environment
from nbprod.extract.files.lacking import fitting
from nbprod.extract.files.requirements import requirements
from nbprod.extract.plan import Imported, Install, Plan, Taken
from nbprod.place import CellRef
from plans import SINGLE
from stories import planned

REFUSING = """
import gone_elsewhere

def __getattr__(name):
    if name == "snow":
        told = "snow was removed"
        raise ImportError(told)
    return globals()[name]
"""


@pytest.fixture
def here(tmp_path: Path) -> Environment:
    """An interpreter with one library, whose files raise if somebody runs them."""
    for path, text in {
        "rain/__init__.py": "raise SystemExit\nfrom ._drops import drop, count_drops as count\n",
        "rain/gauges.py": "raise SystemExit\ndef read(): ...\n",
        "rain/fast.so": "",
        "rain/deep/__init__.py": "from .inner import *\n",
        "rain/refusing/__init__.py": REFUSING,
        "rain/old/__init__.py": 'def __getattr__(name):\n    return make("snow")\n',
        "rain/lazy/__init__.py": "import sys\nsys.modules[__name__] = Lazy()\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    brings = {"rain": ("rain-tools",)}
    return Environment("3.12", brings, {"rain-tools": "9.1"}, paths=(str(tmp_path),))


def taking(module: str, name: str, *installs: str) -> Plan:
    return replace(
        SINGLE,
        imports=(Imported("rain"),),
        installs=tuple(Install(text, CellRef(0)) for text in installs),
        taken=(Taken(module, name, CellRef(3)),),
    )


def versions(plan: Plan, here: Environment) -> tuple[list[str], list[str]]:
    """What is required, and what is doubted."""
    told, fit = fitting(plan, here)
    return [r.text for r in requirements(told, fit)], [each.what for each in told.doubts]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("rain", ""), ("rain", "drop"), ("rain", "count"), ("rain", "gauges"), ("rain", "fast"),
        ("rain", "__version__"), ("rain.gauges", "read"), ("rain.fast", "anything"),
        ("rain.deep", "whatever"), ("rain.refusing", "wind"), ("rain.refusing", "gone_elsewhere"),
        ("rain.old", "snow"), ("rain.lazy", "thing"), ("rain.lazy.more", "thing"),
        ("rain.gauges.made", "x"), ("snow", "x"),
    ],
)  # fmt: skip
def test_what_may_be_there_is_pinned_without_a_doubt(
    module: str, name: str, here: Environment
) -> None:
    assert versions(taking(module, name), here) == (["rain-tools==9.1"], [])


@pytest.mark.parametrize(
    ("module", "name"),
    [("rain", "snow"), ("rain.samples", ""), ("rain.samples", "x"), ("rain.gauges", "snow"),
     ("rain.refusing", "snow")],
)  # fmt: skip
def test_a_version_that_surely_lacks_an_import_is_not_pinned(
    module: str, name: str, here: Environment
) -> None:
    required, [doubt] = versions(taking(module, name), here)

    assert required == ["rain-tools"]
    whole = f"{module}.{name}".rstrip(".")
    assert doubt.startswith(f"`{whole}` is not in rain-tools 9.1, which is installed here")


def test_the_notebooks_own_version_is_what_is_asked_for(here: Environment) -> None:
    plan = taking("rain", "snow", "rain-tools==2")

    assert versions(plan, here) == (["rain-tools==2"], [])
    required, doubts = versions(plan, replace(here, named=True))
    assert (required, len(doubts)) == (["rain-tools==2"], 1)


def test_only_what_is_kept_and_needed_is_asked_for() -> None:
    made = planned(
        "from rain import unread, read as look\nimport rain.deep",
        "try:\n    from rain import maybe\nexcept ImportError:\n    maybe = None",
        "def f():\n    return rain.deep.x\nprint(look(f(), maybe))",
    )

    assert [each.dotted for each in made.taken] == ["rain.read", "rain.deep"]


def test_this_interpreter_has_what_its_own_modules_import() -> None:
    here = environment()
    every = [("pytest", "fixture"), ("black", "format_str"), ("click.testing", "CliRunner")]
    plan = replace(SINGLE, taken=tuple(Taken(m, n, CellRef(0)) for m, n in every))

    assert here.paths
    assert fitting(plan, here) == (plan, here)
