"""Measure nbprod on a folder of notebooks: `python -m tests.benchmarks FOLDER`.

Nothing is fetched. Every figure is that of a process, its children included; rivals take
turns in one run, and the medians are compared, so that a busy machine slows all of them alike.
Peers are looked for on PATH, or in the folders that `--tools` names; absent ones are left out.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.growth import by_cells, by_notebooks, by_rules
from tests.benchmarks.measuring import Measured, alternately
from tests.benchmarks.reporting import page
from tests.benchmarks.rivals import Rival, for_hook, rivals


def main() -> None:
    """Measure, print the table, and write the page where asked to."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        tables = {
            "A folder of notebooks": _measured(
                rivals(asked.notebooks, scratch, asked.tools), asked
            ),
            "One notebook, as in a hook": _measured(for_hook(asked.notebooks, scratch), asked),
        }
        grown = {
            "notebooks": by_notebooks(asked.notebooks, scratch, asked.notebooks_up_to),
            "cells": by_cells(scratch, asked.cells_up_to),
            "rules": by_rules(asked.notebooks, scratch),
        }
    text, chart = page(tables, grown, _machine(asked.notebooks))
    sys.stdout.write(text)
    if asked.write:
        asked.write.write_text(text, "utf-8")
        (asked.write.parent / "images" / "performance.svg").write_text(chart, "utf-8")


def _measured(found: tuple[Rival, ...], asked: argparse.Namespace) -> dict[str, Measured]:
    return alternately({rival.name: rival.command for rival in found}, asked.rounds)


def _machine(notebooks: Path) -> str:
    files = list(notebooks.rglob("*.ipynb"))
    size = sum(file.stat().st_size for file in files) / 1e6
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{len(files):,} notebooks ({size:,.0f} MB), Python {python}, {platform.machine()}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("notebooks", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", type=Path, action="append", default=[])
    parser.add_argument("--notebooks-up-to", type=int, default=10_000)
    parser.add_argument("--cells-up-to", type=int, default=3_000)
    parser.add_argument("--write", type=Path, help="the page to write, such as docs/performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
