"""Who is told of a definition as it is made, or runs it at once: decorators, bases, metaclasses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.flow.names import Names
from nbprod.flow.record import Define


def runs_at_once(node: ast.stmt, names: Names) -> bool:
    """Whether a decorator is known to call or show what it is given: `@interact(rate=(0, 5))`.

    Such a definition is a statement that acts, and an import is no place for it.
    """
    decorators = getattr(node, "decorator_list", ())
    bare = (d.func if isinstance(d, ast.Call) else d for d in decorators)
    facts = (fact for each in bare for fact in names.facts(names.dotted(each)))
    return any(fact.calls or fact.shows for fact in facts)


def told_of(node: ast.AST, names: Names) -> Iterator[Define]:
    """The notebook's own functions that a definition is handed to: `@register`, `@metric("mae")`."""
    for decorator in getattr(node, "decorator_list", ()):
        if isinstance(decorator, ast.Call):
            own = names.definition(decorator.func)
            yield from own.methods if own else ()
        elif own := names.definition(decorator):
            yield own


def told_of_class(node: ast.AST, names: Names) -> Iterator[Define]:
    """The notebook's own methods that run when a class is made: its base may list its heirs.

    So may what its body makes, which is told its name: `__set_name__`.
    """
    if not isinstance(node, ast.ClassDef):
        return
    for call in (each.value for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)):
        if isinstance(call, ast.Call) and (own := names.definition(call.func)):
            yield from (m for m in own.methods if m.name == "__set_name__")
    for base in node.bases:
        if own := names.definition(base):
            yield from (m for m in own.methods if m.name == "__init_subclass__")
            yield from told_of_class(own.node, names)
    for keyword in node.keywords:
        if keyword.arg == "metaclass" and (own := names.definition(keyword.value)):
            yield from (m for m in own.methods if m.name in ("__new__", "__init__"))
