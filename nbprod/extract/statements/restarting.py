"""Statements that restart the notebook's kernel, as is done after an installation.

A package has no kernel; what it needs is installed before it starts.
"""

from __future__ import annotations

import ast

from nbprod.flow.names import Names

_STOPS = ("do_shutdown", "restart_kernel")
_APPLICATIONS = ("IPython.Application.instance", "IPython.core.application.Application.instance")
_BESIDE = ("builtins.print", "time.sleep", "IPython.display.display")


def restarts(node: ast.stmt, names: Names) -> bool:
    """Whether a statement restarts the kernel, or finds it, and does nothing else of weight."""
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    stops = any(_is_stop(call) or names.callee(call) in _APPLICATIONS for call in calls)
    return stops and _only_stops(node, names)


def _is_stop(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _STOPS


def _only_stops(node: ast.stmt, names: Names) -> bool:
    match node:
        case ast.If(body=body, orelse=other):
            return all(_only_stops(inner, names) for inner in (*body, *other))
        case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
            callee = names.callee(call)
            return _is_stop(call) or callee in (*_APPLICATIONS, *_BESIDE)
        case ast.Expr(value=ast.Constant()):
            return True
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)
