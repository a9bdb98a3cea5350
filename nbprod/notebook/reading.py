"""Bytes as a notebook, whatever kind of file they come from."""

from __future__ import annotations

import json
from pathlib import PurePath

from nbprod.notebook.decoding import decode, lightened
from nbprod.notebook.ipynb import TEXT_LIMIT, from_json, why_invalid
from nbprod.notebook.model import Notebook, Unreadable
from nbprod.notebook.textual import SUFFIXES, from_text

__all__ = ["TEXT_LIMIT", "read"]


def read(path: str, data: bytes) -> Notebook | Unreadable:
    """Read a notebook from a file's bytes; the suffix of `path` says what kind of file it is."""
    return read_with_text(path, data)[0]


def read_with_text(path: str, data: bytes) -> tuple[Notebook | Unreadable, str]:
    """The same, with the text in which `raw_lines` finds places; of JSON the `lightened` one."""
    textual = PurePath(path).suffix.lower() in SUFFIXES
    try:
        text = decode(data).text if textual else lightened(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"the bytes at line {line} are not {error.encoding} text"
        return Unreadable(path, said, line), ""
    return from_text(path, text) if textual else _ipynb(path, text), text


def _ipynb(path: str, text: str) -> Notebook | Unreadable:
    try:
        return from_json(path, text)
    except json.JSONDecodeError as error:
        return Unreadable(path, *why_invalid(text, error))
    except RecursionError:
        return Unreadable(path, "the JSON is nested too deeply to be a notebook")
    except ValueError as error:
        return Unreadable(path, str(error))
