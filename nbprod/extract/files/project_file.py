"""`pyproject.toml` of an emitted package."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Mapping, Sequence

from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.files.requirements import Requirement
from nbprod.extract.plan import Plan
from nbprod.extract.words import wording

FLOOR = (3, 11)
"""The oldest Python that the emitted modules run on: `tomllib` came with it."""


def project_file(
    plan: Plan, needed: Sequence[Requirement], modules: Mapping[str, str] | None = None
) -> str:
    """Name, dependencies, console script and the settings of its tools."""
    name = plan.package.strip("_").replace("_", "-")
    parts = [
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
        "[project]",
        f"name = {_text(name)}",
        'version = "0.1.0"',
        f"description = {_text(wording.comment(plan.title, 200))}",
        'readme = "README.md"',
        f'requires-python = ">={oldest(modules or {})}"',
        _dependencies(needed),
        *_extras(needed),
        f"[project.scripts]\n{name} = {_text(f'{plan.package}.__main__:main')}\n",
        '[dependency-groups]\ndev = ["pytest"]\n',
        f"[tool.hatch.build.targets.wheel]\npackages = {_text([f'src/{plan.package}'])}\n",
        *_DIRECT[any(" @ " in each.text for each in needed)],
        '[tool.pytest.ini_options]\npythonpath = ["src"]\ntestpaths = ["tests"]\n',
        f"[tool.black]\nline-length = {WIDTH}\n",
        f'[tool.ruff]\nline-length = {WIDTH}\nsrc = ["src"]\n',
        "[tool.mypy]\nignore_missing_imports = true",
    ]
    return "\n".join(parts) + "\n"


_DIRECT = {False: (), True: ("[tool.hatch.metadata]\nallow-direct-references = true\n",)}


def oldest(modules: Mapping[str, str]) -> str:
    """The oldest Python that can read the modules."""
    minor = FLOOR[1]
    while minor < sys.version_info.minor and any(
        not _parses(text, (3, minor)) for path, text in modules.items() if path.endswith(".py")
    ):
        minor += 1
    return f"3.{minor}"


def _parses(text: str, version: tuple[int, int]) -> bool:
    try:
        ast.parse(text, feature_version=version)
    except SyntaxError:
        return False
    return True


def _dependencies(needed: Sequence[Requirement]) -> str:
    lines = [
        f"    {_text(each.text)},"
        + ("  # a guess by the name of the import" * (each.origin == "guess"))
        for each in needed
        if not each.group
    ]
    return "\n".join(["dependencies = [", *lines, "]", ""]) if lines else "dependencies = []\n"


def _extras(needed: Sequence[Requirement]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for each in needed:
        if each.group:
            groups.setdefault(each.group, []).append(each.text)
    if not groups:
        return []
    rows = [f"{group} = {_text(texts)}" for group, texts in sorted(groups.items())]
    return ["\n".join(["[project.optional-dependencies]", *rows, ""])]


def _text(value: str | list[str]) -> str:
    """A value as TOML writes it, which is as JSON does."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
