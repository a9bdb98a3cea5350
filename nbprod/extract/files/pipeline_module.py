"""`pipeline.py` of an emitted package: the graph as data, and the loop that runs it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.files.figures_module import may_leave_figures
from nbprod.extract.files.graph import hands_over, kept_changes, leaves_results
from nbprod.extract.plan import Plan
from nbprod.extract.words import wording

ROOM = 84


def pipeline_module(plan: Plan, own: Mapping[str, str]) -> str:
    """The stages in order, and `run`: long where values are handed over, else short.

    A single stage may stand in this module itself, which `own` has then.
    """
    if stage := own.get(f"src/{plan.package}/pipeline.py"):
        return "\n".join([stage, "", *_single(plan)]) + "\n"
    body = _several(plan) if len(plan.stages) > 1 else _alone(plan)
    title = wording.docstring(wording.sentence(plan.title)) or plan.package
    what = ("No stage.", "One stage.", "The stages, and how they run.")[min(len(plan.stages), 2)]
    return f'"""{title} {what}"""\n\n{body}'


def takes_config(plan: Plan) -> bool:
    """Whether any stage asks for the configuration."""
    return any(stage.takes_config for stage in plan.stages)


def stage_imports(plan: Plan) -> list[str]:
    """The imports of a package's own modules, in order."""
    lines = [f"from .{s.module} import {s.function}" for s in plan.stages]
    lines += ["from .config import Config"] if plan.settings else []
    lines += ["from . import artifacts"] if hands_over(plan) else []
    lines += ["from .figures import save_figures"] if _sweeps(plan) else []
    return sorted(lines)


def _graph(plan: Plan) -> list[str]:
    """`GRAPH` and `STAGES`: the graph as data; what a stage takes stands in its signature."""
    if len(plan.stages) == 1:
        stage = plan.stages[0]
        line = f'STAGES = {{"{stage.name}": ({stage.function}, {_names(stage.gives)})}}'
        beside = f"{line}  {_NAMED}"
        return [beside] if len(beside) <= WIDTH else [_NAMED, line]
    if not plan.stages:
        return [_NAMED, "STAGES: dict[str, tuple[Callable[..., Any], str]] = {}"]
    return [
        "# Functions, which take values by the names of their parameters, and what each gives.",
        "GRAPH: dict[Callable[..., Any], str] = {",
        *(f"    {stage.function}: {_names(stage.gives)}," for stage in plan.stages),
        "}",
        f"STAGES = {{{_KEY}: (stage, gives) for stage, gives in GRAPH.items()}}",
    ]


_NAMED = "# name: function, what it gives"
_KEY = 'stage.__name__.replace("_", "-")'


def _names(names: Sequence[str]) -> str:
    """Names in one text, over several lines where they are many."""
    lines = textwrap.wrap(" ".join(names), ROOM, break_long_words=False, break_on_hyphens=False)
    if len(lines) < 2:
        return f'"{" ".join(names)}"'
    return "(" + " ".join(f'"{line} "' for line in lines[:-1]) + f' "{lines[-1]}")'


# -- one stage


def _alone(plan: Plan) -> str:
    """What runs a stage of another module."""
    parts = [
        *(["import asyncio"] if any(stage.is_async for stage in plan.stages) else []),
        *(
            []
            if plan.stages
            else ["from collections.abc import Callable", "from typing import Any"]
        ),
        "",
        *stage_imports(plan),
        "",
        *_single(plan),
    ]
    return "\n".join(parts).lstrip("\n") + "\n"


def _single(plan: Plan) -> list[str]:
    gives = any(stage.gives for stage in plan.stages)
    does = "Run the stage" if plan.stages else "Do nothing: the notebook only defines"
    return [
        *_graph(plan),
        "",
        "",
        f"def run({_config_parameter(plan)}) -> {'dict[str, object]' if gives else 'None'}:",
        f'    """{does}{" and return what it computes, by name" if gives else ""}."""',
        *_once(plan),
    ]


def _config_parameter(plan: Plan) -> str:
    return f"{plan.config}: Config" if plan.settings else ""


def _once(plan: Plan) -> list[str]:
    if not plan.stages:
        return []
    stage = plan.stages[0]
    call = f"{stage.function}({plan.config if stage.takes_config else ''})"
    call = f"asyncio.run({call})" if stage.is_async else call
    if not stage.gives:
        return [f"    {call}"]
    if len(stage.gives) == 1:
        return [f'    return {{"{stage.gives[0]}": {call}}}']
    gives = f'STAGES["{stage.name}"][1].split()'
    return [f"    return dict(zip({gives}, {call}, strict=True))"]


# -- several stages


def _several(plan: Plan) -> str:
    kept, waits = hands_over(plan), any(stage.is_async for stage in plan.stages)
    changes = {s.name: kept_changes(plan, s) for s in plan.stages if kept_changes(plan, s)}
    parts = [
        *(["import asyncio"] if waits else []),
        "import logging",
        *(["import sys"] if kept and leaves_results(plan) else []),
        "from collections.abc import Callable",
        f"from inspect import {'isawaitable, ' if waits else ''}signature",
        *(["from pathlib import Path"] if kept else []),
        "from typing import Any",
        "",
        *stage_imports(plan),
        "",
        "logger = logging.getLogger(__name__)",
        "",
        *_graph(plan),
        *_changes(changes),
        "",
        "",
        _signature(plan, kept),
        f'    """{_TOLD[kept]}"""',
        f"    values: dict[str, Any] = {_start(plan)}",
        *(f"    {line}" for line in _loop(plan, waits, bool(changes))),
        "    return values",
    ]
    return "\n".join(parts) + "\n"


_TOLD = {
    True: "Run all stages, those from `first` on, or `only` one; `folder` keeps values as files.",
    False: "Run all stages, those from `first` on, or `only` one; return values by name.",
}


def _changes(changes: dict[str, tuple[str, ...]]) -> list[str]:
    if not changes:
        return []
    rows = (f'"{stage}": {_names(names)}' for stage, names in changes.items())
    return [
        "# Values that a stage changes in place and does not return.",
        f"CHANGES = {{{', '.join(rows)}}}",
    ]


def _start(plan: Plan) -> str:
    return f'{{"{plan.config}": {plan.config}}}' if plan.settings else "{}"


def _signature(plan: Plan, kept: bool) -> str:
    parameters = [_config_parameter(plan), 'first: str = ""', 'only: str = ""']
    parameters += ['folder: str = ""'] if kept else []
    return f"def run({', '.join(filter(None, parameters))}) -> dict[str, Any]:"


def _loop(plan: Plan, waits: bool, changes: bool) -> list[str]:
    """The loop over the stages, with no more than this graph needs.

    Where several stages give values of one name, a stage that runs alone must find the version that
    it had in the notebook: which file that is depends on the stages above it.
    """
    kept = hands_over(plan)
    several = kept and (changes or _gives_again(plan))
    gives = "[*gives.split(), *CHANGES.get(name, '').split()]" if changes else "gives.split()"
    takes = "takes" if kept else "signature(stage).parameters"
    call = [
        *(_FETCH if kept else []),
        f"results = stage(**{{key: values[key] for key in {takes}}})",
        *(_WAIT if waits else []),
        *([_SWEEP] if _sweeps(plan) else []),
        'values |= zip(gives.split(), results if " " in gives else [results])',
    ]
    results = kept and leaves_results(plan)
    if several:
        keep = [*_indented([f"for key in {gives}:"], 1), *_KEEP, f"            {_PUT[results]}"]
        loop = [*_ALL, *_indented(call, 2), *keep]
    else:
        keep = [_SAVE, f"    {_PUT[results]}"] if kept else []
        loop = [*_CHOSEN, *_indented([*call, *keep], 1)]
    return [
        *([_TAKEN] if results else []),
        *([_ROOT, "files: dict[str, Path] = {}" if several else _FILES] if kept else []),
        *(["loop = asyncio.new_event_loop()"] if waits else []),
        "names = list(STAGES)",
        *loop,
    ]


def _sweeps(plan: Plan) -> bool:
    """Whether the loop saves what a stage has left open, as a notebook shows it below a cell."""
    return len(plan.stages) > 1 and may_leave_figures(plan)


def _gives_again(plan: Plan) -> bool:
    """Whether two stages give values of one name."""
    given = [name for stage in plan.stages for name in stage.gives]
    return len(set(given)) < len(given)


def _indented(lines: Sequence[str], depth: int) -> list[str]:
    return [f"{'    ' * depth}{line}" for line in lines]


_ROOT = "root = Path(folder).absolute()"  # a stage may change the current folder
_FILES = (
    "files = {k: root / name / k for name, (_, gives) in STAGES.items() for k in gives.split()}"
)
_SAY = 'logger.info("stage %d of %d: %s", names.index(name) + 1, len(names), name)'
_CHOSEN = [
    "for name in [only] if only else names[names.index(first or names[0]) :]:",
    f"    {_SAY}",
    "    stage, gives = STAGES[name]",
]
_ALL = [
    "chosen = [only] if only else names[names.index(first or names[0]) :]",
    "for name, (stage, gives) in STAGES.items():",
    "    if name in chosen:",
    f"        {_SAY}",
]
_SWEEP = "save_figures(name)  # what helpers left open"
_FETCH = [
    "takes = signature(stage).parameters",
    "values |= {key: artifacts.load(files[key]) for key in takes if key not in values}",
]
_WAIT = [
    "if isawaitable(results):",
    "    results = loop.run_until_complete(results)",
]
_SAVE = "for key in gives.split() if folder else []:"
_KEEP = [
    "        files[key] = root / name / key",
    "        if folder and name in chosen:",
]
_PUT = {
    True: "artifacts.save(values[key], files[key], sys.exit if key in taken else logger.warning)",
    False: "artifacts.save(values[key], files[key])",
}
"""Without a result that a stage takes a run with artifacts ends; any other is left with a warning."""
_TAKEN = "taken = {key for stage in GRAPH for key in signature(stage).parameters}"
