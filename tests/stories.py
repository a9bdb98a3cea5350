"""Both sides of a promise: the notebook run from top to bottom, and the package made of it."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import inspect
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.building import build
from nbprod.extract.plan import Plan
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef


@dataclass
class Ran:
    """What a run printed, and what it held at its end."""

    printed: str
    values: dict[str, Any] = field(default_factory=dict)


def notebook(*cells: str, path: str = "story.ipynb") -> Notebook:
    """A notebook of code cells; those that start with `#md ` are markdown, `#tag: x ` tag it."""
    return Notebook(path, tuple(_cell(number, text) for number, text in enumerate(cells)))


def _cell(number: int, text: str) -> Cell:
    if text.startswith("#md "):
        return Cell(CellRef(number), "markdown", text[4:])
    tags: list[str] = []
    while text.startswith("#tag "):
        tag, _, text = text[5:].partition("\n")
        tags.append(tag.strip())
    return Cell(CellRef(number), "code", text, tuple(tags))


def planned(*cells: str) -> Plan:
    """The plan of a notebook."""
    return plan(Analysis(notebook(*cells)), "story")


def only_stage(files: Mapping[str, str]) -> str:
    """The module that the only stage stands in."""
    (text,) = (text for path, text in files.items() if _holds_a_stage(path) and text)
    return text


def _holds_a_stage(path: str) -> bool:
    return "stages/" in path or path.split("/")[-1] == "pipeline.py"


def emitted(*cells: str) -> dict[str, str]:
    """The modules of stages and definitions, by path below the package."""
    files = build(planned(*cells)).files
    return {path.removeprefix("src/story/"): text for path, text in files.items()}


def run_notebook(*cells: str) -> Ran:
    """Run plain Python cells in one namespace."""
    values: dict[str, Any] = {"__name__": "__main__", "display": lambda *args: None}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for cell in cells:
            if cell.startswith("#md "):
                continue
            code = compile(cell, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            result = eval(code, values)
            if inspect.iscoroutine(result):
                asyncio.run(result)
    del values["__builtins__"], values["display"], values["__name__"]
    return Ran(said.getvalue(), values)


def run_package(folder: Path, *cells: str) -> Ran:
    """Extract, import and run every stage as a pipeline would."""
    made = planned(*cells)
    for path, text in _whole(made).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    said = io.StringIO()
    values: dict[str, Any] = {}
    with imported(folder / "src"), contextlib.redirect_stdout(said):
        config = importlib.import_module("story.config").Config()
        for definition in made.definitions:
            module = importlib.import_module(f"story.{definition.module}")
            values[definition.name] = getattr(module, definition.name)
        for stage in made.stages:
            function = getattr(importlib.import_module(f"story.{stage.module}"), stage.function)
            values |= _stage(function, stage, values, config, made.config)
    values |= {s.variable: getattr(config, s.name) for s in made.settings if s.variable}
    return Ran(said.getvalue(), values)


def _stage(function: Any, stage: Any, values: dict[str, Any], config: Any, name: str) -> Any:
    """Call a stage, and take its locals along with what it returns."""
    given = {taken: values[taken] for taken in stage.takes}
    given |= {name: config} if stage.takes_config else {}
    held: dict[str, Any] = {}

    def watch(frame: Any, event: str, argument: Any) -> Any:
        if event == "return" and frame.f_code is function.__code__:
            held.update(frame.f_locals)

    sys.setprofile(watch)
    try:
        result = asyncio.run(function(**given)) if stage.is_async else function(**given)
    finally:
        sys.setprofile(None)
    returned = (result,) if len(stage.gives) == 1 else result or ()
    assert len(returned) == len(stage.gives)
    return held | dict(zip(stage.gives, returned, strict=True))


def _whole(made: Plan) -> dict[str, str]:
    fields = "".join(f"    {s.name}: {s.type} = {s.value or repr('')}\n" for s in made.settings)
    head = "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Config:\n"
    return {
        **build(made).files,
        "src/story/__init__.py": "",
        "src/story/stages/__init__.py": "",
        "src/story/config.py": head + (fields or "    pass\n"),
        "src/story/figures.py": FIGURES,
    }


FIGURES = """\
def save_figures(name):
    pass


def save_picture(file, write):
    pass
"""


@contextlib.contextmanager
def imported(folder: Path) -> Iterator[None]:
    """Let `story` be imported from a folder, and forget it afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [n for n in sys.modules if n == "story" or n.startswith("story.")]:
            del sys.modules[name]
