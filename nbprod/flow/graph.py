"""The flow as a networkx graph of cells; networkx is imported here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Literal

from nbprod.flow.model import Flow, Version
from nbprod.place import CellRef

if TYPE_CHECKING:
    from typing import TypeAlias

    import networkx as nx

    CellGraph: TypeAlias = nx.MultiDiGraph[CellRef]

Kind = Literal["name", "import", "resource"]
"""What an edge hands on: a value, a module or what was imported from one, a thing of the world."""

KINDS: tuple[Kind, ...] = ("name", "import", "resource")


def graph(flow: Flow, cells: Iterable[CellRef]) -> CellGraph:
    """Cells as nodes, in document order; an edge for each name that one cell hands another.

    Edges carry `kind`, `certain` and `late`; several reads of one name are one edge, certain if
    any is. The graph has no cycles: a cell takes from cells above it.
    """
    import networkx as nx

    drawn: CellGraph = nx.MultiDiGraph()
    drawn.add_nodes_from(cells)
    for dependency in flow.dependencies:
        giver, name = dependency.giver.cell, dependency.giver.name
        if giver == dependency.taker:
            continue
        known = drawn.get_edge_data(giver, dependency.taker, name) or {}
        drawn.add_edge(
            giver,
            dependency.taker,
            key=name,
            kind=kind_of(dependency.giver),
            certain=known.get("certain", False) or dependency.certain,
            late=known.get("late", True) and dependency.late,
        )
    return drawn


def kind_of(version: Version) -> Kind:
    """What a version hands on; a join of imports is an import."""
    if version.name.startswith("@"):
        return "resource"
    seen = {version}
    waiting = [version]
    while waiting:
        one = waiting.pop()
        if one.kind != "join" and one.how not in ("import", "star"):
            return "name"
        parents = one.parents if one.kind == "join" else ()
        waiting += (parent for parent in parents if parent not in seen)
        seen.update(parents)
    return "import"


def ancestors(
    drawn: CellGraph, cell: CellRef, kinds: Collection[Kind] = KINDS
) -> frozenset[CellRef]:
    """The cells that one needs, itself included, along edges of some kinds."""
    import networkx as nx

    return frozenset(nx.ancestors(_along(drawn, kinds), cell)) | {cell}


def descendants(
    drawn: CellGraph, cell: CellRef, kinds: Collection[Kind] = KINDS
) -> frozenset[CellRef]:
    """The cells that need one, itself included, along edges of some kinds."""
    import networkx as nx

    return frozenset(nx.descendants(_along(drawn, kinds), cell)) | {cell}


def generations(
    nodes: Iterable[int], links: Iterable[tuple[int, int]]
) -> tuple[tuple[int, ...], ...]:
    """Layers of a graph without cycles: each node stands in the first one below all it takes from."""
    import networkx as nx

    return tuple(tuple(sorted(layer)) for layer in nx.topological_generations(_plain(nodes, links)))


def components(
    nodes: Iterable[int], links: Iterable[tuple[int, int]]
) -> tuple[tuple[int, ...], ...]:
    """The parts of a graph that have nothing to do with each other, in order of their first nodes."""
    import networkx as nx

    return tuple(
        sorted(tuple(sorted(p)) for p in nx.weakly_connected_components(_plain(nodes, links)))
    )


def _along(drawn: CellGraph, kinds: Collection[Kind]) -> CellGraph:
    import networkx as nx

    if set(kinds) == set(KINDS):
        return drawn
    left: CellGraph = nx.MultiDiGraph()
    left.add_nodes_from(drawn)
    every = drawn.edges(data=True)
    left.add_edges_from((a, b) for a, b, said in every if said["kind"] in kinds)
    return left


def _plain(nodes: Iterable[int], links: Iterable[tuple[int, int]]) -> nx.DiGraph[int]:
    import networkx as nx

    plain: nx.DiGraph[int] = nx.DiGraph()
    plain.add_nodes_from(nodes)
    plain.add_edges_from(links)
    return plain
