"""`config.py` of an emitted package: what may be changed without touching the code."""

from __future__ import annotations

import ast
import json
import re
import textwrap

from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.plan import Plan, Setting
from nbprod.extract.words import wording


def config_module(plan: Plan) -> str:
    """The configuration as one frozen, documented dataclass."""
    secrets = [s for s in plan.settings if s.kind == "secret"]
    plain = [s for s in plan.settings if s.kind != "secret"]
    fields = [*([_DATA_ROOT] if data_paths(plan) else []), *map(_field, plain)]
    parts = [
        *(["import os"] if secrets else []),
        f"from dataclasses import dataclass{', field' if secrets else ''}",
        *(["from typing import Annotated"] if any(map(_TOLD.search, fields)) else []),
        "",
        *(_SECRET if secrets else ["", ""]),
        "@dataclass(frozen=True)",
        "class Config:",
        '    """What may be changed without touching the code; the notebook gave the defaults."""',
        "",
        *(_secret(setting) for setting in secrets),
        *fields,
    ]
    return "\n".join(parts) + "\n"


def env_prefix(plan: Plan) -> str:
    """What the environment variables of a package begin with: `BIRTHS_`."""
    return f"{plan.package.strip('_').upper()}_"


def data_paths(plan: Plan) -> tuple[str, ...]:
    """The settings that start from the data root: relative paths."""
    return tuple(s.name for s in plan.settings if s.kind == "path" and _is_relative(s.value))


def _is_relative(value: str) -> bool:
    try:
        path = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return False
    rooted = isinstance(path, str) and re.match(r"[/\\~]|[A-Za-z]:|\w+://", path)
    return isinstance(path, str) and not rooted


_TOLD = re.compile(r"^    \w+: Annotated\[", re.MULTILINE)

_DATA_ROOT = (
    '    data_root: Annotated[str, "Where relative paths start; empty: the current folder"] = ""'
)

_SECRET = (
    "",
    "def secret(name: str) -> str:",
    '    """Read from the environment what no file may hold."""',
    "    if not os.environ.get(name):",
    '        raise SystemExit(f"set the environment variable {name}: the pipeline needs it")',
    "    return os.environ[name]",
    "",
    "",
)


def _secret(setting: Setting) -> str:
    factory = f'lambda: secret("{setting.env}")'
    made = f"field(init=False, repr=False, default_factory={factory})"
    return _documented(f"    {setting.name}: str = {made}", setting)


def _field(setting: Setting) -> str:
    """A field that says what it means to the command line too, if one line holds that."""
    said = wording.comment(setting.description)
    kind = f"Annotated[{setting.type}, {json.dumps(said, ensure_ascii=False)}]"
    told = f"    {setting.name}: {kind} = {setting.value}"
    if said and len(told) <= WIDTH:
        return "\n".join([*_above(setting), told])
    return _documented(f"    {setting.name}: {setting.type} = {setting.value}", setting)


def _above(setting: Setting) -> list[str]:
    lines = (
        part for line in setting.above for part in textwrap.wrap(wording.line(line), WIDTH - 6)
    )
    return [f"    # {line}" for line in lines]


def _documented(code: str, setting: Setting) -> str:
    """A field with its comment: beside it where there is room, else above, as what tells more is."""
    above = _above(setting)
    said = wording.comment(setting.description)
    beside = f"{code}  # {said}" if said else code
    if len(beside) > WIDTH and said:
        above, beside = [*above, f"    # {said}"], code
    return "\n".join([*above, beside])
