"""`README.md` of an emitted package: what it is, how it runs, and what to know before owning it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from nbprod.extract.files.alone import state, torn_apart, unkept
from nbprod.extract.files.config_module import data_paths, env_prefix
from nbprod.extract.files.figures_module import formats
from nbprod.extract.files.graph import cells_of, hands_over, leaves_results
from nbprod.extract.files.graph_texts import mermaid
from nbprod.extract.files.requirements import Requirement, is_pinned_by, is_versioned
from nbprod.extract.files.running import installed
from nbprod.extract.files.stepping import FOLDER
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.plan import DataRef, Hazard, Plan, Stage
from nbprod.extract.words import wording

Rows = Iterable[Sequence[str]]


def readme(plan: Plan, needed: Sequence[Requirement], around: Surroundings) -> str:
    """The page; sections with nothing to say are left out."""
    parts = [
        _head(plan),
        _running(plan, around),
        _stages(plan),
        _definitions(plan),
        _configuration(plan),
        _data(plan),
        _hazards(plan),
        _refused(plan),
        _doubts(plan),
        _left_out(plan),
        _dependencies(plan, needed, around),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(plan: Plan) -> str:
    file = wording.code(plan.notebook.replace("\\", "/").rpartition("/")[2])
    parts = [f"# {wording.cell(plan.title, 200)}"]
    if plan.summary:
        parts.append(wording.cell(plan.summary, 600))
    parts.append(f"Extracted from {file} by `nbprod extract`; cells are counted from 1.")
    return "\n\n".join(parts)


def _running(plan: Plan, around: Surroundings) -> str:
    name = plan.package
    files = any(not d.writes for d in _relative(plan))
    where = "      # in the folder the data paths start from" if files else ""
    lines = ["pip install .", f"python -m {name} run{where}"]
    if len(plan.stages) > 1 and not unkept(plan):
        first = plan.stages[1].name
        kept = " --artifacts work" if hands_over(plan) else ""
        if kept:
            lines.append(f"python -m {name} run --artifacts work")
        lines += [
            f"python -m {name} run --from {first}{kept}",
            f"python -m {name} run --only {first}{kept}",
        ]
    lines.append(f"python -m {name} graph")
    text = "## Run\n\n```console\n" + "\n".join(lines) + "\n```"
    told = list(_told(plan, around))
    return text + "".join(f"\n\n{paragraph}" for paragraph in told)


def _told(plan: Plan, around: Surroundings) -> Iterator[str]:
    if len(plan.stages) > 1:
        yield "The notebook's own prints go to standard output, the log to standard error."
    if hands_over(plan):
        yield (
            "`--artifacts DIR` keeps what each stage gives below `DIR/<stage>/`, and stages that "
            "run alone read from there. Read artifacts only from folders you trust: pickled "
            "values run code when they are read. Two values that share an object become two "
            "objects as files."
            + " A result that no stage takes and no file can hold is left with a warning."
            * leaves_results(plan)
        )
    if apart := torn_apart(plan):
        held = "; ".join(f"{state(name)} in {wording.words(who)}" for name, who in apart.items())
        yield (
            f"Some stages go on with the state of one process: {held}. "
            "Run apart, they start without it and may compute something else."
        )
    for giver, takers in unkept(plan).items():
        names = dict.fromkeys(name for found in takers.values() for name in found)
        yield (
            f"No file can hold {wording.words(names)} from `{giver}`: with `--artifacts` a run ends "
            f"there, and {wording.words(takers)} cannot run alone."
        )
    if plan.draws:
        where = f"in `figures/`, or where `{env_prefix(plan)}FIGURES` says"
        yield f"Figures are saved as {formats(plan)} {where}."
    if around.engines:
        yield f"`{FOLDER}/` holds what runs the stages with {', '.join(around.engines)}."
    if around.local:
        yield (
            f"It imports {wording.words(around.local)} from the folder that it is run in, "
            "as the notebook did: install or copy that code before you ship this."
        )


def _relative(plan: Plan) -> Iterator[DataRef]:
    """Files by relative paths: those it writes, and those that must be there before it does."""
    made: set[str] = set()
    for ref in plan.data:
        known = ref.where in made or re.match(r"[/~{]|\w:[\\/]|\w+://", ref.where)
        if ref.source == "file" and not known:
            yield ref
        made |= {ref.where} if ref.writes else set()


def _stages(plan: Plan) -> str:
    if not plan.stages:
        return "## Stages\n\nThe notebook computes nothing at top level: it only defines."
    rows = [
        (
            f"`{s.name}`",
            _numbers(cells_of(s)),
            _listed(s.takes),
            _listed(s.gives),
            _figures(s),
        )
        for s in plan.stages
    ]
    table = _table(("Stage", "Cells", "Takes", "Gives", "Figures"), rows)
    drawn = f"```mermaid\n{mermaid(plan)}\n```\n\n" if len(plan.stages) > 1 else ""
    return f"## Stages\n\n{drawn}{table}"


def _definitions(plan: Plan) -> str:
    modules: dict[str, list[str]] = {}
    for definition in plan.definitions:
        modules.setdefault(definition.module, []).append(definition.name)
    items = [f"`{module}.py`: {_few(names)}" for module, names in modules.items()]
    return f"## Definitions\n\nIn modules of their own:\n\n{_list(items)}" if items else ""


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return _listed(names[:MOST_NAMED]) + more


MOST_NAMED = 12
"""Definitions of a module that are named before the rest is counted."""


def _figures(stage: Stage) -> str:
    """Names in a table, each once: the second of a name is `name-2`."""
    found: dict[str, list[str]] = {}
    for name in stage.figures:
        base = next((b for b, known in found.items() if name == f"{b}-{len(known) + 1}"), name)
        found.setdefault(base, []).append(name)
    return ", ".join(f"`{base}`{_many(names, stage)}" for base, names in found.items())


def _many(names: Sequence[str], stage: Stage) -> str:
    """How many figures have one name: any number from a loop; nothing where nobody can be sure."""
    if any(name in stage.several for name in names):
        return " (several)"
    sure = len(names) > 1 and set(names) <= set(stage.recorded)
    return f" ({len(names)})" if sure else ""


def _configuration(plan: Plan) -> str:
    if not plan.settings:
        return ""
    prefix = env_prefix(plan)
    rows = [
        (
            f"`{s.name}`",
            "required" if s.kind == "secret" else wording.code(s.value, 60),
            f"`{s.env if s.kind == 'secret' else prefix + s.name.upper()}`",
            wording.cell(s.description),
            str(s.cell.number + 1),
        )
        for s in plan.settings
    ]
    text = (
        "## Configuration\n\n"
        "Each setting can come from a TOML file (`--config FILE`), the environment, or the "
        "command line (`--<setting> VALUE`); the last of these wins.\n\n"
    )
    text += _table(("Setting", "Default", "Environment", "Meaning", "Cell"), rows)
    if data_paths(plan):
        text += (
            f"\n\nRelative paths start from `data_root` (`{prefix}DATA_ROOT`), "
            "which is the current folder unless said otherwise."
        )
        if any(not ref.setting for ref in _relative(plan)):
            text += (
                " Files that have no setting, in the table below, start from the current folder."
            )
    if any(s.kind == "secret" for s in plan.settings):
        text += "\n\nSecrets come from the environment alone; their values were not copied."
    return text


def _data(plan: Plan) -> str:
    short = _shortened({ref.where for ref in plan.data})
    rows = [
        (
            "writes" if ref.writes else "reads",
            wording.code(short[ref.where], len(ref.where)),
            wording.cell(ref.source),
            ref.format,
            f"`{ref.setting}`" if ref.setting else "",
            f"`{ref.stage}`" if ref.stage else "",
            str(ref.cell.number + 1),
        )
        for ref in plan.data
    ]
    head = ("", "What", "Origin", "Format", "Setting", "Stage", "Cell")
    open_ends = any("{" in ref.where for ref in plan.data)
    told = "\n\nWhat stands in braces is worked out as the package runs." if open_ends else ""
    return f"## Data\n\n{_table(head, dict.fromkeys(rows))}{told}" if rows else ""


def _shortened(texts: Iterable[str]) -> dict[str, str]:
    """Addresses that fit into a table; whole where others would look the same."""
    short = {text: wording.middle(text) for text in texts}
    alike = Counter(short.values())
    return {text: shown if alike[shown] == 1 else text for text, shown in short.items()}


def _hazards(plan: Plan) -> str:
    resolved = [_hazard(hazard) for hazard in plan.hazards if hazard.resolved]
    left = [_hazard(hazard) for hazard in plan.hazards if not hazard.resolved]
    parts = [f"Resolved:\n\n{_list(resolved)}"] if resolved else []
    parts += [f"Left, and yours to decide:\n\n{_list(left)}"] if left else []
    if any(hazard.rule and not hazard.resolved for hazard in plan.hazards):
        parts.append("`nbprod explain` and the name in brackets tells why, and what to do.")
    return "\n\n".join(["## Hazards", *parts]) if parts else ""


def _hazard(hazard: Hazard) -> str:
    rule = f" (`{hazard.rule}`)" if hazard.rule else ""
    where = f"cell{'s' if hazard.also else ''} {_numbers(hazard.cells)}"
    return f"{where}: {wording.cell(hazard.what, 200)}{rule}"


def _refused(plan: Plan) -> str:
    items = [
        f"cell {r.cell.number + 1}: {wording.cell(r.reason, 200)}"
        + (f"; later cells need {wording.words(r.needed)}" if r.needed else "")
        for r in plan.refused
    ]
    return f"## Cells that could not be kept\n\n{_list(items)}" if items else ""


def _doubts(plan: Plan) -> str:
    items = [f"cell {d.cell.number + 1}: {wording.cell(d.what, 300)}" for d in plan.doubts]
    return f"## Doubts\n\n{_list(items)}" if items else ""


def _left_out(plan: Plan) -> str:
    rows: dict[str, dict[str, list[int]]] = {}
    for left in plan.left_out:
        told = rows.setdefault(left.why, {}).setdefault(wording.code(left.what, 60), [])
        told.append(left.cell.number + 1)
    items = [
        f"{wording.cell(why)}: "
        + ", ".join(f"{what} ({_numbers(list(dict.fromkeys(at)))})" for what, at in told.items())
        for why, told in rows.items()
    ]
    return f"## Left out\n\nBy reason, with the cell:\n\n{_list(items)}" if items else ""


def _dependencies(plan: Plan, needed: Sequence[Requirement], around: Surroundings) -> str:
    parts = [*_versions(needed, around)]
    if programs := installed(plan):
        run = wording.words(programs)
        parts.append(
            f"It runs {run}, which `pip` does not install; without one it says so and goes on."
        )
    guesses = [f"`{r.name}`, for `import {r.module}`" for r in needed if r.origin == "guess"]
    if guesses:
        parts.append(
            "Not installed where this was written, unknown to nbprod, and named after the import; "
            f"check them:\n\n{_list(guesses)}"
        )
    return "\n\n".join(["## Dependencies", *parts]) if parts else ""


def _versions(needed: Sequence[Requirement], around: Surroundings) -> Iterator[str]:
    """Where the versions in `pyproject.toml` come from."""
    here = around.here
    ours = [r for r in needed if not r.group and is_pinned_by(r, here)]
    said = [r.name for r in needed if r not in ours and not r.group and is_versioned(r)]
    free = [r.name for r in needed if r not in ours and not r.group and not is_versioned(r)]
    whose = "which `--python` named" if here.named else "which ran `nbprod extract`"
    if ours:
        yield f"Versions in `pyproject.toml` are those of the Python {here.python} {whose}."
    if said:
        yield f"Versions of {wording.words(said)} are from the notebook's own install lines."
    if free and here.python:
        yield f"Without a version: {_listed(free)}."


# -- Markdown


def _table(head: Sequence[str], rows: Rows) -> str:
    rows = [list(row) for row in rows]
    kept = [i for i, title in enumerate(head) if not title or any(row[i] for row in rows)]
    lines = [[head[i] for i in kept], ["---"] * len(kept)]
    lines += [[row[i] for i in kept] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _numbers(cells: Sequence[int]) -> str:
    """`2-4, 7`: cells in runs."""
    runs: list[list[int]] = []
    for cell in cells:
        if runs and cell == runs[-1][1] + 1:
            runs[-1][1] = cell
        else:
            runs.append([cell, cell])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)
