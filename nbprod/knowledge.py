"""Where `rules/` lies: in a wheel, an editable install or a bare checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def home() -> Path:
    """The folder of rule pages and fact tables.

    A checkout's own `rules/` wins, because an editable install leaves a dead copy in
    site-packages (pypa/hatch#1627).
    """
    here = Path(__file__).resolve().parent
    packaged = here / "_rules"
    return packaged if packaged.is_dir() else here.parent / "rules"
