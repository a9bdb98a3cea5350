"""Plan -> the whole package: the notebook's own code, and what makes a package of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nbprod.extract import targets
from nbprod.extract.files.artifacts_module import artifacts_module
from nbprod.extract.files.building import build
from nbprod.extract.files.config_module import config_module
from nbprod.extract.files.figures_module import figures_module
from nbprod.extract.files.graph import hands_over
from nbprod.extract.files.graph_texts import graph_file
from nbprod.extract.files.main_module import main_module
from nbprod.extract.files.pipeline_module import pipeline_module
from nbprod.extract.files.project_file import project_file
from nbprod.extract.files.readme import readme
from nbprod.extract.files.requirements import Requirement, dependencies
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.files.tests_module import tests_module
from nbprod.extract.plan import Package, Plan
from nbprod.extract.style.formatting import formatted
from nbprod.flow.credentials import starred


def package(plan: Plan, around: Surroundings | None = None) -> Package:
    """Every file of the package, formatted.

    1. The notebook's own code: stages and definitions.
    2. The modules that run them, each only if there is something for it to do.
    3. What describes and tests them.

    Code holds no credential any more, and is never starred; what is told to people is.
    """
    around = _named(around or Surroundings())
    modules = _modules(plan)
    needed = _needed(plan, around, modules)
    files: Mapping[str, str] = {
        **modules,
        "tests/test_pipeline.py": tests_module(plan),
        "graph.json": graph_file(plan),
        "pyproject.toml": project_file(plan, needed, modules),
        "README.md": readme(plan, needed, around),
    }
    for name in around.targets:
        files = targets.load(name).build(plan, Package(files)).files
    done = formatted(files)
    return Package(
        {path: done[path] if path.endswith(".py") else starred(done[path]) for path in sorted(done)}
    )


def needed(plan: Plan, around: Surroundings) -> tuple[Requirement, ...]:
    """What the package of a plan will need installed, as its `pyproject.toml` says it."""
    return _needed(plan, around, _modules(plan))


def _needed(
    plan: Plan, around: Surroundings, modules: Mapping[str, str]
) -> tuple[Requirement, ...]:
    found = dependencies(plan, around.requirements, around.here, modules)
    return (*found, *_of_targets(around.targets))


def _modules(plan: Plan) -> dict[str, str]:
    own = build(plan).files
    return {**own, **scaffold(plan, own)}


def _named(around: Surroundings) -> Surroundings:
    """With what people call the orchestrators."""
    titles = tuple(targets.load(name).TITLE for name in around.targets)
    return replace(around, engines=titles)


def _of_targets(names: Sequence[str]) -> list[Requirement]:
    return [
        Requirement(text, "known", group=name)
        for name in names
        for text in targets.load(name).REQUIRES
    ]


def scaffold(plan: Plan, own: Mapping[str, str]) -> dict[str, str]:
    """The modules around the notebook's own."""
    files = {
        "__init__.py": _init(plan),
        "__main__.py": main_module(plan, own),
        "pipeline.py": pipeline_module(plan, own),
    }
    if any(stage.module != "pipeline" for stage in plan.stages):
        files["stages/__init__.py"] = ""
    if plan.settings:
        files["config.py"] = config_module(plan)
    if plan.draws:
        files["figures.py"] = figures_module(plan, own)
    if hands_over(plan):
        files["artifacts.py"] = artifacts_module(plan)
    return {f"src/{plan.package}/{path}": text for path, text in files.items()}


def _init(plan: Plan) -> str:
    """What must happen before anything is imported; the title stands in `__main__.py`."""
    settings = [line for line in plan.early if re.search(r"\bos\.", line)]
    needed = ["import os\n"] if settings else []
    return "\n".join([*needed, *plan.early, ""]) if plan.early else ""
