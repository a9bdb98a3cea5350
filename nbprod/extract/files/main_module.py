"""`__main__.py` of an emitted package: its command line, with no option that does nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.files.config_module import data_paths, env_prefix
from nbprod.extract.files.graph import hands_over
from nbprod.extract.plan import Plan
from nbprod.extract.words import wording


def main_module(plan: Plan, modules: Mapping[str, str]) -> str:
    """The command line; `modules` are the other modules of the package by path."""
    several = len(plan.stages) > 1
    parts = [
        f'"""{wording.docstring(wording.sentence(plan.title)) or plan.package}"""\n',
        *_imports(plan, modules),
        "",
        "",
        *([f'PREFIX = "{env_prefix(plan)}"', "", ""] if _plain(plan) else []),
        *(_TRUTH if _has_flags(plan) else []),
        "def main() -> None:",
        f"    parser = argparse.ArgumentParser(__package__, description=__doc__{_whole(plan)})",
        *_options(plan, several),
        *_rest(plan, modules),
        "",
        "",
        'if __name__ == "__main__":',
        "    main()",
    ]
    return "\n".join(parts) + "\n"


def _logs(plan: Plan, modules: Mapping[str, str]) -> bool:
    """Whether a run says anything to the log: its stages where they are several, or a value."""
    return len(plan.stages) > 1 or any(_LOGGER in text for text in modules.values())


def _whole(plan: Plan) -> str:
    """Names of settings are never guessed from their beginnings."""
    return ", allow_abbrev=False" if _plain(plan) else ""


_GRAPH = {
    True: [
        "for name, (stage, gives) in STAGES.items():",
        '    print(f"{name}:", *signature(stage).parameters, "->", gives)',
    ],
    False: [
        "print(*(f\"{name} -> {gives or 'nothing'}\" for name, (_, gives) in STAGES.items()))",
    ],
}
"""Of several stages, each with what it takes; of one, which takes nothing, what it gives."""


def _rest(plan: Plan, modules: Mapping[str, str]) -> list[str]:
    several = len(plan.stages) > 1
    options = several or bool(_plain(plan))
    given = "given" if options else "parser.parse_args()"
    return [
        *_settings(plan),
        *(["    given = parser.parse_args()"] if options else []),
        *(_READ if _plain(plan) else []),
        f'    if {given}.command == "graph":',
        *(f"        {line}" for line in _GRAPH[several]),
        "        return",
        *(_IN_ORDER if _starts_programs(modules) else []),
        *([_COLUMNS] if _prints_frames(plan, modules) else []),
        *(_logging(modules) if _logs(plan, modules) else []),
        *_run(plan, several),
    ]


_IN_ORDER = [
    "    if isinstance(sys.stdout, io.TextIOWrapper):",
    "        sys.stdout.reconfigure(line_buffering=True)  # before what programs print below it",
]
"""Python keeps its lines back where it writes to a file or a pipe; programs that it starts do not."""


def _starts_programs(modules: Mapping[str, str]) -> bool:
    """Whether a module starts programs that print where Python prints."""
    return any(_STARTS.search(text) for text in modules.values())


_STARTS = re.compile(r"\bsubprocess\.|\bfrom subprocess import\b|\bos\.system\(")

_COLUMNS = (
    '    pd.set_option("display.max_columns", 20)  # as in a notebook; a terminal shows fewer'
)


def _prints_frames(plan: Plan, modules: Mapping[str, str]) -> bool:
    """Whether a table may be printed: pandas folds wide ones by what it takes for a terminal.

    Source: pandas, "Options and settings", `display.max_columns`.
    """
    return may_print_frames(plan) and any("print(" in text for text in modules.values())


def may_print_frames(plan: Plan) -> bool:
    """Whether a package knows a library that gives frames: pandas is imported then."""
    roots = (found.module.partition(".")[0] for found in plan.imports if not found.optional)
    return any(root in _FRAMES for root in roots)


_FRAMES = frozenset({"pandas", "seaborn", "statsmodels", "geopandas"})
"""Libraries that give pandas frames, pandas being installed with them."""


def _imports(plan: Plan, modules: Mapping[str, str]) -> list[str]:
    starts = _starts_programs(modules)
    standard = ["import argparse"]
    standard += ["import io"] if starts else []
    standard += ["import json"] if _has_flags(plan) else []
    standard += ["import logging"] if _logs(plan, modules) else []
    standard += ["import os"] if _plain(plan) else []
    standard += ["import sys"] if _plain(plan) or starts else []
    standard += ["import tomllib", "from dataclasses import fields"] if _plain(plan) else []
    standard += ["from inspect import signature"] if len(plan.stages) > 1 else []
    standard += ["from pathlib import Path"] if _plain(plan) else []
    own = ["from .config import Config"] if plan.settings else []
    standard += ["", "import pandas as pd"] if _prints_frames(plan, modules) else []
    return [*standard, "", *own, "from .pipeline import STAGES, run"]


def _options(plan: Plan, several: bool) -> list[str]:
    lines = [
        _ADD + '("command", choices=["run", "graph"], help="run the stages, or print their graph")'
    ]
    lines += _WHICH if several else []
    if _plain(plan):
        lines.append(
            _ADD + '("--config", default=os.devnull, metavar="FILE", help="settings as TOML")'
        )
    if hands_over(plan):
        lines.append(
            _ADD + '("--artifacts", default="", metavar="DIR", help="keep values as files")'
        )
    return lines


_ADD = "    parser.add_argument"
_WHICH = [
    "    which = parser.add_mutually_exclusive_group()",
    """    which.add_argument("--only", choices=STAGES, metavar="STAGE", help=f"run one of {', '.join(STAGES)}")""",
    '    which.add_argument("--from", dest="first", choices=STAGES, metavar="STAGE", help="start there")',
]


def _settings(plan: Plan) -> list[str]:
    """Each field is an option; the environment may say it too."""
    if not _plain(plan):
        return []
    kind = "type(f.default)"
    kinds = [f"        kind = truth if {kind} is bool else {kind}"] if _has_flags(plan) else []
    told = f"type={'kind' if kinds else kind}, default=default, help=means"
    return [
        *(["    settings = [f for f in fields(Config) if f.init]"] if _has_secrets(plan) else []),
        f"    for f in {_fields(plan)}:",
        "        default = os.environ.get(PREFIX + f.name.upper(), f.default)",
        *kinds,
        _MEANING,
        f'    {_ADD}(f"--{{f.name}}", {told})',
    ]


_MEANING = """\
        means = "".join(getattr(f.type, "__metadata__", ())).replace("%", "%%") + " (default: %(default)r)\"\
"""

_READ = [
    "    try:",
    '        said = tomllib.loads(Path(given.config).read_text("utf-8"))',
    "    except (OSError, ValueError) as error:",
    '        parser.error(f"{given.config}: {error}")',
    '    told = [f"--{key}={os.environ.get(PREFIX + key.upper(), said[key])}" for key in said]',
    "    given = parser.parse_args([*told, *sys.argv[1:]])",
]
"""The file's settings become options that stand before those of the command line.

So one parser checks the names and types of both, and the last wins; the environment beats the file.
"""


def _fields(plan: Plan) -> str:
    """The settings that may be said in a file or an option: secrets may not."""
    return "settings" if _has_secrets(plan) else "fields(Config)"


def _has_flags(plan: Plan) -> bool:
    return any(s.type == "bool" for s in plan.settings)


_TRUTH = [
    "def truth(text: str) -> bool:",
    '    """Read `true` and `false`, however they are spelled."""',
    "    return bool(json.loads(text.lower()))",
    "",
    "",
]


def _plain(plan: Plan) -> bool:
    """Whether anything may be set by an option: secrets may not."""
    return any(setting.kind != "secret" for setting in plan.settings)


def _has_secrets(plan: Plan) -> bool:
    return any(s.kind == "secret" for s in plan.settings)


def _logging(modules: Mapping[str, str]) -> list[str]:
    """The package's own log goes to standard error, and no library's more than it did.

    Where the notebook sets up logging itself, its set-up finds the root logger untouched.
    """
    rest = (text.replace(_LOGGER, "") for text in modules.values())
    if not any("logging." in text or "from logging" in text for text in rest):
        return [
            '    logging.basicConfig(format="%(message)s")',
            "    logging.getLogger(__package__).setLevel(logging.INFO)",
        ]
    return [
        "    log = logging.getLogger(__package__)",
        "    log.addHandler(logging.StreamHandler())",
        "    log.setLevel(logging.INFO)",
        "    log.propagate = False",
    ]


_LOGGER = "logging.getLogger(__name__)"


def _run(plan: Plan, several: bool) -> list[str]:
    values = f"{{f.name: getattr(given, f.name) for f in {_fields(plan)}}}"
    rooted = _rooted(data_paths(plan))
    config = "**values" if rooted else f"**{values}" if _plain(plan) else ""
    arguments = [f"Config({config})"] if plan.settings else []
    arguments += ["given.first", "given.only"] if several else []
    arguments += ["given.artifacts"] if hands_over(plan) else []
    kept = [f"    values = {values}", *rooted] if rooted else []
    line = f"    run({', '.join(arguments)})"
    if len(line) > WIDTH:
        kept, line = [f"    values = {values}"], line.replace(values, "values")
    return [*kept, line]


def _rooted(paths: Sequence[str]) -> list[str]:
    """Relative paths start from the data root."""
    if not paths:
        return []
    named = ", ".join(f'"{name}"' for name in paths) + ("," if len(paths) == 1 else "")
    path = 'os.path.join(values["data_root"], values[name])'
    at_once = f"    values |= {{name: {path} for name in ({named})}}"
    if len(at_once) <= WIDTH:
        return [at_once]
    return [f"    for name in ({named}):", f"        values[name] = {path}"]
