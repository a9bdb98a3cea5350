"""Bytes as a notebook. nbformat, which is slow to import, is needed for old formats alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from nbprod.notebook.model import Cell, CellKind, Notebook, Output, Unreadable
from nbprod.place import CellRef

TEXT_LIMIT = 4000
"""Characters kept of one output."""


def read(path: str, data: bytes) -> Notebook | Unreadable:
    """Read a notebook from the bytes of a file; `path` says what kind of file it is."""
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Unreadable(path, f"byte {error.start} is not valid {error.encoding}", line)
    if path.endswith(".py"):
        return _script(path, text)
    return _ipynb(path, text)


def _script(path: str, text: str) -> Notebook:
    return Notebook(path, (Cell(CellRef(0), "code", _lines(text)),), format="script")


def _ipynb(path: str, text: str) -> Notebook | Unreadable:
    if not text.strip():
        return Unreadable(path, "the file is empty")
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        return Unreadable(path, f"this is not valid JSON: {error.msg}", error.lineno)
    except RecursionError:
        return Unreadable(path, "the JSON is nested too deeply")
    if not isinstance(raw, dict) or not ("cells" in raw or "worksheets" in raw):
        return Unreadable(path, "this is JSON, but no notebook: it has no cells")
    if "cells" not in raw:
        raw = _upgraded(text)
    return _notebook(path, raw)


def _upgraded(text: str) -> dict[str, Any]:
    import nbformat

    found: dict[str, Any] = nbformat.reads(text, as_version=4)
    return found


def _notebook(path: str, raw: dict[str, Any]) -> Notebook:
    metadata = _mapping(raw.get("metadata"))
    language = _language(metadata)
    cells = tuple(
        _cell(number, found, language)
        for number, found in enumerate(raw.get("cells") or ())
        if isinstance(found, dict)
    )
    kernel = str(_mapping(metadata.get("kernelspec")).get("name") or "")
    return Notebook(path, cells, language, kernel, _allows(metadata))


def _language(metadata: dict[str, Any]) -> str:
    info = _mapping(metadata.get("language_info")).get("name")
    kernel = _mapping(metadata.get("kernelspec"))
    name = str(info or kernel.get("language") or kernel.get("name") or "python").lower()
    if "python" in name or "pyspark" in name:
        return "python"
    return {"ir": "r"}.get(name, name)


def _cell(number: int, raw: dict[str, Any], language: str) -> Cell:
    metadata = _mapping(raw.get("metadata"))
    kind: CellKind = raw["cell_type"] if raw.get("cell_type") in ("markdown", "raw") else "code"
    count = raw.get("execution_count")
    own = str(_mapping(metadata.get("vscode")).get("languageId") or "").lower()
    return Cell(
        CellRef(number, str(raw.get("id") or "")),
        kind,
        _lines(_joined(raw.get("source"))),
        tuple(tag for tag in metadata.get("tags") or () if isinstance(tag, str)),
        count if isinstance(count, int) else None,
        tuple(_outputs(raw.get("outputs") or ())) if kind == "code" else (),
        _allows(metadata),
        "" if own in ("", language) or kind != "code" else own,
    )


def _outputs(found: Iterable[Any]) -> Iterator[Output]:
    for raw in found:
        if not isinstance(raw, dict):
            continue
        match raw.get("output_type"):
            case "stream":
                text = _joined(raw.get("text"))[:TEXT_LIMIT]
                yield Output("stream", str(raw.get("name") or "stdout"), text)
            case "error":
                name, text = str(raw.get("ename") or ""), str(raw.get("evalue") or "")
                yield Output("error", name, text[:TEXT_LIMIT])
            case "execute_result" | "display_data" as kind:
                data = _mapping(raw.get("data"))
                text = _joined(data.get("text/plain"))[:TEXT_LIMIT]
                yield Output(
                    "result" if kind == "execute_result" else "display", "", text, tuple(data)
                )


def _allows(metadata: dict[str, Any]) -> tuple[str, ...]:
    allowed = _mapping(metadata.get("nbprod")).get("allow") or ()
    return tuple(rule for rule in allowed if isinstance(rule, str))


def _mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _joined(found: Any) -> str:
    if isinstance(found, list):
        return "".join(part for part in found if isinstance(part, str))
    return found if isinstance(found, str) else ""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
