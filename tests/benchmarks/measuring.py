"""Processes and what they cost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Measured(NamedTuple):
    """What one command cost: medians of CPU and wall seconds, and the highest memory in MB."""

    cpu: float
    wall: float
    memory: float


def alternately(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Measured]:
    """Run all commands in turn, several times over, and take medians of each."""
    found: dict[str, list[Measured]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(once(command))
    return {name: _median(runs) for name, runs in found.items()}


def once(command: Sequence[str]) -> Measured:
    """Run one command; its exit code says what it found and is no failure."""
    launcher = (sys.executable, "-I", "-S", str(Path(__file__).with_name("spawning.py")))
    told = subprocess.run(
        (*launcher, *command), stdout=subprocess.PIPE, text=True, check=True, env=environment()
    )
    cpu, wall, memory = map(float, told.stdout.split())
    return Measured(cpu, wall, memory / 1024)


def environment() -> dict[str, str]:
    """What a user's shell has: Python keeps what it compiled, as it does for installed tools."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2])}


def _median(runs: Sequence[Measured]) -> Measured:
    cpu, wall, memory = zip(*runs, strict=True)
    return Measured(median(cpu), median(wall), max(memory))
