"""What a package is told about the world outside its notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nbprod.extract.files.environment import Environment
from nbprod.extract.files.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a package is told about the world outside the notebook."""

    requirements: Sequence[Requirement] = ()
    local: Sequence[str] = ()
    """Modules that lie beside the notebook and are imported from there."""
    targets: Sequence[str] = ()
    """Orchestrators that shall run the package."""
    engines: Sequence[str] = ()
    """What people call them."""
    here: Environment = field(default_factory=Environment)
    """What is installed where the notebook runs."""
