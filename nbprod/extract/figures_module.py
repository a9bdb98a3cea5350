"""`figures.py` of an emitted package: figures are saved where the notebook showed them."""

from __future__ import annotations


def figures_module() -> str:
    """Save and close what is open, as a notebook shows and closes it.

    A figure is drawn when it is saved, just as the notebook drew it to show it: what is computed
    while drawing (the first frame of an animation, a formatter of ticks) is computed here too.
    """
    return _FIGURES


_FIGURES = '''\
"""Figures, saved where the notebook showed them."""

from collections import Counter
from pathlib import Path

from matplotlib import pyplot as plt

folder = "figures"  # `run --figures DIR` names another
saved: Counter[str] = Counter()


def save_figures(name: str) -> None:
    """Save each open figure as PNG, numbered from the second of a name on, and close it."""
    for number in plt.get_fignums():
        saved[name] += 1
        file = Path(folder, f"{name}-{saved[name]}.png" if saved[name] > 1 else f"{name}.png")
        file.parent.mkdir(parents=True, exist_ok=True)
        figure = plt.figure(number)
        figure.canvas.draw()  # saving alone starts no animation; showing does
        figure.savefig(file, bbox_inches="tight")
    plt.close("all")
'''
