"""Texts of the notebook's variables, cell by cell, for shell lines that name them."""

from __future__ import annotations

import re

from nbprod.analysis import Analysis
from nbprod.flow.record import Block, Touch
from nbprod.place import CellRef

_NAMED = re.compile(r"\{(\w+)\}|\$\{?(\w+)\}?")


class Variables:
    """What each name of the notebook says, as far as the cells up to now tell."""

    def __init__(self, notebook: Analysis) -> None:
        self._notebook = notebook
        self._texts: dict[str, str] = {}

    def enter(self, cell: CellRef) -> None:
        """Take in what a cell binds."""
        record = self._notebook.record.get(cell)
        for statement in record.statements if record else ():
            self._take(statement.events)

    def fill(self, text: str) -> str:
        """A text with `$name` and `{name}` replaced by what they say."""
        return _NAMED.sub(lambda found: self._said(found[1] or found[2]), text)

    def _said(self, name: str) -> str:
        return self._texts.get(name, f"{{{name}}}")

    def _take(self, block: Block) -> None:
        for event in block:
            if isinstance(event, Touch) and event.kind == "bind" and event.value is not None:
                text = self._notebook.names.text(event.value)
                if text is not None and event.how == "assign":
                    self._texts[event.name] = text
                else:
                    self._texts.pop(event.name, None)
