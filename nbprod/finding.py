"""What is said about a notebook: findings, and the fixes they carry."""

from __future__ import annotations

from enum import Enum

from nbprod.place import CellRef, Place, Span
from nbprod.values import set_once


class Severity(Enum):
    """How much a finding matters; ordered from hint to blocker."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        """Rank for comparisons: the heavier, the worse."""
        return list(Severity).index(self)


@set_once(frozen=True, slots=True)
class Edit:
    """One replacement of text inside a cell."""

    cell: CellRef
    span: Span
    text: str


@set_once(frozen=True, slots=True)
class Fix:
    """Edits that belong together; safe ones keep what the notebook computes."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


@set_once(frozen=True, slots=True)
class Related:
    """A second place that a finding speaks of, such as the cell that deletes the name."""

    place: Place
    message: str


@set_once(frozen=True, slots=True)
class Finding:
    """One hazard at one place. Holds no tree, so that it can be cached, compared and pickled."""

    rule: str
    """Kebab-case name, the stem of the rule's page."""
    code: str
    category: str
    """The folder of the rule's page, its family."""
    severity: Severity
    message: str
    place: Place
    certain: bool = True
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    help: str = ""
    """What to do next, in half a sentence."""
