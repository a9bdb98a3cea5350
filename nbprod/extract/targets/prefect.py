"""Prefect: a flow with one task a stage."""

from __future__ import annotations

from nbprod.extract.files.stepping import Step, caution, file_name, runner, steps
from nbprod.extract.plan import Package, Plan
from nbprod.extract.words import wording

TITLE = "Prefect"
REQUIRES = ("prefect>=3",)


def build(plan: Plan, package: Package) -> Package:
    """Add a flow file, which also runs by itself."""
    found = steps(plan)
    text = _TEXT.format(
        title=wording.docstring(plan.title),
        caution=caution(plan),
        package=plan.package,
        run=runner(plan, "    "),
        tasks="\n".join(f"    {_task(step)}" for step in found),
        names=", ".join(step.variable for step in found),
    )
    return Package({**package.files, file_name(plan, "prefect"): text})


def _task(step: Step) -> str:
    wait = f", wait_for=[{', '.join(step.after)}]" if step.after else ""
    named = f'stage.with_options(name="{step.name}")'
    return f'{step.variable} = {named}.submit("{step.name}", base{wait})'


_TEXT = '''\
"""{title}: a Prefect flow that runs each stage of `{package}` as a task.{caution}"""

import subprocess
import sys

from prefect import flow, task


@task
def stage(name: str, base: str) -> None:
    """Run one stage in a process of its own; what it gives lies below the folder `base`."""
{run}


@flow(name="{package}")
def pipeline(base: str = "artifacts") -> None:
    """Run the stages, each after those that it needs."""
{tasks}
    for future in [{names}]:
        future.result()


if __name__ == "__main__":
    pipeline()
'''
