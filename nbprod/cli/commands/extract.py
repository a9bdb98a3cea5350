"""Turn a notebook into a package that computes the same."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nbprod.cli.options import CONFIG, names, say
from nbprod.errors import ConfigError, NotebookError, PlanError

if TYPE_CHECKING:
    from nbprod.extract.files.surroundings import Surroundings
    from nbprod.extract.plan import Package, Plan
    from nbprod.notebook.model import Notebook
    from nbprod.verify.verdict import Verdict

HOLDS, DIFFERS = 0, 1


def targets(
    ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Names of targets, each of which there must be."""
    from nbprod.config import did_you_mean
    from nbprod.extract import targets as shelf

    for name in given:
        if name not in shelf.names():
            known = ", ".join(shelf.names())
            meant = did_you_mean(name, shelf.names())
            raise click.BadParameter(f"there is no target {name!r}{meant} Known are {known}.")
    return given


@click.command("extract")
@click.argument("notebook", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="The folder to write; else one named after the package, beside the notebook.")  # fmt: skip
@click.option("--name", metavar="NAME", help="The package's import name; else from the title.")
@click.option("--plan", "only_plan", is_flag=True, help="Show the plan and write nothing.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Answer in JSON: with the plan, or with --verify the verdict.",
)
@names("--slice", "Keep only what these values, files or figures need.")
@names("--drop", "Leave these cells out, by number, from 1.")
@names("--keep", "Keep what these cells only show, by number, from 1.")
@click.option("--stage", "stages", multiple=True, metavar="CELL=NAME",
              help="Begin a stage of this name at a cell, counted from 1.")  # fmt: skip
@click.option("--target", multiple=True, metavar="TARGET", callback=targets,
              help="Add a file that runs the stages in an orchestrator: airflow, dagster ...")  # fmt: skip
@click.option("--python", metavar="EXE", help="The notebook's own Python: it pins the versions.")
@click.option("--strict", is_flag=True, help="Refuse a notebook with a cell that cannot be kept.")
@click.option("--force", is_flag=True, help="Write over an older package.")
@click.option("--verify", is_flag=True,
              help="EXECUTE notebook and package, compare them, and keep what was proven as a test.")  # fmt: skip
@click.option("--timeout", default=600.0, show_default=True, help="With --verify: seconds a run.")
@CONFIG
def command(notebook: Path, **given: Any) -> None:
    """Turn NOTEBOOK into a package that computes the same.

    Nothing of the notebook is executed, unless you ask for --verify. Cells can be steered from
    the notebook itself: a tag, or a comment in the first line, `stage: train`, `drop` or `keep`.

    Exits with 0 when the package is written (and proven, with --verify), 1 when --verify found a
    difference, 2 when the notebook cannot be extracted as asked, 3 when nbprod itself failed.
    """
    given = _settled(notebook, given)
    try:
        _extract(notebook, given)
    except RecursionError:
        told = "holds an expression that is nested too deeply; write it as several statements"
        raise PlanError(f"{notebook}: {told}") from None


def _extract(notebook: Path, given: dict[str, Any]) -> None:
    from nbprod.extract.files.environment import environment
    from nbprod.extract.files.lacking import fitting
    from nbprod.extract.files.requirements import likely_own, requirements
    from nbprod.extract.files.surroundings import Surroundings

    plan = _plan(notebook, given)
    plan, here = fitting(plan, environment(str(given["python"] or "")))
    local = tuple(sorted({*_local(plan, notebook.resolve().parent), *likely_own(plan, here)}))
    found = requirements(plan, here, local)
    around = Surroundings(found, local, tuple(given["target"]), here=here)
    if given["only_plan"] or (given["as_json"] and not given["verify"]):
        _show(plan, around, as_json=given["as_json"])
    if given["strict"]:
        _refuse(plan)
    if not given["only_plan"]:
        _write(plan, around, notebook=notebook, given=given)


def _settled(notebook: Path, given: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, over what `[tool.nbprod.extract]` says."""
    from nbprod.config import did_you_mean, load, read_once

    config = read_once(given["config"]) if given["config"] else load(notebook.resolve().parent)
    allowed = ("name", "out", "target", "python", "strict", "drop", "keep", "slice", "stage")
    said = dict(config.extract)
    for key in said:
        if key not in allowed:
            raise ConfigError(
                f"[tool.nbprod.extract] has no setting {key!r}{did_you_mean(key, allowed)}"
            )
    settled = {**given, "config": config}
    for key, value in said.items():
        option = "stages" if key == "stage" else key
        if not settled[option]:
            settled[option] = _as_option(value)
            if key in ("out", "python") and (key == "out" or (config.root / str(value)).exists()):
                settled[option] = config.root / str(value)
    return settled


def _as_option(value: object) -> Any:
    if isinstance(value, dict):
        return tuple(f"{cell}={name}" for cell, name in value.items())
    return tuple(str(each) for each in value) if isinstance(value, list) else value


def _notebook(path: Path) -> Notebook:
    from nbprod.notebook.model import Unreadable
    from nbprod.notebook.reading import read

    try:
        notebook = read(path.as_posix(), path.read_bytes())
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read: {error.strerror}") from error
    if isinstance(notebook, Unreadable):
        raise NotebookError(f"{notebook.path}:{notebook.line}: {notebook.reason}")
    if not notebook.is_python:
        raise NotebookError(f"{path}: holds {notebook.language}; only Python can be extracted")
    return notebook


def _plan(path: Path, given: dict[str, Any]) -> Plan:
    from nbprod.extract.deciding import Wishes, decide
    from nbprod.extract.decisions.steering import steering
    from nbprod.run.standing import standing

    said = steering(given["drop"] or (), given["keep"] or (), given["stages"] or ())
    notebook = _notebook(path)
    beside = frozenset(file.stem for file in path.resolve().parent.glob("*.py"))
    folder = path.resolve().parent
    programs = _programs(notebook, folder)
    reads = partial(_text, folder)
    found = standing(notebook, given["config"])
    outputs = given["slice"] or ()
    return decide(
        notebook, Wishes(given["name"] or "", said, outputs, beside, programs, reads, found)
    )


LARGEST = 2_000_000
"""Bytes of a file that a notebook names up to which it is read."""


def _text(folder: Path, name: str) -> str | None:
    """What a text beside the notebook says; none where it cannot be read."""
    from nbprod.notebook.decoding import decode

    data = _bytes(folder, name)
    with suppress(ValueError):
        return None if data is None else decode(data).text
    return None


def _bytes(folder: Path, name: str) -> bytes | None:
    """What a file beside the notebook holds; none where it is not there, or is too large."""
    path = folder / name
    with suppress(OSError, ValueError):
        if not Path(name).is_absolute() and path.is_file() and path.stat().st_size <= LARGEST:
            return path.read_bytes()
    return None


def _programs(notebook: Notebook, folder: Path) -> dict[str, Notebook]:
    """The files that a notebook runs, and those that they run, as text."""
    from nbprod.extract.statements.programs import named

    found: dict[str, Notebook] = {}
    todo = list(named(notebook))
    while todo:
        name = todo.pop()
        if name not in found and (file := _program(folder, name)):
            found[name] = file
            todo += () if name.endswith(".py") else named(file)
    return found


def _program(folder: Path, name: str) -> Notebook | None:
    """A file beside the notebook; none where it is not there, or is none that can be read."""
    from nbprod.extract.statements.programs import script
    from nbprod.notebook.model import Unreadable
    from nbprod.notebook.reading import read

    if not name.endswith(".ipynb"):
        text = _text(folder, name)
        return None if text is None else script(name, text)
    data = _bytes(folder, name)
    file = read(name, data) if data is not None else None
    return None if isinstance(file, Unreadable) else file


def _local(plan: Plan, folder: Path) -> tuple[str, ...]:
    """Modules beside the notebook that it imports."""
    modules = (found.module for found in plan.imports)
    return tuple(m for m in modules if (folder / f"{m}.py").is_file() or (folder / m).is_dir())


def _refuse(plan: Plan) -> None:
    if plan.refused:
        told = "\n".join(f"  cell {r.cell.number + 1}: {r.reason}" for r in plan.refused)
        raise PlanError(
            f"{plan.notebook}: cannot be kept whole, and --strict asks for it:\n{told}\n"
            "Mend these cells, or leave them out with a `drop` tag."
        )


def _show(plan: Plan, around: Surroundings, *, as_json: bool) -> None:
    from nbprod.extract.packaging import needed as needed_by
    from nbprod.report import plan as report

    needed = needed_by(plan, around)
    say(report.as_json(plan, needed) if as_json else report.as_text(plan, needed), None)


def _write(plan: Plan, around: Surroundings, *, notebook: Path, given: dict[str, Any]) -> None:
    from nbprod.extract.packaging import package
    from nbprod.extract.style.excusing import excused
    from nbprod.extract.writing import check, write
    from nbprod.report.counting import many

    root = given["out"] or notebook.resolve().parent / plan.package
    check(root, force=given["force"])
    made = excused(package(plan, around))
    verdict = None
    if given["verify"]:
        made, verdict = _prove(plan, made, notebook=notebook, given=given)
    written = write(made, root, force=given["force"])
    for path in written.aside:
        click.echo(f"nbprod: kept {written.root / path}, which was in the way", err=True)
    for refused in plan.refused:
        click.echo(f"nbprod: left out cell {refused.cell.number + 1}: {refused.reason}", err=True)
    if not given["as_json"]:
        doubts = many(len(plan.doubts), "doubt")
        told = f"; {doubts}, told in README.md" if plan.doubts else ""
        parts = f"{many(len(plan.stages), 'stage')}, {len(written.files)} files"
        click.echo(f"wrote {written.root}: {parts}{told}")
    if verdict is not None:
        _tell(verdict, as_json=given["as_json"])


def _prove(
    plan: Plan, made: Package, *, notebook: Path, given: dict[str, Any]
) -> tuple[Package, Verdict]:
    """Run both, and keep what was found to be the same as a test of the package."""
    import tempfile

    from nbprod.extract.writing import write
    from nbprod.verify.children import Limits
    from nbprod.verify.proving import Terms, memory_share, prove

    python = str(given["python"] or sys.executable)
    click.echo(f"nbprod: executing {notebook} and its package with {python}", err=True)
    terms = Terms(python=python, limits=Limits(given["timeout"], memory_share()))
    with tempfile.TemporaryDirectory(prefix="nbprod-extract-") as folder:
        root = write(made, Path(folder) / plan.package).root
        verdict = prove(notebook, root, terms, progress=_progress())
    verdict = replace(verdict, package=plan.package)
    return (_recorded(plan, made, verdict) if verdict.holds() else made), verdict


def _recorded(plan: Plan, made: Package, verdict: Verdict) -> Package:
    """The package with a test of what `run` was found to give."""
    from nbprod.extract.plan import Package
    from nbprod.extract.style.excusing import excused
    from nbprod.extract.style.formatting import formatted
    from nbprod.verify.recording import record

    given = {
        c.name for c in verdict.comparisons if c.kind == "value" and c.where.startswith("run()")
    }
    facts = {name: told for name, told in verdict.facts.items() if name in given}
    imports = [f"from {plan.package}.config import Config"] if plan.settings else []
    call = "run(Config())" if plan.settings else "run()"
    recording = record(
        replace(verdict, facts=facts), package=plan.package, imports=imports, run=call
    )
    tests = {"tests/expected.json": recording.expected, "tests/test_equivalence.py": recording.test}
    return excused(Package(dict(sorted({**made.files, **formatted(tests)}.items()))))


def _progress() -> Any:
    told = {""}

    def tell(text: str) -> None:
        what = text.partition(":")[0]
        if what not in told:
            told.add(what)
            click.echo(f"nbprod: {what}", err=True)

    return tell


def _tell(verdict: Verdict, *, as_json: bool) -> None:
    from nbprod.report import verdict as report

    say(report.as_json(verdict) if as_json else report.as_text(verdict), None)
    sys.exit(HOLDS if verdict.holds() else DIFFERS)
