"""Calls that are handed something to draw on."""

from __future__ import annotations

import ast

from nbprod.flow.names import Names

_PYPLOT = frozenset({"matplotlib.pyplot", "matplotlib.pylab", "pylab"})
_CANVASES = frozenset({"matplotlib.axes.Axes", "matplotlib.figure.Figure"})
_KEEPING = ("builtins.", "itertools.", "numpy.", "IPython.")
"""Libraries that hold, count or show what they are given: `zip(axes, columns)`, `np.ravel(axes)`."""


def draws_on(call: ast.Call, names: Names) -> bool:
    """Whether a library's call is handed pyplot, axes or a figure: `probplot(rain, plot=plt)`.

    Whoever is handed a canvas draws on it, whatever else is known of the call.
    """
    handed = (*call.args, *(keyword.value for keyword in call.keywords))
    if not any(_is_canvas(node, names) for node in handed):
        return False
    return names.definition(call.func) is None and not is_kept_by(call, names)


def is_kept_by(call: ast.Call, names: Names) -> bool:
    """Whether a call only holds, counts or shows what it is handed."""
    return names.callee(call).startswith(_KEEPING)


def _is_canvas(node: ast.expr, names: Names) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        return False
    return names.dotted(node) in _PYPLOT or names.type_of(node) in _CANVASES
