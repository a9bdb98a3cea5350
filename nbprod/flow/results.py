"""How a call of the notebook's own function ends: whether it surely returns, and whether it yields."""

from __future__ import annotations

import ast

from nbprod.flow.record import Attempt, Block, Define, Event, Fork, Leave


def returns_surely(own: Define) -> bool:
    """Whether a call runs a body that ends in `return` on each way, and so gives what stands there."""
    plain = isinstance(own.node, ast.FunctionDef | ast.Lambda) and not own.decorated
    ends = isinstance(own.node, ast.Lambda) or leaves(own.body)
    return plain and ends and not yields(own) and all(each.value for each in _returns(own.node))


def yields(own: Define) -> bool:
    """Whether a call gives a generator instead of running the body."""
    return any(map(_yields, getattr(own.node, "body", ()) if own.kind == "function" else ()))


def _yields(node: ast.AST) -> bool:
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    return not isinstance(node, _INNER) and any(map(_yields, ast.iter_child_nodes(node)))


def _returns(node: ast.AST) -> list[ast.Return]:
    found: list[ast.Return] = [node] if isinstance(node, ast.Return) else []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _INNER):
            found += _returns(child)
    return found


_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def leaves(block: Block) -> bool:
    """Whether a block surely ends by `raise`, `return`, `break` or `continue`."""
    return any(map(_leaves, block))


def _leaves(event: Event) -> bool:
    match event:
        case Leave():
            return True
        case Fork(branches=[_, *_] as branches):
            return all(map(leaves, branches))
        case Attempt(body=body, handlers=handlers, final=final):
            return leaves(final) or all(map(leaves, (body, *handlers)))
    return False
