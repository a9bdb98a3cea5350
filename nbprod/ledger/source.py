"""One place where data enters or leaves a notebook."""

from __future__ import annotations

import ast
from typing import Literal

from nbprod.place import CellRef, Span
from nbprod.values import set_once

Given = Literal["said", "worked out", "configured", "held", "fetched"]
"""How a call names its source: `said` by a text in the notebook, `worked out` at run time,
`configured` from outside (environment, arguments), `held`: an object that was read before, or
`fetched`: a file that the notebook said to download before, which is told at the download."""


Direction = Literal["in", "out"]


@set_once(frozen=True, slots=True, eq=False)
class DataSource:
    """Data that comes in from outside the notebook, or goes out."""

    kind: str
    """One of `flow.fact.SOURCES`: file, url, database, bucket, download, dataset, ..."""
    direction: Direction
    cell: CellRef
    at: ast.AST | Span
    through: str
    """The call or command: `pandas.read_csv`, `wget`."""
    text: str = ""
    """What is named, folded: a path, an address, a query; unknown parts stand as `{name}`."""
    also: tuple[str, ...] = ()
    """Further texts, where a loop goes through a written list."""
    format: str = ""
    """As the facts say it: csv, excel, hub, bundled."""
    given: Given = "said"
    node: ast.Call | None = None
    """The call, where it is one."""
    into: str = ""
    """The file or folder that a download is put into, where that is written."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is named."""
        return (self.text, *self.also)

    @property
    def is_local(self) -> bool:
        """Whether it is a file of the machine that runs the notebook."""
        return self.kind == "file"


def way(incoming: bool) -> Direction:
    """Which way data goes."""
    return "in" if incoming else "out"
