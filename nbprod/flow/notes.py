"""What is written down while a notebook is played, and the flow that comes of it."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Literal

from nbprod.flow.layers import Layer
from nbprod.flow.model import Dependency, Effect, Flow, Missing, Version
from nbprod.flow.things import Held
from nbprod.place import CellRef

Mark = tuple[int, int, int]


class Notes:
    """Versions, who takes them, and reads that nothing gives; in the order of play."""

    def __init__(self) -> None:
        self.cell = CellRef(0)
        self.statement = 0
        self.missing: list[Missing] = []
        self.doubts: list[tuple[CellRef, str]] = []
        self._numbers: Counter[str] = Counter()
        self._versions: list[Version] = []
        self._dependencies: list[Dependency] = []
        self._effects: dict[tuple[int, int], Effect] = {}
        self._reads: dict[Version, None] = {}
        self._makes: list[Version] = []
        self._touches: dict[tuple[int, int], dict[tuple[str, str], None]] = {}

    def begin(self, statement: int) -> None:
        """Turn to a statement of the cell."""
        self.statement = statement
        self._reads, self._makes = {}, []

    def end(self) -> None:
        """Note what the statement read and left."""
        made = set(self._makes)
        reads = tuple(version for version in self._reads if version not in made)
        self._effects[self.cell.number, self.statement] = Effect(reads, tuple(self._makes))

    def version(
        self,
        name: str,
        kind: Literal["bind", "change", "delete", "join"],
        how: str = "",
        *,
        node: ast.AST | None = None,
        certain: bool = True,
        parents: tuple[Version, ...] = (),
    ) -> Version:
        """Make the next version of a name."""
        self._numbers[name] += 1
        version = Version(
            name,
            self._numbers[name],
            self.cell,
            self.statement,
            kind,
            how,
            certain,
            parents,
            node,
        )
        self._versions.append(version)
        self._makes.append(version)
        return version

    def depend(self, held: Held, node: ast.AST, late: bool = False) -> None:
        """Note that the statement takes a version."""
        if held.version is None:
            return
        certain = not held.maybe and held.version.certain
        if held.version not in self._reads:
            self._dependencies.append(
                Dependency(held.version, self.cell, self.statement, certain, late, node)
            )
        self._reads[held.version] = None

    def touch(self, through: str, name: str) -> None:
        """Note that the object of a name may have changed, through that of another or its own."""
        here = self._touches.setdefault((self.cell.number, self.statement), {})
        here[through, name] = None

    def binds(self, name: str) -> bool:
        """Whether anything made a version of a name."""
        return name in self._numbers

    def mark(self) -> Mark:
        """A moment to come back to."""
        return len(self._versions), len(self._dependencies), len(self.missing)

    def rewind(self, mark: Mark) -> list[Missing]:
        """Forget what was noted since; answers the missing reads among it."""
        late = self.missing[mark[2] :]
        del self._versions[mark[0] :], self._dependencies[mark[1] :], self.missing[mark[2] :]
        return late

    def flow(self, held: Layer[Held]) -> Flow:
        """What was found, and what the notebook holds at its end."""
        last = {name: one.version for name, one in held.items() if one.version is not None}
        return Flow(
            tuple(self._versions),
            tuple(self._dependencies),
            tuple(self.missing),
            self._effects,
            {name: last[name] for name in sorted(last)},
            frozenset(v.name for v in self._versions if v.kind != "delete"),
            {at: tuple(found) for at, found in self._touches.items()},
            tuple(dict.fromkeys(self.doubts)),
        )
