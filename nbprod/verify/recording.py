"""What was proven, as a test that the package keeps: no nbprod, no notebook, no network."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass

from nbprod.verify.harness import describing
from nbprod.verify.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Recording:
    """Two files for the package's `tests/` folder."""

    expected: str
    """`expected.json`: facts about each value, numbers plain and texts as digests."""
    test: str
    """`test_equivalence.py`: runs the pipeline and compares."""


def record(verdict: Verdict, *, package: str, configured: bool = True) -> Recording:
    """Write down the values that a package's `run` was found to give.

    `run` of `<package>.pipeline` returns values by name; it takes what `load()` of
    `<package>.config` gives where the package is `configured`, and nothing else.
    """
    data = {
        "notebook": verdict.notebook.replace("\\", "/").rpartition("/")[2],
        "rtol": verdict.tolerance.rtol,
        "atol": verdict.tolerance.atol,
        "values": {name: dict(facts) for name, facts in sorted(verdict.facts.items()) if facts},
    }
    expected = json.dumps(data, indent=1) + "\n"
    return Recording(expected, source_of_test(package, configured=configured))


def source_of_test(package: str, *, configured: bool = True) -> str:
    """The text of the test; the part that describes values is the one that recorded them."""
    text = inspect.getsource(describing)
    described = text.partition("# begin\n")[2].partition("# end\n")[0].strip()
    load = f"from {package}.config import load\n" if configured else ""
    texts = {"{package}": package, "{load}": load, "{facts}": described,
             "{run}": "run(load())" if configured else "run()"}  # fmt: skip
    test = TEST
    for place, filled in texts.items():
        test = test.replace(place, filled)
    return test


TEST = '''"""The pipeline computes what the notebook computed.

`expected.json` holds facts about the notebook's values: numbers as they are, texts as digests.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

{load}from {package}.pipeline import run

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text("utf-8"))
{facts}


@pytest.fixture(scope="module")
def results() -> Mapping[str, Any]:
    """The values that the pipeline computes, by their names in the notebook."""
    try:
        return {run}
    except FileNotFoundError as error:
        pytest.skip(f"the data is not here: {error.filename}")


@pytest.mark.parametrize("name", EXPECTED["values"])
def test_value_is_the_notebooks(results: Mapping[str, Any], name: str) -> None:
    found = dict(facts(results[name], name))

    for path, expected in EXPECTED["values"][name].items():
        assert is_alike(found.get(path), expected), f"{path}: {found.get(path)!r} != {expected!r}"


def is_alike(found: Any, expected: Any) -> bool:
    """Whether a fact holds; numbers may lie as far apart as `expected.json` says."""
    if isinstance(expected, float) and isinstance(found, (int, float)):
        near = math.isclose(found, expected, rel_tol=EXPECTED["rtol"], abs_tol=EXPECTED["atol"])
        return near or (math.isnan(found) and math.isnan(expected))
    return bool(found == expected)
'''
