"""Dask: a delayed call for each stage, on one machine or a cluster."""

from __future__ import annotations

from nbprod.extract.files.stepping import Step, caution, file_name, last, runner, steps
from nbprod.extract.plan import Package, Plan
from nbprod.extract.words import wording

TITLE = "Dask"
REQUIRES = ("dask>=2024.1",)


def build(plan: Plan, package: Package) -> Package:
    """Add a graph of delayed calls, which also runs by itself."""
    found = steps(plan)
    text = _TEXT.format(
        title=wording.docstring(plan.title),
        caution=caution(plan),
        unique="from uuid import uuid4\n" * bool(found),
        package=plan.package,
        run=runner(plan, "    "),
        tasks="\n".join(f"    {line}" for line in [*([_RUN] * bool(found)), *map(_task, found)]),
        last=", ".join(step.variable for step in last(found)),
    )
    return Package({**package.files, file_name(plan, "dask"): text})


_RUN = "run = uuid4().hex  # a cluster takes calls of one key for one call"


def _task(step: Step) -> str:
    after = "".join(f", {name}" for name in step.after)
    key = f'dask_key_name=f"{step.name}-{{run}}"'
    return f'{step.variable} = stage("{step.name}", base{after}, {key})'


_TEXT = '''\
"""{title}: a Dask graph that runs each stage of `{package}`.{caution}"""

import subprocess
import sys
from typing import Any
{unique}
import dask


@dask.delayed
def stage(name: str, base: str, *after: str) -> str:
    """Run one stage in a process of its own, once those `after` which it runs are done."""
{run}
    return name


def pipeline(base: str = "artifacts") -> list[Any]:
    """The last stages; computing them runs all; `base` is a folder that all workers see."""
{tasks}
    return [{last}]


if __name__ == "__main__":
    dask.compute(*pipeline(*sys.argv[1:]))
'''
