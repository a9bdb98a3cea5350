"""What was drawn: the pixels of each matplotlib figure at the moment it was shown or saved.

Both sides meet in `FigureCanvasBase.print_figure`: a kernel calls it to show a figure, `savefig`
calls it to save one. So no file name, format or resolution plays a part: the figure is drawn
once more, by Agg, at its own size.
"""

from __future__ import annotations

import hashlib
import importlib
import weakref
import zlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .arriving import when_imported
from .looking import Look
from .shape import Column, packed

MOST = 500
PIXELS = 40_000_000


class Figures:
    """Collects the pixels of figures, in the order of their first showing."""

    def __init__(self, look: Look, where: Callable[[], str]) -> None:
        """`where` names the place that is being run, such as the number of a cell."""
        self.look = look
        self.where = where
        self.seen: list[dict[str, Any]] = []
        self.known: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()
        self.left_out = 0
        self.busy = False

    def watch(self) -> None:
        """Take note of every figure from now on."""
        when_imported({"matplotlib.backend_bases": self._canvas, "matplotlib.pyplot": self._pyplot})

    def _canvas(self, module: ModuleType) -> None:
        base: Any = module.__dict__["FigureCanvasBase"]
        plain = base.print_figure

        def print_figure(canvas: Any, *args: Any, **kwargs: Any) -> Any:
            self.take(canvas.figure)
            return plain(canvas, *args, **kwargs)

        base.print_figure = print_figure

    def _pyplot(self, module: ModuleType) -> None:
        plain = module.__dict__["show"]

        def show(*args: Any, **kwargs: Any) -> Any:
            """Show open figures: without a screen this draws nothing, so they are taken here."""
            for number in module.__dict__["get_fignums"]():
                self.take(module.__dict__["figure"](number))
            return plain(*args, **kwargs)

        module.__dict__["show"] = show

    def take(self, figure: Any) -> None:
        """Draw the figure and keep its pixels, unless the same were kept before."""
        figure = getattr(figure, "figure", figure)
        if self.busy or not (figure.axes or figure.lines or figure.images or figure.texts):
            return
        if len(self.seen) >= MOST:
            self.left_out += 1
            return
        self.busy = True
        try:
            pixels = self._pixels(figure)
        finally:
            self.busy = False
        known = self.known.setdefault(figure, set())
        if pixels.digest not in known:
            known.add(pixels.digest)
            self.seen.append({"where": self.where(), "pixels": packed(pixels)})

    def _pixels(self, figure: Any) -> Column:
        """Draw on a canvas of our own, and give the figure its own one back.

        The digest is over all pixels, the blob holds them compressed unless they are too many.
        """
        agg = importlib.import_module("matplotlib.backends.backend_agg")
        before = figure.canvas
        try:
            canvas = agg.FigureCanvasAgg(figure)
            canvas._is_saving = True  # so that drawing does not start an animation
            canvas.draw()
            width, height = canvas.get_width_height()
            raw = bytes(canvas.buffer_rgba())
        finally:
            figure.set_canvas(before)
        if width * height >= PIXELS:
            digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
            return Column("figure", [height, width, 4], digest, "z", -1, len(raw))
        return self.look.column("figure", [height, width, 4], "z", raw=zlib.compress(raw, 1))
