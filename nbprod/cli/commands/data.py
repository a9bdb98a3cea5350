"""List where data comes from and goes to, and who keeps it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nbprod.cli.options import CONFIG, OUTPUT, PATHS, say
from nbprod.run.discovery import Asked


@click.command("data")
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How sources are listed.",
)
@click.option("--untracked", is_flag=True, help="List only what comes in and nobody keeps.")
@click.option("--fail", is_flag=True, help="Exit with 1 where something untracked comes in.")
@OUTPUT
@CONFIG
def command(
    paths: tuple[str, ...],
    form: str,
    untracked: bool,
    fail: bool,
    output_file: Path | None,
    config: Path | None,
) -> None:
    """List where data comes from and goes to, and who keeps it.

    Kept is what git, git-lfs, DVC or a Kedro catalog holds, and what `[tool.nbprod.data]` declares.
    """
    from nbprod.report import inventory as report
    from nbprod.run.inventory import inventory

    entries = list(inventory(paths or (".",), Asked(config)))
    loose = [entry for entry in entries if entry.direction == "in" and not entry.keeper]
    shown = loose if untracked else entries
    say(report.as_json(shown) if form == "json" else report.as_text(shown), output_file)
    sys.exit(1 if fail and loose else 0)
