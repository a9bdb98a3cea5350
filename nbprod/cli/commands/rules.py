"""List the rules there are, or test pages of your own."""

from __future__ import annotations

import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nbprod.cli.options import CONFIG
from nbprod.run.discovery import Asked

if TYPE_CHECKING:
    from nbprod.lint.rulebook import Library


@click.group("rules", invoke_without_command=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How rules are listed.",
)
@click.option("--all", "everything", is_flag=True, help="List retired rules too.")
@CONFIG
@click.pass_context
def command(ctx: click.Context, form: str, everything: bool, config: Path | None) -> None:
    """List the rules there are, those of your own folders included."""
    if ctx.invoked_subcommand:
        return
    from nbprod.lint.rulebook import choose, read_library
    from nbprod.report.pages import of_rule

    settings = Asked(config).config(str(Path.cwd()))
    library = read_library(settings.rule_folders)
    selected = choose(library, settings).selected
    rules = [rule for rule in library.rules if everything or not rule.retired]
    if form == "json":
        rows = [{**of_rule(rule), "selected": rule.name in selected} for rule in rules]
        click.echo(dumps(rows, indent=2))
        return
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        mark = "retired" if rule.retired else "" if rule.name in selected else "off"
        said = (
            f"{rule.code:<8} {rule.name:<{width}}  {rule.severity.value:<8} {mark:<8}{rule.title}"
        )
        click.echo(said.rstrip())


@command.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path) -> None:
    """Test the pages below FOLDER: do their examples show what they say?

    Exits with 1 where a page does not hold.
    """
    from nbprod.knowledge import home
    from nbprod.lint.rulebook import pages, read_library

    here = folder.absolute()
    library = read_library(() if here == home() else (here,))
    found = [_faults(path, family, library) for path, family in pages(here)]
    for faults in found:
        for fault in faults:
            click.echo(fault)
    wrong = sum(1 for faults in found if faults)
    click.echo(f"{len(found) - wrong} of {len(found)} pages hold.", err=True)
    sys.exit(1 if wrong else 0)


def _faults(path: Path, family: str, library: Library) -> list[str]:
    """What is wrong with a page, as sentences that begin with its place."""
    from nbprod.errors import RulePageError
    from nbprod.lint.laws import breaches
    from nbprod.lint.page import read_page

    try:
        page = read_page(path, family)
    except RulePageError as error:
        return [str(error)]
    return [] if page.rule.retired else list(breaches(page, library))
