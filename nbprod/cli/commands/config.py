"""Show the settings that hold, and where each was said."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from json import dumps
from pathlib import Path
from typing import Any

import click

from nbprod.cli.options import CONFIG
from nbprod.config.model import Declared, settings
from nbprod.run.discovery import Asked


@click.command("config")
@click.argument("path", default=".", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How settings are written.",
)
@CONFIG
def command(path: Path, form: str, config: Path | None) -> None:
    """Show the settings that hold for PATH, and where each was said.

    For a file, `per-file-ignores` are those that name it.
    """
    at = path.absolute()
    holds = Asked(config).config(str(at if at.is_dir() else at.parent))
    if at.is_file():
        holds = holds.for_file(at)
    rows = [(f.name.replace("_", "-"), f.name, getattr(holds, f.name)) for f in settings()]
    if form == "json":
        data = {
            said: {"value": _plain(value), "origin": holds.origins.get(name, "default")}
            for said, name, value in rows
        }
        click.echo(dumps(data, indent=2))
        return
    for said, name, value in rows:
        click.echo(f"{said} = {dumps(_plain(value))}  # {holds.origins.get(name, 'default')}")


def _plain(value: Any) -> Any:
    """A value as JSON and TOML write it."""
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {name: _plain(item) for name, item in value.items()}
        case Declared():
            words = {name: getattr(value, name) for name in Declared._fields if name != "pattern"}
            return {name: word for name, word in words.items() if word}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return value
