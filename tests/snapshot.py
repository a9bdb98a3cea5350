"""Texts that are kept in the repository and compared on every run.

A kept text changes only under `pytest --accept`, so that every change is read in the diff of a
commit; never in CI, where nobody would read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Compares what was made with what is kept."""

    accept: bool = False

    def compare(self, path: Path, made: str) -> None:
        """Fail with a diff where a kept text differs from the one that was made."""
        kept = path.read_bytes().decode("utf-8") if path.exists() else None
        if kept == made:
            return
        if self.accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.encode("utf-8"))
            return
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
        pytest.fail(f"{_said(name, kept, made)}\npytest --accept takes it over", pytrace=False)


def shelf(accept: bool) -> Shelf:
    """A shelf for this run; refuses to accept anything in CI."""
    if accept and os.environ.get("CI"):
        raise pytest.UsageError("--accept rewrites kept texts for a person to read, never in CI")
    return Shelf(accept)


def _said(name: str, kept: str | None, made: str) -> str:
    if kept is None:
        return f"{name} is not kept yet:\n{made}"
    return "\n".join(_diff(name, kept, made))


def _diff(name: str, kept: str, made: str) -> Iterable[str]:
    return unified_diff(
        kept.splitlines(), made.splitlines(), f"{name} as kept", f"{name} as made now", lineterm=""
    )
