"""Files whose code runs among the notebook's own names, put where `%run` names them.

`%run other.ipynb`, `%run setup.ipy` and `%run -i part.py` start no program: IPython runs the code as
if it stood in the cell. So it is put there, and what follows reads one notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from nbprod.analysis import Analysis
from nbprod.extract.plan import Doubt
from nbprod.extract.statements.programs import Launch, file_of, launches
from nbprod.notebook.model import Cell, Notebook, Parsed, Unparsed

_DEEPEST = 5
"""How often what is put into a cell may name a file in turn; a notebook could run itself."""

_ASKS = re.compile(r"\bargv\b|\bargparse\b|__file__|\bfrom __future__\b")
_EXITS = re.compile(r"\b(exit|quit)\(|\bSystemExit\b")


def joined(
    notebook: Notebook, programs: Mapping[str, Notebook]
) -> tuple[Notebook, tuple[Doubt, ...]]:
    """The notebook with the code of such files in its own cells, and what of it is to be told."""
    told: list[Doubt] = []
    for _ in range(_DEEPEST if programs else 0):
        analysis = Analysis(notebook, programs=programs)
        found = [each for each in launches(analysis) if each.is_joined]
        found = [each for each in found if not apart(each, analysis)]
        if not found:
            break
        notebook = _with(found, analysis)
        told += [Doubt(each.cell, f"`{each.name}` {_COPIED}") for each in found]
    return notebook, tuple(dict.fromkeys(told))


_COPIED = "runs among the notebook's own names: its code is in the package as it is now"


def _with(found: Iterable[Launch], analysis: Analysis) -> Notebook:
    sources = {cell.ref: cell.source for cell in analysis.notebook.cells}
    for launch in sorted(found, key=lambda each: each.at, reverse=True):
        file = file_of(launch, analysis)
        assert file is not None
        sources[launch.cell] = _put(sources[launch.cell], launch, file)
    cells = (replace(cell, source=sources[cell.ref]) for cell in analysis.notebook.cells)
    return replace(analysis.notebook, cells=tuple(cells))


def _put(source: str, launch: Launch, file: Notebook) -> str:
    lines = source.split("\n")
    code = [each.source.strip("\n") for each in _code(file)]
    return "\n".join(
        [*lines[: launch.span.line - 1], *code, "pass", *lines[launch.span.end_line :]]
    )


def _code(file: Notebook) -> Iterable[Cell]:
    return (cell for cell in file.cells if cell.kind == "code" and cell.source.strip())


def apart(launch: Launch, analysis: Analysis) -> str:
    """Why the code of a file cannot stand in the cell that runs it; empty where it can."""
    file = file_of(launch, analysis) if not launch.why else None
    if launch.why or file is None:
        return launch.why or "runs code that is not here; " + _ADVICE
    cell = next(each for each in analysis.cells if each.cell.ref == launch.cell)
    if launch.span.column or cell.masked.indent or _is_headed(cell):
        return "stands inside of something else; give it a cell of its own"
    return _unfit(file, launch)


_ADVICE = "put the file beside the notebook, or extract it as a package and import from it"


def _is_headed(cell: Parsed | Unparsed) -> bool:
    return any(magic.kind == "cell" for magic in cell.masked.magics)


def _unfit(file: Notebook, launch: Launch) -> str:
    """Why the code of a file means something else in a cell."""
    if not file.is_python:
        return f"runs {file.language}, which is no Python"
    for each in Analysis(file).cells:
        if isinstance(each, Unparsed):
            return f"runs code that does not parse: {each.reason}"
        if _is_headed(each):
            return "runs a cell with a magic of its own; extract that notebook and import from it"
    text = "\n".join(cell.source for cell in _code(file))
    if _ASKS.search(text) or (_EXITS.search(text) and not _is_notebook(launch)) or launch.arguments:
        return "runs code that asks how it was started; make it a module with functions"
    if "n" in launch.options and "__name__" in text:
        return "runs code that asks for its `__name__`; make it a module with functions"
    return ""


def _is_notebook(launch: Launch) -> bool:
    return launch.name.lower().endswith(".ipynb")
