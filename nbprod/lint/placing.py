"""Where a match is shown: on one line, at the words that make the hazard."""

from __future__ import annotations

import ast

from nbprod.analysis import Analysis
from nbprod.place import CellRef, Place, Span


def place(notebook: Analysis, cell: CellRef, at: ast.AST | Span | None) -> Place:
    """The place of a node or span; of the cell's first line where it is the whole cell."""
    path = notebook.notebook.path
    source = notebook.notebook.cells[cell.number].source
    if isinstance(at, Span):
        return Place(path, cell, _on_one_line(at, source))
    if at is None:
        return Place(path, cell, Span(1, 0, 1, len(source.partition("\n")[0])))
    record = notebook.record[cell]
    span = record.span(at)
    if isinstance(at, ast.Call):
        span = _of_call(at, span, record.span(at.func))
    return Place(path, cell, _on_one_line(span, source))


def _of_call(call: ast.Call, span: Span, func: Span) -> Span:
    """From the callee on; in a chain over several lines from the method's own name on."""
    if isinstance(call.func, ast.Attribute) and func.line != func.end_line:
        start = func.end_column - len(call.func.attr)
        span = Span(func.end_line, start, span.end_line, span.end_column)
    if span.line != span.end_line:
        span = Span(span.line, span.column, func.end_line, func.end_column)
    return span


def _on_one_line(span: Span, source: str) -> Span:
    if span.line == span.end_line:
        return span
    lines = source.split("\n")
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return Span(span.line, span.column, span.line, max(span.column, len(line.rstrip())))
