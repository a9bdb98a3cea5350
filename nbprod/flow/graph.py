"""The flow as a networkx graph of cells; networkx is imported here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nbprod.flow.model import Flow
from nbprod.place import CellRef

if TYPE_CHECKING:
    import networkx as nx


def graph(flow: Flow, cells: Iterable[CellRef]) -> nx.MultiDiGraph[CellRef]:
    """Cells as nodes, in document order; an edge for each name that one cell hands another.

    Edges carry `certain` and `late`; several reads of one name are one edge, certain if any is.
    """
    import networkx as nx

    drawn: nx.MultiDiGraph[CellRef] = nx.MultiDiGraph()
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
            certain=known.get("certain", False) or dependency.certain,
            late=known.get("late", True) and dependency.late,
        )
    return drawn


def ancestors(drawn: nx.MultiDiGraph[CellRef], cell: CellRef) -> frozenset[CellRef]:
    """The cells that one needs, itself included."""
    import networkx as nx

    return frozenset(nx.ancestors(drawn, cell)) | {cell}


def descendants(drawn: nx.MultiDiGraph[CellRef], cell: CellRef) -> frozenset[CellRef]:
    """The cells that need one, itself included."""
    import networkx as nx

    return frozenset(nx.descendants(drawn, cell)) | {cell}
