"""A plan and the notebook's own statements -> the modules of stages and definitions, as text.

What the emitted modules ask of the rest of the package:

- `from <package>.config import Config`: a frozen dataclass with a field for each `Setting`.
  Relative paths (`kind == "path"`) are resolved against the data root when the config is made;
  with the default root they keep the notebook's own text, as `str`.
- `from <package>.figures import save_figures`: `save_figures("births-by-year")` saves every open
  pyplot figure under that name and closes it, as the notebook did at the end of a cell and at
  `plt.show()`; it does nothing where no figure is open.
- `src/<package>/stages/__init__.py` exists.
"""

from __future__ import annotations

from nbprod.analysis import Analysis
from nbprod.extract.plan import Package, Plan


def build(plan: Plan, analysis: Analysis) -> Package:
    """The modules of stages and definitions, below `src/<package>/`."""
    raise NotImplementedError
