"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

PATHS = click.argument("paths", nargs=-1, type=click.Path())
CONFIG = click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take the settings from this TOML file instead of the nearest one.",
)
OUTPUT = click.option(
    "-o", "--output-file", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."
)


def split(
    ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Names given several times or with commas between them; None where none is given."""
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    return names or None


def names(flag: str, help: str) -> Callable[[Command], Command]:
    """An option that takes names: `--select hidden-state,gpu-only --select cost`."""
    return click.option(flag, multiple=True, callback=split, metavar="NAMES", help=help)


def say(text: str, file: Path | None) -> None:
    """Write a command's answer to a file, or else to standard output."""
    if file is None:
        # Ours to decide: click would take colours out wherever no terminal is.
        click.echo(text, nl=False, color=shows_colour())
    else:
        file.write_text(text, "utf-8", "replace")


def shows_colour() -> bool:
    """Whether standard output is a terminal that wants colours (see no-color.org)."""
    import os
    import sys

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
