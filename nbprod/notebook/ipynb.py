"""The JSON of a notebook as values: version 4 directly, older ones by way of nbformat."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nbprod.notebook.jsonwalk import Walk
from nbprod.notebook.model import Cell, CellKind, Notebook, Output, OutputKind
from nbprod.place import CellRef

TEXT_LIMIT = 4000
"""Characters kept of one output."""

_KINDS: dict[Any, OutputKind] = {
    "execute_result": "result",
    "pyout": "result",
    "display_data": "display",
    "update_display_data": "display",
}
_LANGUAGES = {"ir": "r", "xr": "r", "xcpp": "c++", "c++11": "c++"}


class NotANotebook(ValueError):
    """JSON that holds no notebook."""


def from_json(path: str, text: str) -> Notebook:
    """Read a notebook from JSON; raises ValueError or RecursionError where that cannot be."""
    try:
        cells, other = _cells(text)
    except json.JSONDecodeError:
        json.loads(text)  # says what is wrong in the words that people know
        raise
    if cells is None:
        return _older(path, text, other)
    return _notebook(path, cells, other.get("metadata"))


def _cells(text: str) -> tuple[list[Cell] | None, dict[str, Any]]:
    """The cells and what stands beside them; None for cells where there are none.

    Cells are decoded one by one: no more than one cell's outputs are in memory at a time, and it
    is known where each cell begins.
    """
    cells: list[Cell] | None = None
    other: dict[str, Any] = {}
    walk = Walk(text)
    if walk.peek() != "{":
        walk.value()
        walk.finish()
        raise NotANotebook("this is JSON, but no notebook: it is not an object")
    for key in walk.members():
        if key == "cells" and walk.peek() == "[":
            found = ((number, walk.at, walk.value()) for number in walk.elements())
            cells = [_cell(n, cell, at) for n, at, cell in found if isinstance(cell, dict)]
        else:
            other[key] = walk.value()
    walk.finish()
    return cells, other


def _older(path: str, text: str, raw: dict[str, Any]) -> Notebook:
    """Read a notebook of version 1 to 3."""
    if raw.get("nbformat") == 4 or not ("worksheets" in raw or "nbformat" in raw):
        raise NotANotebook("this is JSON, but no notebook: it has no cells")
    upgraded = _upgraded(text)
    cells = [_cell(number, found) for number, found in enumerate(upgraded["cells"])]
    plain = [replace(cell, ref=CellRef(cell.ref.number)) for cell in cells]
    notebook = _notebook(path, plain, upgraded.get("metadata"))
    return replace(notebook, language=_language_of_cells(raw) or notebook.language)


def _upgraded(text: str) -> dict[str, Any]:
    """The notebook as version 4; nbformat gives random cell ids, which are not to be kept."""
    from nbformat import converter, reader

    try:
        raw = reader.reads(text)  # type: ignore[no-untyped-call]
        found: dict[str, Any] = converter.convert(raw, 4)  # type: ignore[no-untyped-call]
    except Exception as error:
        raise NotANotebook(f"nbformat cannot upgrade it to version 4: {error}") from error
    return found


def _language_of_cells(raw: dict[str, Any]) -> str:
    """Version 3 says the language in each cell."""
    sheets = (sheet for sheet in raw.get("worksheets") or () if isinstance(sheet, dict))
    cells = (cell for sheet in sheets for cell in sheet.get("cells") or ())
    named = Counter(_mapping(cell).get("language") for cell in cells)
    named.pop(None, None)
    return _language(str(named.most_common(1)[0][0])) if named else ""


def _notebook(path: str, cells: list[Cell], found: Any) -> Notebook:
    metadata = _mapping(found)
    kernel = _mapping(metadata.get("kernelspec"))
    info = _mapping(metadata.get("language_info"))
    told = info.get("name") or kernel.get("language") or kernel.get("name")
    language = _language(str(told or ""))
    own = (replace(c, language="") if c.language == language else c for c in cells)
    return Notebook(
        path,
        tuple(own),
        language,
        str(kernel.get("name") or ""),
        _allows(metadata),
        version=str(info.get("version") or ""),
    )


def _language(name: str) -> str:
    """A language by one name, whatever the kernel calls it."""
    plain = name.lower()
    if not plain or "python" in plain or "pyspark" in plain:
        return "python"
    return _LANGUAGES.get(plain, "julia" if plain.startswith("julia") else plain)


def _cell(number: int, raw: dict[str, Any], at: int = -1) -> Cell:
    """The cell that a JSON object says, and where the object begins."""
    metadata = _mapping(raw.get("metadata"))
    count = raw.get("execution_count")
    kind: CellKind = raw["cell_type"] if raw.get("cell_type") in ("markdown", "raw") else "code"
    code = kind == "code"
    tags = metadata.get("tags")
    return Cell(
        ref=CellRef(number, str(raw.get("id") or "")),
        kind=kind,
        source=_unix(_joined(raw.get("source"))),
        tags=tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list) else (),
        execution_count=count if code and isinstance(count, int) else None,
        outputs=tuple(_outputs(raw.get("outputs"))) if code else (),
        allows=_allows(metadata) if "nbprod" in metadata else (),
        language=_cell_language(metadata) if code and metadata else "",
        at=at,
    )


def _cell_language(metadata: dict[str, Any]) -> str:
    """The language that VS Code, .NET Interactive or Synapse write into a cell."""
    code = _mapping(metadata.get("vscode")).get("languageId")
    polyglot = _mapping(metadata.get("polyglot_notebook")).get("kernelName")
    dotnet = _mapping(metadata.get("dotnet_interactive")).get("language")
    synapse = _mapping(metadata.get("microsoft")).get("language")
    name = code or polyglot or dotnet or synapse
    return _language(name) if isinstance(name, str) and name else ""


def _outputs(found: Any) -> Iterator[Output]:
    for raw in found if isinstance(found, list) else ():
        match _mapping(raw).get("output_type"):
            case "stream":
                yield Output("stream", str(raw.get("name") or "stdout"), _cut(raw.get("text")))
            case "error" | "pyerr":
                name, line = str(raw.get("ename") or ""), _failed_at(raw.get("traceback"))
                yield Output("error", name, _cut(raw.get("evalue")), line=line)
            case kind if kind in _KINDS:
                data = _mapping(raw.get("data"))
                yield Output(_KINDS[kind], "", _cut(data.get("text/plain")), tuple(data))


_COLOR = re.compile(r"\x1b\[[\d;]*m")
_ARROW = re.compile(r"^-+> ?(\d{1,6})\b", re.MULTILINE)
_FRAME = re.compile(
    r"(?:<ipython-input[^>]*>|Cell In ?\[\d*\]|ipykernel_\d+\S*?\.py)[^\n]*?line (\d{1,6})"
)


def _failed_at(found: Any) -> int:
    """The line of the cell that a traceback names: its outermost frame, or a syntax error's own."""
    text = (
        _COLOR.sub("", _cut("\n".join(x for x in found if isinstance(x, str))))
        if isinstance(found, list)
        else ""
    )
    named = _ARROW.search(text) or _FRAME.search(text)
    return int(named[1]) if named else 0


def _cut(found: Any) -> str:
    """The beginning of a text that may be a list of lines."""
    if not isinstance(found, list):
        return found[:TEXT_LIMIT] if isinstance(found, str) else ""
    parts, room = [], TEXT_LIMIT
    for line in found:
        if room <= 0:
            break
        if isinstance(line, str):
            parts.append(line[:room])
            room -= len(line)
    return "".join(parts)


def _allows(metadata: dict[str, Any]) -> tuple[str, ...]:
    allowed = _mapping(metadata.get("nbprod")).get("allow")
    if isinstance(allowed, str):
        return (allowed,)
    return tuple(r for r in allowed if isinstance(r, str)) if isinstance(allowed, list) else ()


def _mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _joined(found: Any) -> str:
    """A text that may be a list of lines."""
    if isinstance(found, str):
        return found
    try:
        return "".join(found)
    except TypeError:
        lines = found if isinstance(found, list) else ()
        return "".join(line for line in lines if isinstance(line, str))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)


def why_invalid(text: str, error: json.JSONDecodeError) -> tuple[str, int]:
    """Say for a person why a text is no JSON, with the line."""
    start = text[:200].lstrip()
    if not start:
        return "the file is empty", 1
    if start.startswith("version https://git-lfs"):
        return "this is a Git LFS pointer, not the notebook: run `git lfs pull`", 1
    if start.startswith("<") and not start.startswith("<<<<<<<"):
        return "this is a web page or XML, not a notebook: download the raw file", 1
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return "a merge conflict is left in the file: resolve it first", line
    return f"this is not valid JSON: {error.msg}", error.lineno
