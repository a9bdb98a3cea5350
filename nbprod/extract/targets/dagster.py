"""Dagster: an asset for each stage."""

from __future__ import annotations

from nbprod.extract.files.stepping import Step, caution, file_name, runner, steps
from nbprod.extract.plan import Package, Plan
from nbprod.extract.words import wording

TITLE = "Dagster"
REQUIRES = ("dagster>=1.9",)


def build(plan: Plan, package: Package) -> Package:
    """Add definitions: `dagster dev -f` shows them."""
    found = steps(plan)
    text = _TEXT.format(
        title=wording.docstring(plan.title),
        caution=caution(plan),
        package=plan.package,
        env=plan.package.strip("_").upper(),
        run=runner(plan, "    "),
        assets="\n\n\n".join(_asset(step) for step in found),
        names=", ".join(step.variable for step in found),
    )
    return Package({**package.files, file_name(plan, "dagster"): text})


def _asset(step: Step) -> str:
    deps = f"(deps=[{', '.join(step.after)}])" if step.after else ""
    doc = wording.docstring(wording.sentence(step.title))
    return (
        f"@asset{deps}\ndef {step.variable}() -> None:\n"
        f'    """{doc}"""\n    stage("{step.name}", BASE)'
    )


_TEXT = '''\
"""{title}: Dagster assets, one for each stage of `{package}`.{caution}"""

import os
import subprocess
import sys

from dagster import Definitions, asset

# A folder that all workers see.
BASE = os.environ.get("{env}_ARTIFACTS", "artifacts")


def stage(name: str, base: str) -> None:
    """Run one stage in a process of its own; what it gives lies below the folder `base`."""
{run}


{assets}


defs = Definitions(assets=[{names}])
'''
