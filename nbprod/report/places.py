"""Places as reports name them."""

from __future__ import annotations

from nbprod.place import Place
from nbprod.run.outcome import Excerpt


def named(place: Place, excerpt: Excerpt | None) -> str:
    """A place as an editor finds it: by cell in a `.ipynb` file, by line of the file in a text."""
    if place.path.endswith(".ipynb") or excerpt is None:
        return str(place)
    return f"{place.path}:{excerpt.raw.line}:{excerpt.raw.column + 1}"
