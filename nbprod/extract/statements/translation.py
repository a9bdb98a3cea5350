"""What a translation brings out beside the notebook, and how it tells what it went without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nbprod.extract.plan import Doubt, Install, LeftOut, Refused
from nbprod.extract.statements.launching import Launches
from nbprod.notebook.model import Cell, Magic, Notebook
from nbprod.place import CellRef


@dataclass(slots=True)
class Translation:
    """A notebook in Python alone, and what became of the rest."""

    notebook: Notebook
    left_out: list[LeftOut] = field(default_factory=list)
    installs: list[Install] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    """Import lines that the cell being translated needs."""
    bound: frozenset[str] = frozenset()
    """Names that some cell binds; `$HOME` is the shell's where none does."""
    single: frozenset[str] = frozenset()
    """Those of them whose values are one word to a shell."""
    captured: bool = False
    """Whether `%%capture` keeps what the cell being translated prints."""
    launches: Launches = field(default_factory=dict)
    """What each `%run` line leaves."""
    lost: dict[CellRef, str] = field(default_factory=dict)
    """Lines that the package goes without and that may have bound any name."""
    doubts: list[Doubt] = field(default_factory=list)
    ungiven: set[CellRef] = field(default_factory=set)
    """Cells that bind a name to what a magic gives which the package goes without."""


def lose(magics: Iterable[Magic], cell: Cell, done: Translation) -> None:
    """Remember a program that the package goes without: it may have bound any name."""
    runs = (f"%run {magic.arguments}".strip() for magic in magics if magic.name == "run")
    done.lost.update((cell.ref, said) for said in runs)


def leave(done: Translation, cell: Cell, what: str, why: str) -> str:
    """Go without a line that the package does not need, and say why; the Python in its place."""
    done.left_out.append(LeftOut(cell.ref, what.strip().split("\n")[0][:80], why))
    return "pass"


def refuse(magic: Magic, cell: Cell, done: Translation) -> str:
    """Go without a magic that no program can do."""
    signs = "%%" if magic.kind == "cell" else "%"
    return refused(magic, f"`{signs}{magic.name}` has no meaning outside a notebook", cell, done)


def refused(magic: Magic, told: str, cell: Cell, done: Translation) -> str:
    """Go without a line; without its whole cell where a name there would be given nothing."""
    rest = magic.kind != "cell" and not magic.target and "\n" in cell.source.strip()
    done.refused.append(Refused(cell.ref, told + "; the rest of the cell is kept" * rest))
    if magic.target:
        done.ungiven.add(cell.ref)
    return "..." if magic.target else "pass"
