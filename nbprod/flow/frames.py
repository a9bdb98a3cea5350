"""Frames: whose names a piece of code touches while it is played."""

from __future__ import annotations

from nbprod.flow.layers import Layer
from nbprod.flow.record import Define
from nbprod.flow.things import Held


class Frame:
    """One running function, or a class body."""

    __slots__ = ("define", "layer", "loops", "outer")

    def __init__(self, define: Define, outer: Frame | None) -> None:
        self.define = define
        self.outer = outer
        self.loops = 0
        """How many loops of the body are being played: an earlier turn may have bound a name."""
        self.layer: Layer[Held] = Layer()

    def target_of(self, name: str) -> Frame | None:
        """The frame in which binding a name binds it; None for the notebook's own names."""
        return self if name in self.define.local else self.owner_of(name)

    def owner_of(self, name: str) -> Frame | None:
        """The frame that a name is read from; None for the notebook's own names.

        A class body's names are not seen from the methods below it.
        """
        frame: Frame | None = self
        while frame is not None:
            if name in frame.define.globals:
                return None
            if name in frame.define.local and frame._shows(name, self):
                return frame
            frame = frame.outer
        return None

    def _shows(self, name: str, reader: Frame) -> bool:
        """Whether a reader finds a name here; a class body falls back to the notebook's names."""
        if self.define.kind != "class":
            return True
        return self is reader and self.layer.get(name) is not None
