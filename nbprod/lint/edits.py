"""Edits for common changes, with comments and formatting around them kept."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

from nbprod.finding import Edit
from nbprod.flow.record import Import, Record
from nbprod.place import Span


def replace(record: Record, node: ast.AST, text: str) -> Edit:
    """Put `text` where `node` stands."""
    return Edit(record.cell, record.span(node), text)


def insert_line(record: Record, line: int, text: str) -> Edit:
    """Put `text` as a line of its own above `line`, as deep as that one."""
    below = record.lines[line - 1] if line <= len(record.lines) else ""
    return Edit(record.cell, Span(line, 0, line, 0), f"{_indent(below)}{text}\n")


def add_keyword(record: Record, call: ast.Call, name: str, text: str) -> Edit | None:
    """Give a call one more keyword; nothing where it has it or cannot take it."""
    return add_keywords(record, call, {name: text})


def add_keywords(record: Record, call: ast.Call, keywords: Mapping[str, str]) -> Edit | None:
    """Give a call more keywords, each with the Python text of its value.

    Nothing where it has one of them, or takes a bare generator that would need parentheses.
    """
    if any(k.arg in keywords for k in call.keywords) or _takes_bare_generator(record, call):
        return None
    written = ", ".join(f"{name}={text}" for name, text in keywords.items())
    last, close = _ends(record, call)
    line, column = last.end
    if last.string == "(" and not (call.args or call.keywords):
        text = written
    elif last.string != ",":
        text = f", {written}"
    elif line == close.start[0]:
        text = f" {written}"
    else:
        text = f"\n{_indent(record.lines[line - 1])}{written},"
    return Edit(record.cell, Span(line, column, line, column), text)


def remove_import(record: Record, found: Import) -> Edit:
    """Take one name out of an import statement; the whole statement with its last name."""
    names = found.statement.names
    if len(names) == 1:
        return remove_statement(record, found.statement)
    span = record.span(found.node)
    if _stands_alone(record, span, names):
        return Edit(record.cell, Span(span.line, 0, span.end_line + 1, 0), "")
    index = names.index(found.node)
    if index + 1 < len(names):
        after = record.span(names[index + 1])
        return Edit(record.cell, Span(span.line, span.column, after.line, after.column), "")
    before = record.span(names[index - 1])
    end = Span(before.end_line, before.end_column, span.end_line, span.end_column)
    return Edit(record.cell, end, "")


def remove_statement(record: Record, node: ast.stmt) -> Edit:
    """Take a statement out, with its line where nothing else stands on it.

    The last statement of a block leaves `pass`, since a block cannot be empty.
    """
    span = record.span(node)
    if _is_only_one_of_block(record, node):
        return Edit(record.cell, span, "pass")
    first, last = record.lines[span.line - 1], record.lines[span.end_line - 1]
    before, after = first[: span.column], last[span.end_column :]
    follows = re.match(r"\s*;\s*", after)
    if before.strip():
        start = len(before.rstrip().removesuffix(";").rstrip())
        return Edit(record.cell, Span(span.line, start, span.end_line, span.end_column), "")
    if follows and after[follows.end() :].strip() and after[follows.end()] != "#":
        end = span.end_column + follows.end()
        return Edit(record.cell, Span(span.line, span.column, span.end_line, end), "")
    return _whole_lines(record, span)


def _whole_lines(record: Record, span: Span) -> Edit:
    """Remove whole lines; at the end of a cell with the line break above them."""
    if span.end_line < len(record.lines):
        return Edit(record.cell, Span(span.line, 0, span.end_line + 1, 0), "")
    end = len(record.lines[span.end_line - 1])
    if span.line == 1:
        return Edit(record.cell, Span(1, 0, span.end_line, end), "")
    above = len(record.lines[span.line - 2])
    return Edit(record.cell, Span(span.line - 1, above, span.end_line, end), "")


def _is_only_one_of_block(record: Record, node: ast.stmt) -> bool:
    """Whether a block holds nothing else; only blocks can hold a statement."""
    waiting: list[ast.AST] = [statement.node for statement in record.statements]
    if node in waiting:
        return False
    for parent in waiting:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if block == [node]:
                return True
            waiting += block if isinstance(block, list) else ()
        waiting += (*getattr(parent, "handlers", ()), *getattr(parent, "cases", ()))
    return False


def _stands_alone(record: Record, span: Span, names: list[ast.alias]) -> bool:
    """Whether an imported name has its lines, comma and comment included, to itself."""
    others = (record.span(name) for name in names)
    lines = {line for o in others if o != span for line in (o.line, o.end_line)}
    before = record.lines[span.line - 1][: span.column]
    after = record.lines[span.end_line - 1][span.end_column :]
    above = record.lines[span.line - 2] if span.line > 1 else ""
    return (
        not before.strip()
        and not above.endswith("\\")
        and re.fullmatch(r"\s*,?\s*(#.*)?", after) is not None
        and not {span.line, span.end_line} & lines
    )


def _takes_bare_generator(record: Record, call: ast.Call) -> bool:
    """Whether the only argument is a generator without parentheses of its own."""
    if len(call.args) != 1 or not isinstance(call.args[0], ast.GeneratorExp):
        return False
    return record.span(call.args[0]).end_column == record.span(call).end_column


def _ends(record: Record, call: ast.Call) -> tuple[tokenize.TokenInfo, tokenize.TokenInfo]:
    """The last token before a call's closing parenthesis, and that parenthesis."""
    tokens = list(_tokens(record, call))
    return tokens[-2], tokens[-1]


def _tokens(record: Record, call: ast.Call) -> Iterator[tokenize.TokenInfo]:
    """The tokens behind a call's callee, comments left out, placed as in the cell."""
    start, end = record.span(call.func), record.span(call)
    lines = record.lines[start.end_line - 1 : end.end_line]
    # One more parenthesis, so that line breaks mean nothing and no indentation is wrong.
    text = "(" + "\n".join([lines[0][start.end_column :], *lines[1:]])
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE):
            continue
        placed = token._replace(
            start=_moved(token.start, start), end=(stop := _moved(token.end, start))
        )
        yield placed
        if stop == (end.end_line, end.end_column):
            return


def _moved(position: tuple[int, int], origin: Span) -> tuple[int, int]:
    line, column = position
    shift = origin.end_column - 1 if line == 1 else 0
    return line + origin.end_line - 1, column + shift


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
