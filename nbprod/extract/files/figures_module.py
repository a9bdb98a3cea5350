"""`figures.py` of an emitted package: figures are saved where the notebook showed them."""

from __future__ import annotations

from nbprod.extract.files.config_module import env_prefix
from nbprod.extract.plan import Plan


def figures_module(plan: Plan) -> str:
    """Save and close what is open, as a notebook shows and closes it.

    A figure is drawn when it is saved, just as the notebook drew it to show it: what is computed
    while drawing (the first frame of an animation, a formatter of ticks) is computed here too. A figure
    that cannot be drawn ends no notebook: the inline backend shows the traceback, and goes on.
    """
    return _FIGURES.replace("{prefix}", env_prefix(plan))


_FIGURES = '''\
"""Figures, saved where the notebook showed them."""

import os
import traceback
from collections import Counter
from pathlib import Path

from matplotlib import pyplot as plt

FOLDER = Path(os.environ.get("{prefix}FIGURES", "figures"))
saved: Counter[str] = Counter()


def save_figures(name: str) -> None:
    """Save each open figure as PNG, numbered from the second of a name on, and close it."""
    for number in plt.get_fignums():
        saved[name] += 1
        again = f"-{saved[name]}" if saved[name] > 1 else ""
        FOLDER.mkdir(parents=True, exist_ok=True)
        try:
            plt.figure(number).canvas.draw()  # saving alone starts no animation; showing does
            plt.savefig(FOLDER / f"{name}{again}.png", bbox_inches="tight")
        except Exception:  # a notebook shows what went wrong, and goes on
            traceback.print_exc()
    plt.close("all")
'''
