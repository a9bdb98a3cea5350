"""A shell script, for cron and for machines without an orchestrator."""

from __future__ import annotations

import shlex

from nbprod.extract.files.stepping import caution, file_name, steps
from nbprod.extract.plan import Package, Plan

TITLE = "a shell script"
REQUIRES: tuple[str, ...] = ()


def build(plan: Plan, package: Package) -> Package:
    """Add a script that runs the stages one after the other."""
    lines = [
        "#!/bin/sh",
        "# Runs each stage in a process of its own; values go on as files below the folder $1.",
        *(f"# {line}" for line in caution(plan).splitlines() if line),
        "set -eu",
        'base="${1:-artifacts}"',
        *(_line(plan, step.arguments, step.takes_folder) for step in steps(plan)),
    ]
    return Package({**package.files, file_name(plan, "run", ".sh"): "\n".join(lines) + "\n"})


def _line(plan: Plan, arguments: tuple[str, ...], takes_folder: bool) -> str:
    folder = ' --artifacts "$base"' if takes_folder else ""
    return f"python -m {plan.package} {shlex.join(arguments)}{folder}"
