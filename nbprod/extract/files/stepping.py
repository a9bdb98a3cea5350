"""A package as steps for an orchestrator: each runs one stage, and hands on a folder's path."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from nbprod.extract.files.alone import state, torn_apart
from nbprod.extract.files.graph import hands_over
from nbprod.extract.files.waiting import waits
from nbprod.extract.plan import Plan
from nbprod.extract.statements.listing import listed

FOLDER = "orchestration"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage as an orchestrator sees it."""

    name: str
    variable: str
    """The name as a Python identifier."""
    title: str
    after: tuple[str, ...]
    """Variables of the steps that must be done before."""
    arguments: tuple[str, ...]
    """What `python -m <package>` is called with, the folder left out."""
    takes_folder: bool
    """Whether the path of the folder follows the arguments."""


def steps(plan: Plan) -> tuple[Step, ...]:
    """Every stage, in the notebook's order."""
    before = waits(plan)
    variables = {stage.name: _variable(stage.function) for stage in plan.stages}
    only = len(plan.stages) > 1
    return tuple(
        Step(
            stage.name,
            variables[stage.name],
            stage.title,
            tuple(variables[name] for name in before[stage.name]),
            ("run", *(["--only", stage.name] if only else [])),
            hands_over(plan),
        )
        for stage in plan.stages
    )


TAKEN = listed(
    "asset base compiler dag dask defs dsl flow future os pipeline run stage subprocess sys task uuid4"
)
"""Names that the files of the targets have for themselves."""


def _variable(function: str) -> str:
    return f"{function}_stage" if function in TAKEN else function


def last(found: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that no other step waits for."""
    waited = {name for step in found for name in step.after}
    return tuple(step for step in found if step.variable not in waited)


def runner(plan: Plan, indent: str = "", more: str = "") -> str:
    """A function's body that runs one stage in a process of its own, told `more` of it."""
    call = f'[sys.executable, "-m", "{plan.package}", "run"'
    call += ', "--only", name' if len(plan.stages) > 1 else ""
    call += ', "--artifacts", base' if hands_over(plan) else ""
    return f"{indent}subprocess.run({call}], check=True{more})"


def caution(plan: Plan) -> str:
    """What steps go without that share one process in the notebook, for the end of a docstring."""
    apart = torn_apart(plan)
    held = "; ".join(f"{state(name)} in {', '.join(who)}" for name, who in apart.items())
    said = f"Stages start without what others leave in their process, and may compute something else: {held}."
    return "\n\n" + "\n".join(textwrap.wrap(said, 100)) + "\n" if held else ""


def file_name(plan: Plan, target: str, suffix: str = ".py") -> str:
    """Where a target puts its file; never a name that would hide the engine's own module."""
    return f"{FOLDER}/{target}_{plan.package.strip('_')}{suffix}"
