"""The floor of a linter built on LibCST: each Python cell parsed, and nothing else done."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import libcst

from nbprod.notebook.masking import mask
from nbprod.notebook.model import Unreadable
from nbprod.notebook.reading import read


def main(folder: Path) -> None:
    """Read, mask and parse every cell below a folder."""
    for path in sorted(folder.rglob("*.ipynb")):
        notebook = read(str(path), path.read_bytes())
        if isinstance(notebook, Unreadable) or not notebook.is_python:
            continue
        gc.disable()
        for cell in notebook.cells:
            if cell.kind == "code":
                _parse(mask(cell.source).text)
        gc.enable()


def _parse(text: str) -> None:
    try:
        libcst.parse_module(text)
    except (libcst.ParserSyntaxError, RecursionError):
        return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
