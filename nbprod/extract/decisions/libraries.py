"""What a notebook imports of other libraries, and what of that its package takes."""

from __future__ import annotations

from collections.abc import Iterable

from nbprod.extract.decisions.drafting import Draft
from nbprod.extract.decisions.known_modules import STANDARD
from nbprod.extract.plan import Imported, Taken
from nbprod.extract.statements.beforehand import late_roots, made_modules
from nbprod.flow.distributions import is_shared


def imported(made: Draft) -> Iterable[Imported]:
    """Each module outside the standard library, by name."""
    found: dict[str, Imported] = {}
    made_here, late = made_modules(made.program), late_roots(made.program)
    for record in made.analysis.records:
        for what in record.imports:
            root = what.module.partition(".")[0]
            if not root or root in STANDARD or root in made_here:
                continue
            dotted = f"{what.module}.{what.name}".rstrip(".")
            module = dotted if is_shared(root) else root
            optional = bool(what.inside.handled)
            known = found.get(module)
            if known is None or (known.optional and not optional):
                found[module] = Imported(module, optional, what.inside.cell, root in late)
    return [found[module] for module in sorted(found)]


def taken(made: Draft) -> Iterable[Taken]:
    """What the imports take that a kept statement reads."""
    imports = made.work.imports
    staged = (piece for scope in made.scopes for piece in scope.pieces)
    read = {name for piece in (*staged, *made.work.lifted.pieces) for name in piece.uses.every}
    lines = (line for name in imports.lines if name in read for line in imports.lines[name])
    return [
        Taken(line.module, line.name, imports.brought[line].cell)
        for line in dict.fromkeys(lines)
        if line in imports.brought
    ]
