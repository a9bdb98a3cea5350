"""Draw which cell hands what to which."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nbprod.cli.options import CONFIG, say, shows_colour
from nbprod.errors import NotebookError
from nbprod.report import graphs

if TYPE_CHECKING:
    from nbprod.analysis import Analysis
    from nbprod.finding import Finding
    from nbprod.flow.graph import Kind
    from nbprod.report.drawing import Wanted

STDIN = "-"


@click.command("graph")
@click.argument("notebook", metavar="NOTEBOOK")
@click.option(
    "--format",
    "form",
    type=click.Choice(graphs.names()),
    help="How the graph is drawn; else what the ending of --output says, else text.",
)
@click.option(
    "-o",
    "--output",
    "--output-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file.",
)
@click.option(
    "--cell",
    type=click.IntRange(1),
    metavar="N",
    help="Draw the slice of this cell only; cells count as in messages: all of them, from 1.",
)
@click.option("--ancestors", is_flag=True, help="Of the slice, the cells that the cell needs.")
@click.option("--descendants", is_flag=True, help="Of the slice, the cells that need the cell.")
@click.option("--names", is_flag=True, help="Write on each edge what is handed on.")
@click.option("--imports", is_flag=True, help="Draw modules and what is imported from them too.")
@click.option(
    "--resources", is_flag=True, help="Draw files, figures and random numbers that cells share too."
)
@CONFIG
def command(notebook: str, **given: Any) -> None:
    """Draw which cell of NOTEBOOK hands what to which; `-` is standard input.

    Without --ancestors or --descendants, the slice of --cell holds both. Cells with hidden state
    are marked, by the rules that `nbprod lint` would use.
    """
    if given["cell"] is None and (given["ancestors"] or given["descendants"]):
        raise click.UsageError("--ancestors and --descendants need --cell N: the slice of which?")
    form = given["form"] or _form(given["output"])
    from nbprod.report.drawing import draw

    analysis = _analysis(notebook)
    drawing = draw(analysis, _wanted(given), _findings(analysis, given["config"]))
    if given["output"] is None and shows_colour():
        drawing = replace(drawing, colour=True)
    say(graphs.load(form).render(drawing), given["output"])


def _form(output: Path | None) -> str:
    """The format that a file's name asks for."""
    if output is None or not output.suffix:
        return "text"
    if form := graphs.of_suffix(output.suffix):
        return form
    known = ", ".join(graphs.load(name).SUFFIX for name in graphs.names())
    raise click.UsageError(
        f"{output}: no format has files that end in {output.suffix}; "
        f"choose one with --format, or end it in one of {known}"
    )


def _analysis(path: str) -> Analysis:
    from nbprod.analysis import Analysis
    from nbprod.notebook.model import Unreadable
    from nbprod.notebook.reading import read

    name = "stdin.ipynb" if path == STDIN else path
    notebook = read(name, _bytes(path))
    if isinstance(notebook, Unreadable):
        raise NotebookError(f"{notebook.path}:{notebook.line}: {notebook.reason}")
    return Analysis(notebook)


def _bytes(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    file = Path(path)
    if file.is_dir():
        raise NotebookError(f"{path}: this is a folder; name one notebook in it")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise NotebookError(f"{path}: there is no such file") from None
    except OSError as error:
        raise NotebookError(f"{path}: {error.strerror}") from None


def _wanted(given: dict[str, Any]) -> Wanted:
    from nbprod.report.drawing import Wanted

    kinds: set[Kind] = {"name"}
    if given["imports"]:
        kinds.add("import")
    if given["resources"]:
        kinds.add("resource")
    both = not given["ancestors"] and not given["descendants"]
    return Wanted(
        frozenset(kinds),
        given["names"],
        None if given["cell"] is None else given["cell"] - 1,
        given["ancestors"] or both,
        given["descendants"] or both,
    )


def _findings(analysis: Analysis, config: Path | None) -> tuple[Finding, ...]:
    """Hidden state as far as the settings want to hear of it, and secrets whatever they say."""
    from nbprod.lint.engine import lint
    from nbprod.lint.rulebook import Rulebook, choose, read_library
    from nbprod.report.drawing.building import FAMILY
    from nbprod.run import secrecy
    from nbprod.run.discovery import Asked

    at = Path(analysis.notebook.path).absolute()
    settings = Asked(config).config(str(at.parent)).for_file(at)
    library = read_library(settings.rule_folders)
    hazards = (rule for rule in choose(library, settings).rules if rule.family == FAMILY)
    secrets = (r for r in library.rules if r.family == secrecy.FAMILY and not r.retired)
    return lint(analysis, Rulebook(library, (*hazards, *secrets)))
