"""Apache Airflow: a DAG with one task a stage."""

from __future__ import annotations

from nbprod.extract.files.stepping import Step, caution, file_name, last, runner, steps
from nbprod.extract.plan import Package, Plan
from nbprod.extract.words import wording

TITLE = "Apache Airflow"
REQUIRES = ("apache-airflow>=3",)


def build(plan: Plan, package: Package) -> Package:
    """Add a DAG file; a folder for each run keeps the values of runs apart."""
    found = steps(plan)
    text = _TEXT.format(
        title=wording.docstring(plan.title),
        caution=caution(plan),
        package=plan.package,
        env=plan.package.strip("_").upper(),
        run=runner(plan, "        ", ", stderr=subprocess.STDOUT"),
        tasks="\n".join(f"    {_task(step, last(found))}" for step in found) or "    pass",
    )
    return Package({**package.files, file_name(plan, "airflow"): text})


def _task(step: Step, unwaited: tuple[Step, ...]) -> str:
    call = f'stage.override(task_id="{step.name}")("{step.name}", BASE)'
    if step.after:
        call = f"{call}.set_upstream({_listed(step.after)})" if step in unwaited else call
    if step in unwaited:
        return call
    text = f"{step.variable} = {call}"
    return (
        f"{text}\n    {step.variable}.set_upstream({_listed(step.after)})" if step.after else text
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


_TEXT = '''\
"""{title}: an Airflow DAG that runs each stage of `{package}` as a task.{caution}"""

import os
import subprocess
import sys

from airflow.sdk import dag, task

# A folder that all workers see; each run of the DAG has one of its own below it.
BASE = os.environ.get("{env}_ARTIFACTS", "/tmp/{package}") + "/{{{{ run_id | replace(':', '-') }}}}"


@dag(dag_id="{package}", schedule=None, catchup=False)
def pipeline() -> None:
    """Run the stages, each after those that it needs."""

    @task
    def stage(name: str, base: str) -> None:
        # What goes to standard error is an error to Airflow, and a log is none.
{run}

{tasks}


pipeline()
'''
