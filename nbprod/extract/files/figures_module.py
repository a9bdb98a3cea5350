"""`figures.py` of an emitted package: figures are saved where the notebook showed them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nbprod.extract.decisions.drafting import drafted
from nbprod.extract.decisions.known_modules import is_stranger
from nbprod.extract.files.config_module import env_prefix
from nbprod.extract.plan import Plan


def figures_module(plan: Plan, modules: Mapping[str, str]) -> str:
    """Save and close what is open, as a notebook shows and closes it; and have pictures written.

    To show a figure starts its animation, which computes a first frame; to save it does not, so
    that where something waits to be drawn each figure is drawn first. A figure that cannot be drawn
    ends no notebook: the inline backend shows the traceback, and goes on.
    """
    waits = not plan.live and any(_WAITS.search(text) for text in modules.values())
    hands = any(_HANDS.search(text) for text in modules.values())
    guesses = any(_GUESSES.search(text) for text in modules.values())
    writes = guesses or any(_WRITES.search(text) for text in modules.values())
    saves = not writes or may_leave_figures(plan) or any(map(_SAVES.search, modules.values()))
    parts = [_HEAD, *([_SAVE] if saves else []), *([_WRITE] if writes else [])]
    parts += [_GUESS] if guesses else []
    return "\n\n".join(parts).format(
        prefix=env_prefix(plan),
        logging="import logging\n" if guesses else "",
        logger="logger = logging.getLogger(__name__)\n" if guesses else "",
        typed=_TYPED if writes else "",
        pyplot=_PYPLOT if saves else "",
        draw=_DRAW if waits else "",
        **(_SHOWN if saves and hands else _OPEN),
    )


def may_leave_figures(plan: Plan) -> bool:
    """Whether a stage may leave a figure open: what nobody knows may draw unseen."""
    return _saves(plan) and any(is_stranger(line.module) for line in plan.imports)


def formats(plan: Plan) -> str:
    """What figures are saved as: `PNG and HTML`."""
    made = drafted(plan)
    pictures = made.shows.pictures.values() if made else ()
    endings = {(picture.ending or "png").upper() for picture in pictures}
    if _saves(plan):
        endings.add("PNG")
    first, *others = sorted(endings or {"PNG"}, key=lambda each: (each != "PNG", each))
    return f"{', '.join([first, *others[:-1]])} and {others[-1]}" if others else first


def _saves(plan: Plan) -> bool:
    """Whether something saves what is open."""
    made = drafted(plan)
    return made is not None and bool(made.shows.calls or made.shows.handed or made.shows.after)


_WAITS = re.compile(r"animat|draw_event", re.IGNORECASE)
"""Animations, by whatever library, and functions of the notebook that are called on drawing."""

_HANDS = re.compile(r'\bsave_(shown_)?figures\(\s*"[^"]*",')
"""A figure that is shown by itself, once more, after the notebook had closed it."""

_SAVES = re.compile(r"\bsave_figures\b")
_WRITES = re.compile(r"\bsave_picture\b")
_GUESSES = re.compile(r"\bsave_if_picture\b")

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
_TYPED = "from collections.abc import Callable\n"
_PYPLOT = "\nfrom matplotlib import pyplot as plt\n"

_DRAW = """\
            figure.canvas.draw()  # saving alone starts no animation; showing does
"""

_HEAD = '''\
"""Figures, saved where the notebook showed them."""

{logging}import os
import traceback
from collections import Counter
{typed}from pathlib import Path
{pyplot}{imported}
FOLDER = Path(os.environ.get("{prefix}FIGURES", "figures"))
saved: Counter[str] = Counter()
{logger}'''

_SAVE = '''\
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

_WRITE = '''\
def save_picture(file: str, write: Callable[[Path], object]) -> None:
    """Have a picture written, numbered from the second of a name on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name, ending = file.split(".")
    saved[name] += 1
    again = f"-{{saved[name]}}" if saved[name] > 1 else ""
    try:
        write(FOLDER / f"{{name}}{{again}}.{{ending}}")
    except Exception:  # a notebook shows what went wrong, and goes on
        traceback.print_exc()
'''

_GUESS = '''\
def save_if_picture(name: str, value: object) -> None:
    """Save what is shown as a picture, by the method that a notebook asks for one; log the rest."""
    draw = None if isinstance(value, type) else getattr(value, "_repr_png_", None)
    if hasattr(value, "savefig"):
        save_picture(f"{{name}}.png", value.savefig)
    elif hasattr(value, "write_html"):
        save_picture(f"{{name}}.html", value.write_html)
    elif draw is not None and isinstance(png := draw(), bytes):
        save_picture(f"{{name}}.png", lambda path: path.write_bytes(png))
    else:
        logger.info("%s: %s", name, value)
'''
