"""Who is measured: nbprod cold and warm, the floor, and peers that are installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.measuring import once

FLOOR = (sys.executable, "-m", "tests.benchmarks.bare")
NBPROD = (sys.executable, "-m", "nbprod", "lint", "--format", "json", "--jobs", "1")
"""One process, so that its CPU seconds stand beside those of tools that know no other."""


class Rival(NamedTuple):
    """A name for people, and the command that is run."""

    name: str
    command: tuple[str, ...]


def rivals(notebooks: Path, scratch: Path, tools: Sequence[Path]) -> tuple[Rival, ...]:
    """Everybody who can be asked about a folder of notebooks."""
    kept, scripts = _copied(notebooks, scratch / "warm"), _exported(notebooks, scratch / "scripts")
    every = str(notebooks)
    once((*NBPROD, str(kept)))
    return (
        Rival("bare libcst.parse_module of the same cells", (*FLOOR, every)),
        Rival("nbprod lint, cold", (*NBPROD, "--no-cache", every)),
        Rival("nbprod lint, warm", (*NBPROD, str(kept))),
        *_installed("ruff check --isolated --no-cache", every, tools),
        *_installed("ruff check --isolated", every, tools),
        *_installed("flake8 -j1", str(scripts), tools, " on exported code"),
        *_installed("nbqa flake8", every, tools),
        *_installed("pynblint", every, tools),
        *_installed("nborder check", every, tools),
    )


def for_hook(notebooks: Path, scratch: Path) -> tuple[Rival, ...]:
    """One notebook of middling size, cold and warm, beside what imports cost."""
    files = sorted(notebooks.rglob("*.ipynb"), key=lambda file: file.stat().st_size)
    one = scratch / "one" / "notebook.ipynb"
    one.parent.mkdir()
    shutil.copy(files[len(files) // 2], one)
    once((*NBPROD, str(one)))
    python = (sys.executable, "-c")
    return (
        Rival("python -c 'import libcst'", (*python, "import libcst")),
        Rival("nbprod lint, one notebook, cold", (*NBPROD, "--no-cache", str(one))),
        Rival("python -c 'import click'", (*python, "import click")),
        Rival("nbprod lint, one notebook, warm", (*NBPROD, str(one))),
        Rival("nbprod --version", (sys.executable, "-m", "nbprod", "--version")),
    )


def _installed(words: str, target: str, tools: Sequence[Path], about: str = "") -> Iterator[Rival]:
    """A peer, where it is installed."""
    program, *options = words.split()
    path = os.pathsep.join([*map(str, tools), os.environ.get("PATH", "")])
    if found := shutil.which(program, path=path):
        yield Rival(words + about, (found, *options, target))


def _copied(notebooks: Path, folder: Path) -> Path:
    """A copy, whose cache begins empty and stays out of the original."""
    return Path(shutil.copytree(notebooks, folder))


def _exported(notebooks: Path, folder: Path) -> Path:
    """The masked code of each notebook as a script."""
    from nbprod.notebook.masking import mask
    from nbprod.notebook.model import Unreadable
    from nbprod.notebook.reading import read

    folder.mkdir()
    for number, path in enumerate(sorted(notebooks.rglob("*.ipynb"))):
        notebook = read(str(path), path.read_bytes())
        if not isinstance(notebook, Unreadable) and notebook.is_python:
            cells = (mask(c.source).text for c in notebook.cells if c.kind == "code")
            text = "\n\n".join(cells) + "\n"
            (folder / f"{number:05}.py").write_text(text, "utf-8", "replace")
    return folder
