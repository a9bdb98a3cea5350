"""Decorators that are known to run what they are given."""

from __future__ import annotations

import ast

from nbprod.flow.names import Names


def runs_at_once(node: ast.stmt, names: Names) -> bool:
    """Whether a decorator is known to call or show what it is given: `@interact(rate=(0, 5))`.

    Such a definition is a statement that acts, and an import is no place for it.
    """
    decorators = getattr(node, "decorator_list", ())
    bare = (d.func if isinstance(d, ast.Call) else d for d in decorators)
    facts = (fact for each in bare for fact in names.facts(names.dotted(each)))
    return any(fact.calls or fact.shows for fact in facts)
