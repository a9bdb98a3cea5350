"""Find what keeps notebooks from running in production."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from nbprod.cli.options import CONFIG, OUTPUT, PATHS, names, say, shows_colour
from nbprod.config import Config
from nbprod.errors import ConfigError
from nbprod.finding import Severity
from nbprod.report import findings
from nbprod.run.discovery import Asked
from nbprod.run.doors import Manner, lint_paths, lint_source
from nbprod.run.outcome import Outcome, Report
from nbprod.run.pool import garbage_held

CLEAN, FOUND, CRASHED = 0, 1, 3


class Lint(click.Command):
    """A command whose help also tells what each format is for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the formats with the first line of each file."""
        with formatter.section("Formats"):
            formatter.write_dl([(name, findings.about(name)) for name in findings.names()])


@click.command("lint", cls=Lint)
@PATHS
@names("--select", "Report these rules, by name, code or family, instead of the default ones.")
@names("--extend-select", "Report these rules besides the selected ones.")
@names("--ignore", "Do not report these rules.")
@click.option("--fix", is_flag=True, help="Make the fixes that keep what the notebook computes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: make the others too.")
@click.option("--diff", is_flag=True, help="Show what fixes would do, and change nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(findings.names()),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@OUTPUT
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--baseline", type=click.Path(dir_okay=False), help="Leave out what is known here.")
@click.option("--update-baseline", is_flag=True, help="Write what is found now to the baseline.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 1 at findings of this severity or above.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--stdin-filename", help="Read one notebook from standard input, of this name.")
@click.option("--force-exclude", is_flag=True, help="Leave out excluded files even if named.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes; more only if it pays.")
@click.option("--no-cache", is_flag=True, help="Work everything out anew, and keep nothing.")
@click.option("--cache-dir", help="Keep the cache in this folder.")
@click.option("--executor", metavar="MODULE:FACTORY", help="Work on this futures executor.")
@click.option("--shard", metavar="K/N", help="Take the Kth of N parts of the files.")
@CONFIG
def command(paths: tuple[str, ...], **given: Any) -> None:
    """Find what keeps notebooks from running in production.

    PATHS are files and folders; without any, the working directory. `-` is standard input.

    Exits with 0 when clean, 1 when something is found or a file cannot be read, 2 on a mistake in
    the command or the settings, 3 when nbprod itself failed on a file; others are still reported.
    """
    asked = _asked(given)
    if given["stdin_filename"] or paths == ("-",):
        _stdin(given, asked)
    with garbage_held():
        here = paths or (".",)
        report = lint_paths(here, asked, _manner(given))
        settings = asked.config(_folder(here[0]))
        report = _with_baseline(report, given, settings)
        if given["fix"] or given["diff"]:
            report = _fix(report, asked, given)
        _show(report, given)
        sys.exit(_code(report, given, settings))


def _asked(given: dict[str, Any]) -> Asked:
    over = {name: given[name] for name in ("select", "extend_select", "ignore", "cache_dir")}
    if given["fail_on"]:
        over["fail_on"] = Severity(given["fail_on"])
    if given["cache_dir"]:
        over["cache_dir"] = str(Path(given["cache_dir"]).absolute())
    return Asked(given["config"], over, given["force_exclude"])


def _manner(given: dict[str, Any]) -> Manner:
    from nbprod.run.pool import executor_of, shard_of

    return Manner(
        given["jobs"],
        not given["no_cache"],
        executor_of(given["executor"]) if given["executor"] else None,
        _piece(given),
        shard_of(given["shard"]) if given["shard"] else (1, 1),
    )


def _piece(given: dict[str, Any]) -> Callable[[Outcome], str] | None:
    """How the chosen format writes one file, for the cache to keep; colours are not kept."""
    if given["statistics"] or (given["output_file"] is None and shows_colour()):
        return None
    return getattr(findings.load(given["form"]), "piece", None)


def _folder(path: str) -> str:
    """The folder whose settings say when a run fails."""
    at = Path(path).absolute()
    return str(at if at.is_dir() else at.parent)


def _stdin(given: dict[str, Any], asked: Asked) -> NoReturn:
    """Lint one notebook from standard input; with --fix the notebook itself is the answer."""
    name = given["stdin_filename"] or "stdin.ipynb"
    data = sys.stdin.buffer.read()
    config = asked.config(_folder(name))
    if given["fix"]:
        from nbprod.run.fixing import fixed

        holds = config.for_file(Path(name).absolute())
        change = fixed(name, data, holds, unsafe=given["unsafe_fixes"])
        sys.stdout.buffer.write(change.after if change else data)
        report = Report((change.outcome if change else lint_source(data, name, config),))
        click.echo(findings.load("concise").render(report), nl=False, err=True)
    else:
        report = Report((lint_source(data, name, config),), config.rule_folders)
        report = _with_baseline(report, given, config)
        _show(report, given)
    sys.exit(_code(report, given, config))


def _with_baseline(report: Report, given: dict[str, Any], settings: Config) -> Report:
    from_settings = str(settings.root / settings.baseline) if settings.baseline else None
    name = given["baseline"] or from_settings
    if name is None:
        if given["update_baseline"]:
            raise ConfigError("--update-baseline: name the file with --baseline FILE")
        return report
    from nbprod.run.baseline import Baseline, read, text

    path = Path(name)
    if not given["update_baseline"]:
        known = read(path)
        if gone := known.gone(report):
            click.echo(
                f"nbprod: {gone} known findings are gone; --update-baseline forgets them", err=True
            )
        return known.apply(report)
    before = read(path) if path.exists() else Baseline(path.absolute().parent)
    now = before.updated(report)
    path.write_text(text(now), "utf-8")
    return now.apply(report)


def _fix(report: Report, asked: Asked, given: dict[str, Any]) -> Report:
    """Make the due fixes, or show them."""
    from nbprod.run import fixing

    made = dict(fixing.changes(report, asked, unsafe=given["unsafe_fixes"]))
    for path, change in made.items():
        for finding in change.dropped:
            click.echo(f"nbprod: {finding.place}: fix left out, it would break the cell", err=True)
        if not given["diff"]:
            fixing.write(path, change.after)
    if given["diff"]:
        from nbprod.report import changes

        click.echo(changes.render(made.items()), nl=False)
        sys.exit(FOUND if made else CLEAN)
    if applied := sum(change.applied for change in made.values()):
        click.echo(f"nbprod: {applied} fixes made in {len(made)} notebooks", err=True)
    return fixing.with_changes(report, made)


def _show(report: Report, given: dict[str, Any]) -> None:
    file, form = given["output_file"], given["form"]
    if given["statistics"]:
        from nbprod.report import statistics

        say(statistics.render(report, as_json=form == "json"), file)
        return
    if file is None and shows_colour():
        report = replace(report, colour=True)
    say(findings.load(form).render(report), file)


def _code(report: Report, given: dict[str, Any], settings: Config) -> int:
    if any(report.crashed):
        return CRASHED
    if given["exit_zero"]:
        return CLEAN
    heavy = settings.fail_on.weight
    found = any(sum(tally.severities[heavy:]) for tally in report.tallies)
    return FOUND if found or any(report.skipped) else CLEAN
