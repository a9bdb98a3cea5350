"""What was proven, as a test that the package keeps: no nbprod, no notebook, no network."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
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


def record(
    verdict: Verdict, *, package: str, imports: Sequence[str] = (), run: str = "run()"
) -> Recording:
    """Write down the values that a package's `run` was found to give.

    `run` is the call, with `run` of `<package>.pipeline`, that returns values by name; what else
    it mentions is imported by `imports`.
    """
    data = {
        "notebook": verdict.notebook.replace("\\", "/").rpartition("/")[2],
        "rtol": verdict.tolerance.rtol,
        "atol": verdict.tolerance.atol,
        "values": {name: dict(facts) for name, facts in sorted(verdict.facts.items()) if facts},
    }
    expected = json.dumps(data, indent=1) + "\n"
    return Recording(expected, source_of_test(package, imports=imports, run=run))


def source_of_test(package: str, *, imports: Sequence[str] = (), run: str = "run()") -> str:
    """The text of the test; the part that describes values is the one that recorded them."""
    text = inspect.getsource(describing)
    described = text.partition("# begin\n")[2].partition("# end\n")[0].strip()
    lines = sorted([*imports, f"from {package}.pipeline import run"])
    parts = {"{imports}": "\n".join(lines), "{facts}": described, "{run}": run}
    test = TEST
    for place, part in parts.items():
        test = test.replace(place, part)
    return test


TEST = '''"""The pipeline computes what the notebook computed.

`expected.json` holds facts about the notebook's values: numbers as they are, texts as digests.
"""

from __future__ import annotations

import hashlib
import json
import math
import unittest
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

{imports}

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text("utf-8"))


def test_values_are_the_notebooks() -> None:
    try:
        results = {run}
    except FileNotFoundError as error:
        raise unittest.SkipTest(f"the data is not here: {error.filename}") from error

    found = {name: dict(facts(results[name], name)) for name in EXPECTED["values"]}
    wrong = [
        f"{path}: {found[name].get(path)!r} instead of {expected!r}"
        for name, told in EXPECTED["values"].items()
        for path, expected in told.items()
        if not is_alike(found[name].get(path), expected)
    ]
    assert wrong == []


def is_alike(found: Any, expected: Any) -> bool:
    """Whether a fact holds; numbers may lie as far apart as `expected.json` says."""
    if isinstance(expected, float) and isinstance(found, (int, float)):
        near = math.isclose(found, expected, rel_tol=EXPECTED["rtol"], abs_tol=EXPECTED["atol"])
        return near or (math.isnan(found) and math.isnan(expected))
    return bool(found == expected)


{facts}
'''
