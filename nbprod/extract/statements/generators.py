"""Calls that draw from a generator which somebody hands to them: `frame.sample(3, random_state=rng)`."""

from __future__ import annotations

import ast

from nbprod.flow.names import Names

_HANDED = ("random_state", "rng", "generator", "seed")


def given_generator(node: ast.Call, names: Names) -> bool:
    """Whether a call may move a generator on: its own argument, or one that its object was made with.

    A number starts a generator afresh for whoever is given it, and leaves nothing behind.
    """
    owner = names.value(node.func.value) if isinstance(node.func, ast.Attribute) else None
    calls = (node, owner) if isinstance(owner, ast.Call) else (node,)
    handed = (k.value for call in calls for k in call.keywords if k.arg in _HANDED)
    return any(not isinstance(names.value(value), ast.Constant) for value in handed)
