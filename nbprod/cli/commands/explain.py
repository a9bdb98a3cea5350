"""Print the page of a rule: what it finds, why, and what to do."""

from __future__ import annotations

from json import dumps
from pathlib import Path

import click

from nbprod.cli.options import CONFIG, say, shows_colour
from nbprod.config import did_you_mean
from nbprod.errors import ConfigError
from nbprod.run.discovery import Asked


@click.command("explain")
@click.argument("rule")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the page is written.",
)
@CONFIG
def command(rule: str, form: str, config: Path | None) -> None:
    """Print the page of RULE, by name or code."""
    from nbprod.lint.page import read_page
    from nbprod.lint.rulebook import read_library
    from nbprod.report import pages

    library = read_library(Asked(config).config(str(Path.cwd())).rule_folders)
    found = next((r for r in library.rules if rule.lower() in (r.name, r.code.lower())), None)
    if found is None:
        known = [word for r in library.rules for word in (r.name, r.code)]
        raise ConfigError(f'unknown rule "{rule}"{did_you_mean(rule, known)}')
    page = read_page(found.path, found.family)
    if form == "json":
        click.echo(dumps(pages.as_data(page), indent=2))
    elif form == "markdown":
        click.echo(found.path.read_text("utf-8"), nl=False)
    else:
        say(pages.as_text(page, colour=shows_colour()), None)
