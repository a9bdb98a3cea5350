"""Processes and what they cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
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
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    wall = time.perf_counter() - begun
    return Measured(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def _median(runs: Sequence[Measured]) -> Measured:
    cpu, wall, memory = zip(*runs, strict=True)
    return Measured(median(cpu), median(wall), max(memory))
