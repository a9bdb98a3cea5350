"""Frames: whose names a piece of code touches while it is played."""

from __future__ import annotations

from nbprod.flow.layers import Layer
from nbprod.flow.record import Define
from nbprod.flow.things import Held


class Frame:
    """One running function, or a class body."""

    __slots__ = ("define", "layer", "outer", "owner")

    def __init__(self, define: Define, outer: Frame | None, owner: Define | None = None) -> None:
        self.define = define
        self.outer = outer
        self.owner = owner
        """The class whose method this is."""
        self.layer: Layer[Held] = Layer()

    def owner_of(self, name: str) -> Frame | None:
        """The frame that a name belongs to; None for the notebook's own names.

        A class body's names are not seen from the methods below it.
        """
        frame: Frame | None = self
        while frame is not None:
            if name in frame.define.globals:
                return None
            if name in frame.define.local and (frame.define.kind != "class" or frame is self):
                return frame
            frame = frame.outer
        return None
