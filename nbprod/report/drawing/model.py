"""What there is to draw: cells, and what they hand each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from nbprod.flow.graph import Kind
from nbprod.report.drawing.activities import Activity


@dataclass(frozen=True, slots=True)
class Handed:
    """One name on an edge."""

    name: str
    """Resources start with `@`."""
    kind: Kind
    certain: bool
    late: bool
    """Whether it is read inside a function, at the moment the taker calls it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One cell takes names that another leaves."""

    giver: int
    taker: int
    names: tuple[Handed, ...]

    @property
    def certain(self) -> bool:
        """Whether any of its names is certain to be handed on."""
        return any(handed.certain for handed in self.names)

    @property
    def is_resource(self) -> bool:
        """Whether nothing but things of the world are handed on."""
        return all(handed.kind == "resource" for handed in self.names)


@dataclass(frozen=True, slots=True)
class Lack:
    """A name that a cell reads and no cell above gives."""

    name: str
    via: str = ""
    """The function whose call reads it; empty for a direct read."""
    below: int | None = None
    """The first cell below that would give it."""
    deleted: int | None = None
    """The cell above that took it away."""

    @property
    def reason(self) -> str:
        """Why it is not there, in words; cells count from 1, as in messages."""
        if self.deleted is not None:
            return f"cell {self.deleted + 1} deletes it"
        if self.below is not None:
            return f"only cell {self.below + 1}, further down, gives it"
        return "no cell gives it"


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a rule of the family `hidden-state` says of a cell."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell with all that a drawing tells of it."""

    number: int
    """Position over all cells of the notebook, from 0."""
    id: str
    title: str
    section: str
    """The nearest heading above; empty where there is none."""
    activity: Activity
    code: str
    """The source, secrets starred."""
    leaves: tuple[str, ...] = ()
    """Names that it binds or changes, imports left out."""
    lacks: tuple[Lack, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    doubts: tuple[str, ...] = ()
    """What keeps the flow from being sure, such as a star import of an unknown module."""
    unparsed: str = ""
    """Why it does not parse; empty where it does."""
    execution_count: int | None = None

    @property
    def shown_number(self) -> int:
        """Its number as people count: all cells, from 1."""
        return self.number + 1

    @property
    def is_hazardous(self) -> bool:
        """Whether a clean run of it may fail or give another result."""
        return bool(self.lacks or self.hazards or self.unparsed)


@dataclass(frozen=True)
class Drawing:
    """The graph of one notebook, or of a slice of it."""

    path: str
    title: str
    """The notebook's own title; empty where it has none."""
    cells: tuple[DrawnCell, ...]
    edges: tuple[Edge, ...]
    """All of them, whatever is shown; by giver, then taker."""
    kinds: frozenset[Kind] = frozenset({"name"})
    """What is drawn of the edges."""
    names: bool = False
    """Whether edges are labelled with what they hand on."""
    focus: int | None = None
    """The cell whose slice this is."""
    colour: bool = field(default=False, compare=False)
    """Whether a terminal shows colours."""

    @property
    def name(self) -> str:
        """What to call it: the notebook's title, or else its file."""
        return self.title or PurePath(self.path).name

    @cached_property
    def shown(self) -> tuple[Edge, ...]:
        """The edges, less the names of kinds that are not drawn."""
        return tuple(self._shown())

    @cached_property
    def into(self) -> dict[int, tuple[Edge, ...]]:
        """Shown edges by taker."""
        return _grouped((edge.taker, edge) for edge in self.shown)

    @cached_property
    def out_of(self) -> dict[int, tuple[Edge, ...]]:
        """Shown edges by giver."""
        return _grouped((edge.giver, edge) for edge in self.shown)

    @cached_property
    def lacking(self) -> tuple[tuple[int, Lack], ...]:
        """Each missing name that a drawn cell below would give, with the cell that lacks it."""
        drawn = {cell.number for cell in self.cells}
        return tuple(
            (cell.number, lack)
            for cell in self.cells
            for lack in cell.lacks
            if lack.below is not None and lack.below in drawn
        )

    def gives(self, cell: DrawnCell) -> tuple[str, ...]:
        """Names that other cells take from one, in order."""
        out = self.out_of.get(cell.number, ())
        taken = dict.fromkeys(handed.name for edge in out for handed in edge.names)
        first = (name for name in cell.leaves if name in taken)
        return tuple(dict.fromkeys((*first, *taken)))

    def _shown(self) -> Iterator[Edge]:
        for edge in self.edges:
            names = tuple(handed for handed in edge.names if handed.kind in self.kinds)
            if names:
                yield Edge(edge.giver, edge.taker, names)


def _grouped(pairs: Iterator[tuple[int, Edge]]) -> dict[int, tuple[Edge, ...]]:
    found: dict[int, list[Edge]] = {}
    for number, edge in pairs:
        found.setdefault(number, []).append(edge)
    return {number: tuple(edges) for number, edges in found.items()}
