"""Run a notebook and the package made from it, and compare all they leave behind."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from nbprod.cli.options import OUTPUT, say

HOLDS, DIFFERS = 0, 1
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def size(ctx: click.Context, parameter: click.Parameter, given: str | None) -> int | None:
    """Read a number of bytes: `4G`, `500M`."""
    if given is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", given.strip(), re.IGNORECASE)
    if not found:
        raise click.BadParameter(f"{given!r} is no size; write it as 4G or 500M")
    return int(float(found[1]) * UNITS[found[2].upper()])


@click.command("verify", context_settings={"show_default": True})
@click.argument("notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1)
@click.option("--python", default=sys.executable, show_default="this interpreter",
              help="Run both with this interpreter.")  # fmt: skip
@click.option("--module", default="", help="The package's import name, if it holds several.")
@click.option("--timeout", default=600.0, help="Seconds for each run.")
@click.option("--memory", callback=size, metavar="SIZE", show_default="three quarters of the machine's",
              help="Memory for each run, such as 4G.")  # fmt: skip
@click.option("--rtol", default=1e-9, help="Floats this near are close, relative to their size.")
@click.option("--atol", default=1e-15, help="Floats this near are close, whatever their size.")
@click.option("--exact", is_flag=True, help="Let close count as different.")
@click.option("--displays", is_flag=True, help="Count values that a cell only displayed.")
@click.option("--part", is_flag=True, help="The package is a slice: let it lack values.")
@click.option("--once", is_flag=True, help="Run the notebook once; unstable values go unnoticed.")
@click.option("--in-place", is_flag=True, help="Run in the notebook's folder, not in copies.")
@click.option(
    "--copy-limit", callback=size, metavar="SIZE", default="1G", help="The largest folder to copy."
)
@click.option("--kernel", is_flag=True, help="Run the notebook in a Jupyter kernel (nbclient).")
@click.option("--allow-errors", is_flag=True, help="Go on after cells that raise.")
@click.option("--json", "as_json", is_flag=True, help="Write the verdict as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Tell nothing while running.")
@OUTPUT
def command(notebook: Path, package: Path, arguments: tuple[str, ...], **given: Any) -> None:
    """Run NOTEBOOK and PACKAGE, and compare all they leave behind.

    This EXECUTES the notebook (twice) and the package (`python -m NAME run`, or with the
    ARGUMENTS after `--`), each in a fresh interpreter and in a copy of the notebook's folder.
    The copy protects your files, not your machine: verify only notebooks you would run.

    Exits with 0 when everything is the same or close, 1 when something is different or missing,
    2 when the notebook itself does not run, 3 when nbprod failed.
    """
    from nbprod.report import verdict as report
    from nbprod.verify.proving import prove

    if not given["quiet"]:
        click.echo(f"nbprod: executing {notebook} and {package} with {given['python']}", err=True)
    try:
        verdict = prove(notebook, package, _terms(given, arguments), progress=_progress(given))
    finally:
        if sys.stderr.isatty() and not given["quiet"]:
            click.echo("\r\033[K", err=True, nl=False)
    render = report.as_json if given["as_json"] else report.as_text
    manner = {name: given[name] for name in ("exact", "displays", "part")}
    say(render(verdict, **manner), given["output_file"])
    sys.exit(HOLDS if verdict.holds(**manner) else DIFFERS)


def _terms(given: dict[str, Any], arguments: tuple[str, ...]) -> Any:
    from nbprod.verify.children import Limits
    from nbprod.verify.proving import Terms, memory_share
    from nbprod.verify.verdict import Tolerance

    memory = memory_share() if given["memory"] is None else given["memory"]
    return Terms(
        python=given["python"],
        limits=Limits(given["timeout"], memory),
        tolerance=Tolerance(given["rtol"], given["atol"]),
        runs=1 if given["once"] else 2,
        in_place=given["in_place"],
        copy_limit=given["copy_limit"],
        kernel=given["kernel"],
        allow_errors=given["allow_errors"],
        module=given["module"],
        arguments=arguments or ("run",),
    )


def _progress(given: dict[str, Any]) -> Any:
    """Tell on standard error what is being run: over one line on a terminal, else run by run."""
    told = {""}

    def tell(text: str) -> None:
        what = text.partition(":")[0]
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{text[:78]}", err=True, nl=False)
        elif what not in told:
            told.add(what)
            click.echo(f"nbprod: {what}", err=True)

    return (lambda text: None) if given["quiet"] else tell
