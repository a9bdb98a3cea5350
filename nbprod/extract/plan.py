"""The decision as a value: what becomes of each part of a notebook, before anything is written.

The package is run by one convention: the parameters of a stage's function are called like the
values it takes, and what it returns, in order, is what it gives. `config` is passed by keyword to
the stages that ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nbprod.place import CellRef

SettingKind = Literal["path", "url", "seed", "device", "number", "text", "secret"]
DefinitionKind = Literal["function", "class", "constant"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of the emitted `Config`: a literal of the notebook that is worth changing."""

    name: str
    """The field's name, a lower-case identifier."""
    value: str
    """The notebook's value as Python source; empty for a secret, which has no default."""
    type: str
    """The field's annotation: `str`, `int`, `float`, `bool`, `tuple[int, ...]`."""
    kind: SettingKind
    description: str
    """One line for people, from the notebook's comment where there is one."""
    cell: CellRef
    variable: str = ""
    """The notebook's own name for it; empty where the literal stood inside a call."""
    env: str = ""
    """Of a secret: the environment variable that must hold it."""
    writes: bool = False
    """Of a path: whether the notebook writes there and does not read it first."""
    above: tuple[str, ...] = ()
    """Lines of the notebook's comment that tell more, or of this and the settings below it."""


@dataclass(frozen=True, slots=True)
class DataRef:
    """A place that the notebook reads data from or writes it to."""

    source: str
    """`file`, `url`, `database`, `dataset`, as facts call it."""
    where: str
    """The path, URL or call, as far as it can be read; `{name}` for what cannot."""
    writes: bool
    cell: CellRef
    stage: str
    format: str = ""
    setting: str = ""
    """The field of `Config` that names it; empty where none does."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or constant of the notebook, lifted into a module of its own."""

    name: str
    kind: DefinitionKind
    module: str
    """Module below the package, without suffix: `plots`."""
    cell: CellRef
    statement: int
    """Index of the statement in its cell."""
    added: tuple[str, ...] = ()
    """Notebook variables that it read and now takes as keyword parameters."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of cells that becomes one function."""

    name: str
    """Unique and kebab-case: `load-births`; what `run --only` takes."""
    title: str
    """For people: the heading, or the name in words."""
    function: str
    """`load_births`."""
    module: str
    """Dotted, below the package: `stages.load_births`, or `pipeline` for a single one."""
    cells: tuple[CellRef, ...]
    takes: tuple[str, ...]
    """Values of earlier stages, which are the function's parameters in order."""
    gives: tuple[str, ...]
    """What the function returns: nothing, one value, or a tuple in this order."""
    changes: tuple[str, ...] = ()
    """Taken values that the stage changes, or may change, in place and does not give."""
    doc: str = ""
    """One sentence from the markdown that tells the story."""
    takes_config: bool = False
    is_async: bool = False
    settings: tuple[str, ...] = ()
    """Fields of `Config` that it reads."""
    after: tuple[str, ...] = ()
    """Names of the stages that give what it takes, in order."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Absolute types of taken and given values, where certain: `pandas.DataFrame`."""
    figures: tuple[str, ...] = ()
    """Names under which it saves figures, in order."""
    lines: int = 0
    """Code lines of the notebook that it holds."""
    several: tuple[str, ...] = ()
    """Of the names of figures, those under which a loop saves one in each round, numbered."""
    recorded: tuple[str, ...] = ()
    """Of the names of figures, those that the notebook showed when it was last run."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that the package does without."""

    cell: CellRef
    what: str
    """The first line, shortened."""
    why: str
    """`a look at data`, `a timing`, `notebook configuration` ..."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be kept, with the reason for a person."""

    cell: CellRef
    reason: str
    needed: tuple[str, ...] = ()
    """Names that later cells read and only this cell gives: the package will not run there."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something in the notebook that hurts in production."""

    cell: CellRef
    rule: str
    """The lint rule that speaks of it, where there is one."""
    what: str
    resolved: bool
    """Whether the package is free of it."""
    also: tuple[CellRef, ...] = ()
    """Further cells that have it, in order."""

    @property
    def cells(self) -> list[int]:
        """The numbers of all its cells, from 1."""
        return [cell.number + 1 for cell in (self.cell, *self.also)]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where the plan cannot be sure, and what it assumed."""

    cell: CellRef
    what: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A module outside the standard library that the package imports."""

    module: str
    """The top-level name: `sklearn`; all of it where several distributions share one: `google`."""
    optional: bool = False
    """Whether the notebook goes on without it (`try: import ...`)."""
    cell: CellRef = CellRef(0)  # noqa: RUF009 - it is frozen
    late: bool = False
    """Whether it is imported only below a change of where modules are found: `sys.path.append`."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import that the package reads takes of a library."""

    module: str
    """As written: `sklearn.datasets`."""
    name: str
    """What is taken from the module; empty where it is the module itself."""
    cell: CellRef

    @property
    def dotted(self) -> str:
        """All of it as one name."""
        return f"{self.module}.{self.name}".rstrip(".")


@dataclass(frozen=True, slots=True)
class Install:
    """A distribution that the notebook installs by `pip` or `conda`."""

    requirement: str
    """As written: `pandas==2.1`, `git+https://...`."""
    cell: CellRef


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a notebook."""

    package: str
    """Import name of the package."""
    notebook: str
    """The path of the notebook, as given."""
    title: str
    summary: str
    """The first paragraph of the notebook's own introduction; may be empty."""
    stages: tuple[Stage, ...]
    definitions: tuple[Definition, ...] = ()
    settings: tuple[Setting, ...] = ()
    data: tuple[DataRef, ...] = ()
    imports: tuple[Imported, ...] = ()
    installs: tuple[Install, ...] = ()
    taken: tuple[Taken, ...] = ()
    """What imports take that no `try` guards."""
    left_out: tuple[LeftOut, ...] = ()
    refused: tuple[Refused, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    early: tuple[str, ...] = ()
    """Lines that must run before any library is imported: `os.environ["KERAS_BACKEND"] = "jax"`."""
    notice: str = ""
    """What the notebook says of copyright and licence."""
    config: str = "config"
    """What stages call their configuration; another name where the notebook has one of this name."""
    shows: bool = False
    """Whether the notebook says where a figure is shown: `plt.show()`."""
    live: bool = False
    """Whether a window or the browser drew the figures, which a run that nobody watches has not."""
    draft: object = field(default=None, compare=False, repr=False)
    """The notebook's own statements, sorted, from which modules are built: see `decisions.drafting`."""

    @property
    def draws(self) -> bool:
        """Whether anything saves figures: the package then has a `figures` module."""
        return self.shows or any(stage.figures for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Package:
    """Files of the package by path below its folder, as text."""

    files: Mapping[str, str]
