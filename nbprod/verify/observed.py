"""What one run left behind, read from the folder that the child wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbprod.verify.harness.shape import Column, Shape, unpacked

PRINTED = 50_000_000
"""Bytes of standard output that are compared."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value at the end of a run, and where it was found."""

    shape: Shape
    where: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure, and the cell that showed it."""

    cell: str
    pixels: Column


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and its content where that can be compared by more than its bytes."""

    digest: str
    content: Shape | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell displayed."""

    cell: int
    text: str
    mimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, and the number of the cell that began it; -1 for a package."""

    cell: int
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a run did not come to its end."""

    reason: str
    cell: int = -1
    may_fail: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A value that displaying it changed, as it was before and after."""

    name: str
    before: Shape
    after: Shape


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a notebook or a package."""

    values: Mapping[str, Held]
    figures: tuple[Drawn, ...]
    files: Mapping[str, Written]
    displays: tuple[Shown, ...]
    lines: tuple[Line, ...]
    logged: str
    """Standard error, and what was said to a logger that does not show it."""
    errors: tuple[Broken, ...]
    blobs: bytes
    python: str
    facts: Mapping[str, Mapping[str, object]]
    stored: tuple[Stored, ...] = ()


def read(folder: Path) -> Run:
    """Read a run from the folder where the child left it."""
    data = json.loads((folder / "run.json").read_text("utf-8"))
    with (folder / "stdout").open("rb") as file:
        cells = data["cells"]
        printed = file.read(min(PRINTED, cells[-1]["end"] if cells else data.get("printed", 0)))
    home = data["home"]
    return Run(
        values={name: Held(unpacked(shape), where) for name, where, shape in data["values"]},
        figures=tuple(Drawn(f["where"], _column(f["pixels"])) for f in data["figures"]),
        files={f["name"]: _written(f) for f in data["files"]},
        displays=tuple(Shown(d["cell"], d["text"].replace(home, "<folder>"), tuple(d["mimes"]))
                       for d in data["displays"]),
        lines=tuple(_lines(printed, data["cells"], home)),
        logged=_logged(folder, data.get("logged", [])),
        errors=tuple(_errors(data)),
        blobs=(folder / "blobs.bin").read_bytes(),
        python=data["python"],
        facts=data.get("facts", {}),
        stored=tuple(Stored(name, *map(unpacked, shapes))
                     for name, *shapes in data.get("stored", [])),
    )  # fmt: skip


def _logged(folder: Path, said: list[str]) -> str:
    shown = (folder / "stderr").read_text("utf-8", errors="replace")[-1_000_000:]
    return "\n".join([shown, *(message for message in said if message not in shown)])


def _column(data: list[Any]) -> Column:
    shape = unpacked(data)
    assert isinstance(shape, Column)
    return shape


def _written(data: Mapping[str, Any]) -> Written:
    return Written(data["digest"], unpacked(data["content"]) if data["content"] else None)


def _lines(printed: bytes, cells: list[dict[str, Any]], home: str) -> Iterator[Line]:
    """Split what was printed, each line with the cell in whose output it begins."""
    ends = [(cell["end"], cell["number"]) for cell in cells]
    position, number = 0, 0
    for raw in printed.split(b"\n"):
        while number < len(ends) - 1 and position >= ends[number][0]:
            number += 1
        text = (
            raw.decode("utf-8", "replace")
            .rstrip("\r")
            .rpartition("\r")[2]
            .replace(home, "<folder>")
        )
        if text or position < len(printed):
            yield Line(ends[number][1] if ends else -1, text)
        position += len(raw) + 1


def _errors(data: Mapping[str, Any]) -> Iterator[Broken]:
    for cell in data["cells"]:
        if cell["error"]:
            yield Broken(said(cell["error"]), cell["number"], bool(cell.get("may_fail")))
    if data.get("error"):
        yield Broken(f"ended with {said(data['error'])}")
    elif data.get("code"):
        yield Broken(f"ended with exit status {data['code']}")


def said(error: Mapping[str, Any]) -> str:
    """An error in one line, with the line of code that raised it."""
    text = " ".join(str(error["text"]).split())[:300]
    place = ", ".join(filter(None, (
        Path(error["file"]).name if error["file"].endswith(".py") else "",
        f"line {error['line']}" if error["line"] else "",
    )))  # fmt: skip
    source = f": `{error['source'].strip()}`" if error["source"] else ""
    return f"{error['kind']}: {text}" + (f" ({place}{source})" if place else "")
