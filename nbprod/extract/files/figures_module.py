"""`figures.py` of an emitted package: figures are saved where the notebook showed them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nbprod.extract.decisions.known_modules import is_stranger
from nbprod.extract.files.config_module import env_prefix
from nbprod.extract.plan import Plan


def figures_module(plan: Plan, modules: Mapping[str, str]) -> str:
    """Save and close what is open, as a notebook shows and closes it.

    To show a figure starts its animation, which computes a first frame; to save it does not, so
    that where something waits to be drawn each figure is drawn first. A figure that cannot be drawn
    ends no notebook: the inline backend shows the traceback, and goes on.
    """
    waits = not plan.live and any(_WAITS.search(text) for text in modules.values())
    hands = any(_HANDS.search(text) for text in modules.values())
    return _FIGURES.format(
        prefix=env_prefix(plan), draw=_DRAW if waits else "", **(_SHOWN if hands else _OPEN)
    )


def may_leave_figures(plan: Plan) -> bool:
    """Whether a stage may leave a figure open: what nobody knows may draw unseen."""
    return plan.draws and any(is_stranger(line.module) for line in plan.imports)


_WAITS = re.compile(r"animat|draw_event", re.IGNORECASE)
"""Animations, by whatever library, and functions of the notebook that are called on drawing."""

_HANDS = re.compile(r'\bsave_(shown_)?figures\(\s*"[^"]*",')
"""A figure that is shown by itself, once more, after the notebook had closed it."""

_OPEN = {
    "imported": "",
    "shown": "",
    "which": "each open figure",
    "whom": "it",
    "figures": "map(plt.figure, plt.get_fignums())",
}
_SHOWN = {
    "imported": "from matplotlib.figure import Figure\n",
    "shown": ", *shown: Figure",
    "which": "open and shown figures",
    "whom": "them",
    "figures": "dict.fromkeys([*map(plt.figure, plt.get_fignums()), *shown])",
}

_DRAW = """\
            figure.canvas.draw()  # saving alone starts no animation; showing does
"""

_FIGURES = '''\
"""Figures, saved where the notebook showed them."""

import os
import traceback
from collections import Counter
from pathlib import Path

from matplotlib import pyplot as plt
{imported}
FOLDER = Path(os.environ.get("{prefix}FIGURES", "figures"))
saved: Counter[str] = Counter()


def save_figures(name: str{shown}) -> None:
    """Save {which} as PNG, numbered from the second of a name on, and close {whom}."""
    for figure in {figures}:
        FOLDER.mkdir(parents=True, exist_ok=True)
        saved[name] += 1
        again = f"-{{saved[name]}}" if saved[name] > 1 else ""
        try:
{draw}            figure.savefig(FOLDER / f"{{name}}{{again}}.png", bbox_inches="tight")
        except OSError:
            raise
        except Exception:  # a notebook shows what went wrong, and goes on
            traceback.print_exc()
    plt.close("all")
'''
