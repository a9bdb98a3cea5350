"""Small debts of a notebook that a module does not take over, paid by position.

What a linter's default rules would say of the author's code is mended where the meaning stays the
same: unused bindings inside functions, placeholders that are none, several statements on a line,
bare `except`. What cannot be mended without changing what is computed keeps its form, and `excusing`
names it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from itertools import pairwise

from nbprod.extract.decisions.looks import Looks
from nbprod.extract.decisions.unused import Function, does_nothing, may_live, unused_in
from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.extract.statements.program import BUILTINS
from nbprod.flow.names import Names

_EXITS = re.compile(
    r"\b(SystemExit|KeyboardInterrupt|GeneratorExit|exit|quit|parse_args|parse_known_args)\b"
)
_PLAIN_F = re.compile(
    r"([rR]?)[fF]([rR]?)(\"[^\"\\\n]*\"|'[^'\\\n]*'|\"\"\"(?:[^\"\\]|\"(?!\"\"))*\"\"\"|'''(?:[^'\\\\]|'(?!''))*''')"
)


def tidy(
    piece: Piece,
    names: Names,
    looks: Looks,
    imported: Collection[str],
) -> tuple[Splice, ...]:
    """What to mend in a statement; `imported` are names that the top of the module brings."""
    tidier = _Tidier(piece, names, looks, imported)
    tidier.whole()
    tidier.visit(piece.node, {})
    return tuple(tidier.splices)


class _Tidier:
    def __init__(
        self,
        piece: Piece,
        names: Names,
        looks: Looks,
        imported: Collection[str],
    ) -> None:
        self._names = names
        self._imported = imported
        self._looks = looks
        self._piece = piece
        self._source = piece.source
        self.splices: list[Splice] = []
        self._gone: set[ast.stmt] = set()
        self._empty: set[ast.AST] = set()

    def whole(self) -> None:
        """Shorten a statement that is itself an import."""
        if self._imported:
            self._shorten(self._piece.node)

    def visit(self, node: ast.AST, unused: dict[str, None]) -> None:
        """Mend one node and what is in it."""
        if isinstance(node, Function):
            unused = unused_in(node)
        elif isinstance(node, ast.Lambda | ast.ClassDef):
            unused = {}
        self._suites(node)
        self._one(node, unused)
        for child in ast.iter_child_nodes(node):
            if child not in self._empty:
                self.visit(child, unused)

    # -- statements in a row

    def _suites(self, node: ast.AST) -> None:
        for name in ("body", "orelse", "finalbody"):
            suite = getattr(node, name, None)
            if isinstance(suite, list) and suite and isinstance(suite[0], ast.stmt):
                self._apart(node, suite)
                self._without_idle(node, suite)

    def _apart(self, node: ast.AST, suite: list[ast.stmt]) -> None:
        """Give each statement of a suite a line of its own: `a = 1; b = 2`."""
        for one, other in pairwise(suite):
            end, start = self._source.span(one)[1], self._source.span(other)[0]
            if ";" in self._source.text[end:start] and "\n" not in self._source.text[end:start]:
                margin = self._margin(node, suite)
                self.splices.append(Splice(end, start, f"\n{margin}"))
        first = suite[0]
        header = getattr(node, "lineno", 0)
        if len(suite) > 1 and first.lineno == header and suite[1].lineno == first.lineno:
            at = self._source.span(first)[0]
            self.splices.append(Splice(at, at, f"\n{self._margin(node, suite)}"))

    def _margin(self, node: ast.AST, suite: list[ast.stmt]) -> str:
        first = suite[0]
        start = self._source.span(first)[0]
        line = self._source.text[self._source.text.rfind("\n", 0, start) + 1 : start]
        if not line.strip():
            return line
        own = self._source.text[self._source.text.rfind("\n", 0, self._source.span(node)[0]) + 1 :]
        return own[: len(own) - len(own.lstrip(" \t"))] + "    "

    def _without_idle(self, node: ast.AST, suite: list[ast.stmt]) -> None:
        """Take out of a suite what does nothing there: `pass`, and imports of the module's top."""
        plain = not isinstance(node, Function | ast.ClassDef)
        taken = plain and bool(self._imported)
        self._empty |= {s for s in suite if plain and self._looks.is_empty(s)}
        idle = [
            s
            for s in suite
            if isinstance(s, ast.Pass) or s in self._empty or (taken and self._is_brought(s))
        ]
        if len(idle) == len(suite):
            *idle, last = idle
            if not isinstance(last, ast.Pass):
                self.splices.append(Splice(*self._source.span(last), "pass"))
        for statement in idle:
            self._remove(statement, suite)
        for statement in suite if taken else ():
            self._shorten(statement)

    def _is_brought(self, statement: ast.stmt) -> bool:
        """Whether the top of the module imports all that a statement imports."""
        imports = isinstance(statement, ast.Import | ast.ImportFrom)
        return imports and all(_bound(a) in self._imported for a in statement.names)  # type: ignore[attr-defined]

    def _shorten(self, statement: ast.stmt) -> None:
        """Take single names out of an import."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            left = [a for a in statement.names if _bound(a) not in self._imported]
            if left and len(left) < len(statement.names):
                kept = ast.unparse(_with_names(statement, left))
                self.splices.append(Splice(*self._source.span(statement), kept))

    def _remove(self, statement: ast.stmt, suite: list[ast.stmt]) -> None:
        """Take a statement out, with its line if it has one to itself."""
        start, end = self._source.span(statement)
        text = self._source.text
        begin = text.rfind("\n", 0, start)
        stop = text.find("\n", end)
        stop = min(len(text) if stop < 0 else stop, max(self._piece.end, end))
        after = text[end:stop].lstrip(" \t;")[:1]
        if begin >= 0 and not text[begin:start].strip() and after in ("", "#"):
            self.splices.append(Splice(begin, stop, ""))
            return
        at = suite.index(statement)
        if after not in ("", "#") and at + 1 < len(suite):
            self.splices.append(Splice(start, self._source.span(suite[at + 1])[0], ""))
        elif at and ";" in text[self._source.span(suite[at - 1])[1] : start]:
            self.splices.append(Splice(self._source.span(suite[at - 1])[1], end, ""))

    # -- single nodes

    def _one(self, node: ast.AST, unused: dict[str, None]) -> None:
        match node:
            case ast.JoinedStr() if not any(isinstance(v, ast.FormattedValue) for v in node.values):
                self._plain_string(node)
            case ast.ExceptHandler():
                self._handler(node)
            case ast.Import(names=[_, _, *_]):
                self._imports_apart(node)
            case ast.Assign(targets=[ast.Name(id=name)]) if name in unused:
                self._unused(node, node.value)
            case ast.Assign(targets=[_, _, *_] as targets):
                self._chain(targets, unused)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                name in unused
            ):
                self._unused(node, value)
            case ast.withitem(optional_vars=ast.Name(id=name) as target) if name in unused:
                end = self._source.span(node.context_expr)[1]
                between = self._source.text[end : self._source.span(target)[1]]
                if re.fullmatch(r"\s+as\s+\w+", between):
                    self.splices.append(Splice(end, self._source.span(target)[1], ""))

    def _plain_string(self, node: ast.JoinedStr) -> None:
        """`f"text"` without a placeholder."""
        start, end = self._source.span(node)
        found = _PLAIN_F.fullmatch(self._source.text[start:end])
        if found and "{" not in found[3] and "}" not in found[3]:
            self.splices.append(Splice(start, start + found.start(3), found[1] + found[2]))

    def _imports_apart(self, node: ast.Import) -> None:
        """`import os, re` on two lines."""
        start, end = self._source.span(node)
        text = self._source.text
        margin = text[text.rfind("\n", 0, start) + 1 : start]
        taken = node is self._piece.node or any(_bound(a) in self._imported for a in node.names)
        if not margin.strip() and not taken:
            lines = (f"import {ast.unparse(alias)}" for alias in node.names)
            self.splices.append(Splice(start, end, f"\n{margin}".join(lines)))

    def _handler(self, node: ast.ExceptHandler) -> None:
        start = self._source.span(node)[0]
        if node.type is None:
            kind = "BaseException" if self._may_exit(node) else "Exception"
            self.splices.append(Splice(start, start + len("except"), f"except {kind}"))
        elif node.name and not (
            _reads(node.body, node.name) or _is_read_uncaught(self._piece.node, node.name)
        ):
            end = self._source.span(node.type)[1]
            rest = re.match(r"\s*\)*\s+as\s+\w+", self._source.text[end:])
            if rest and ")" not in rest[0]:
                self.splices.append(Splice(end, end + rest.end(), ""))

    def _may_exit(self, handler: ast.ExceptHandler) -> bool:
        """Whether what a bare `except` guards may end the program, so that it held that up as well.

        A library does not; a function or method of the notebook may, and so may whoever is asked for
        input. What is awaited may be cancelled, and a generator be closed where it yields.
        """
        tries = (n for n in ast.walk(self._piece.node) if isinstance(n, ast.Try))
        guarded = next((n.body for n in tries if handler in n.handlers), [])
        parts = [part for statement in guarded for part in ast.walk(statement)]
        if any(isinstance(part, ast.Await | ast.Yield | ast.YieldFrom) for part in parts):
            return True
        calls = [part for part in parts if isinstance(part, ast.Call)]
        bare = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        text = self._source.text[self._piece.code : self._piece.end]
        foreign = bare - (BUILTINS - {"input"})
        return bool(_EXITS.search(text) or foreign or any(map(self._looks.runs_own, calls)))

    def _unused(self, node: ast.stmt, value: ast.expr) -> None:
        """A function's own name that nothing reads: the value is computed, and only if it must.

        The name of an object stays, which may be what keeps a window, a lock or a folder alive; so
        does that of a value whose making does nothing but may fail: alone it would look forgotten.
        """
        if does_nothing(value):
            begin = self._source.text.rfind("\n", 0, self._source.span(node)[0])
            if not self._source.text[
                begin : self._source.span(node)[0]
            ].strip() and not self._alone(node):
                self._remove(node, [node])
                self._gone.add(node)
                return
        start, end = self._source.span(node)[0], self._source.span(value)[0]
        if may_live(value, self._names) or self._looks.is_idle(ast.Expr(value)):
            return
        if "\n" not in self._source.text[start:end] and "(" not in self._source.text[start:end]:
            self.splices.append(Splice(start, end, ""))

    def _chain(self, targets: list[ast.expr], unused: dict[str, None]) -> None:
        """`a[0] = b = x`, where nothing reads `b`."""
        for target in targets:
            if isinstance(target, ast.Name) and target.id in unused and target is not targets[0]:
                start, end = self._source.span(target)
                rest = re.match(r"\s*=\s*", self._source.text[end:])
                if rest:
                    self.splices.append(Splice(start, end + rest.end(), ""))

    def _alone(self, node: ast.stmt) -> bool:
        """Whether a statement is all that its suite does, or all that is left of it."""
        for parent in ast.walk(self._piece.node):
            for name in ("body", "orelse", "finalbody"):
                suite = getattr(parent, name, None)
                if isinstance(suite, list) and node in suite:
                    left = [s for s in suite if s is not node and s not in self._gone]
                    return all(_is_docstring(s) or isinstance(s, ast.Pass) for s in left)
        return True


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(node.module, names, node.level)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_read_uncaught(node: ast.AST, name: str) -> bool:
    """Whether a name is read outside of what catches an error by it: there it would be unbound."""
    if isinstance(node, ast.ExceptHandler) and node.name == name:
        return False
    if isinstance(node, ast.Name) and node.id == name:
        return isinstance(node.ctx, ast.Load)
    return any(_is_read_uncaught(child, name) for child in ast.iter_child_nodes(node))


def _reads(nodes: list[ast.stmt], name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name for node in nodes for part in ast.walk(node)
    )
