"""The notebook's statements as they read inside a function or a module, by replacements of text."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbprod.extract.decisions.asking import Work, literals
from nbprod.extract.decisions.borrowing import log_name, saver_name
from nbprod.extract.decisions.figures import Shows
from nbprod.extract.decisions.looks import is_display, shown_value
from nbprod.extract.decisions.showing import Showing
from nbprod.extract.decisions.staging import import_of
from nbprod.extract.statements.binding import lambda_name
from nbprod.extract.statements.pieces import Piece, Splice, last_token, spliced
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.extract.statements.scopes import read_by_texts, uses_of
from nbprod.flow.names import Names


@dataclass(slots=True)
class Lowering:
    """Says how each statement reads where it goes."""

    work: Work
    shows: Shows
    config: str
    """What stages call their configuration."""
    tidy: Mapping[Piece, tuple[Splice, ...]] = field(default_factory=dict)

    def in_stage(self, piece: Piece, figure: str) -> str:
        """A statement of a stage."""
        splices = list(self._settings(piece, {}))
        splices += self._calls(piece, {})
        splices += Showing(self.shows, self.work.program).splices(piece, figure)
        splices += self._logged(piece)
        splices += _inner_globals(piece, self.work.settings.variables)
        splices += self._mentioned(piece)
        splices += self.tidy.get(piece, ())
        name = lambda_name(piece.node)
        # As a `def` it would tell a name of its own, where it told `<lambda>`.
        if name and name not in self.work.program.told:
            return _as_function(piece, splices, "")
        splices += _builtins_back(piece, self.work.program)
        splices += _past_trap(piece, self.work.settings.variables)
        return piece.text(splices)

    def in_module(self, name: str, piece: Piece, figure: str) -> str:
        """A lifted definition."""
        renamed = self.parameters(name)
        splices = list(self._settings(piece, renamed))
        splices += self._calls(piece, renamed)
        splices += Showing(self.shows, self.work.program).splices(piece, figure)
        splices += self._logged(piece)
        splices += _inner_globals(piece, self.work.settings.variables)
        splices += self.tidy.get(piece, ())
        added = ", ".join(renamed.values())
        if lambda_name(piece.node):
            return _as_function(piece, splices, added)
        if added:
            splices.append(_signature(piece, added))
        if lines := [import_of(n, self.work) for n in self.work.lifted.brought.get(name, ())]:
            splices.append(_first_of_all(lines, piece.node, piece))
        return piece.text(splices)

    @property
    def saver(self) -> str:
        """What saves figures."""
        return saver_name(self.work.program)

    @property
    def _log(self) -> str:
        return log_name(self.work.program)

    def parameters(self, name: str) -> dict[str, str]:
        """What a lifted function calls the variables that it now takes."""
        hidden = self.work.lifted.added.get(name, ())
        piece = self.work.lifted.with_added.get(name)
        local = {n for d in piece.uses.defines for n in d.local} if piece else set()
        fields = self.work.settings.variables
        every = set(piece.uses.every) if piece else set()
        return {
            n: fields[n] if n in fields and fields[n] not in local | every else n for n in hidden
        }

    def _settings(self, piece: Piece, renamed: Mapping[str, str]) -> Iterator[Splice]:
        fields = self.work.settings.variables
        for name, nodes in piece.uses.every.items():
            if name not in fields:
                continue
            text = renamed.get(name, f"{self.config}.{fields[name]}")
            for node in nodes:
                if text != name:
                    yield Splice(*piece.source.span(node), text)
        for node in literals(piece):
            if id(node) in self.work.settings.literals:
                name = self.work.settings.literals[id(node)]
                yield Splice(*piece.source.span(node), f"{self.config}.{name}")

    def _calls(self, piece: Piece, renamed: Mapping[str, str]) -> Iterator[Splice]:
        """Hand hidden variables over at each call."""
        called = {
            id(part.func): part for part in ast.walk(piece.node) if isinstance(part, ast.Call)
        }
        for name, nodes in piece.uses.every.items():
            given = self.parameters(name)
            for node in nodes if given else ():
                handed = (
                    f"{parameter}={self._value(hidden, renamed)}"
                    for hidden, parameter in given.items()
                )
                yield _more_arguments(called[id(node)], piece, ", ".join(handed))

    def _value(self, hidden: str, renamed: Mapping[str, str]) -> str:
        if hidden in renamed:
            return renamed[hidden]
        fields = self.work.settings.variables
        return f"{self.config}.{fields[hidden]}" if hidden in fields else hidden

    def _mentioned(self, piece: Piece) -> Iterator[Splice]:
        """Let functions of a stage mention what texts in them read: `rows.query("age > @least")`.

        Such a text sees what the function's own frame holds, which of the names around it are those
        that the function mentions; in the notebook they were globals, which every frame sees.
        """
        for outer in piece.uses.defines:
            for define, names in read_by_texts(outer, self.work.program.string_names):
                values = ", ".join(filter(self.work.is_value, names))
                if values:
                    yield _first_of_all([f"{values}  # read by a text below"], define.node, piece)

    def _logged(self, piece: Piece) -> Iterator[Splice]:
        """Measures, answers, and `display(x)` in the midst of work, are said to the log."""
        names = self.work.program.analysis.names
        if said := self.work.program.announced.get(piece):
            start, end = piece.source.span(piece.node)
            first, last = _shown_span(piece, names)
            bare = _is_bare_tuple(piece)
            yield Splice(start, first, f'{self._log}.info("{said}: %s", {"(" * bare}')
            yield Splice(last, end, ")" + ")" * bare)
            return
        for part in ast.walk(piece.node):
            if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Call)):
                continue
            call = part.value
            if (
                is_display(call, names)
                and not self.shows.show(call)
                and not call.keywords
                and call.args
                and not any(isinstance(arg, ast.Starred) for arg in call.args)
            ):
                marks = " ".join(["%s"] * len(call.args))
                start, end = piece.source.span(call)[0], piece.source.span(call.args[0])[0]
                yield Splice(start, end, f'{self._log}.info("{marks}", ')


def _shown_span(piece: Piece, names: Names) -> tuple[int, int]:
    """Where stands what a statement shows: `rain` of `display(rain)`."""
    match piece.node:
        case ast.Expr(value=value) if (shown := shown_value(value, names)) is not value:
            return piece.source.span(shown)
    return piece.source.span(piece.node)


def _is_bare_tuple(piece: Piece) -> bool:
    """Whether a statement is several values without brackets, which a call would take one by one."""
    match piece.node:
        case ast.Expr(value=ast.Tuple(elts=[first, *_]) as value):
            return piece.source.span(first)[0] == piece.source.span(value)[0]
    return False


def _first_of_all(lines: Sequence[str], node: ast.AST, piece: Piece) -> Splice:
    """Statements in front of what a function does, on lines of their own."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    told = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
    start = piece.source.span(node.body[told])[0]
    margin = piece.source.text[piece.source.text.rfind("\n", 0, start) + 1 : start]
    if not margin.strip():
        return Splice(start, start, "".join(f"{line}\n{margin}" for line in lines))
    outer = margin[: len(margin) - len(margin.lstrip())] + " " * 4
    return Splice(start, start, "".join(f"\n{outer}{line}" for line in [*lines, ""]))


def _inner_globals(piece: Piece, fields: Collection[str]) -> Iterator[Splice]:
    """What was global to the notebook belongs to the stage, where outside of functions all does.

    A setting is read from the configuration, and bound nowhere.
    """
    inner = {
        id(part)
        for function in ast.walk(piece.node)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for part in ast.walk(function)
    }
    suites = (getattr(p, f, None) for p in ast.walk(piece.node) for f in ("body", "orelse"))
    alone = {id(suite[0]) for suite in suites if isinstance(suite, list) and len(suite) == 1}
    for part in ast.walk(piece.node):
        if isinstance(part, ast.Global):
            start, end = piece.source.span(part)
            bound = [name for name in part.names if name not in fields]
            if id(part) in inner and bound:
                yield Splice(start, end, f"nonlocal {', '.join(bound)}")
            elif id(part) in alone:
                yield Splice(start, end, "pass")
            else:
                yield Splice(*_line(piece.source.text, start, end), "")


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """All of the line that a statement has to itself, or the statement and the `;` after it."""
    first, stop = text.rfind("\n", 0, start) + 1, (text.find("\n", end) + 1) or len(text)
    if text[first:start].strip() or text[end:stop].strip():
        return start, end + len(text[end:stop]) - len(text[end:stop].lstrip(" ;"))
    return first, stop


def _builtins_back(piece: Piece, program: Program) -> Iterator[Splice]:
    """`del sum` that lets a notebook speak of the builtin again; a function's local stays one."""
    here = program.order[piece]
    for node in _deletions(piece.node):
        match node.targets:
            case [ast.Name(id=name)] if name in BUILTINS:
                last = here - (node is not piece.node)
                readers = program.readers.get(name, ())
                if any(program.order[r] > last or name in r.uses.late for r in readers):
                    yield Splice(*piece.source.span(node), f"{name} = builtins.{name}")


def _deletions(node: ast.AST, shared: Collection[str] | None = None) -> Iterator[ast.Delete]:
    """The `del` statements that delete names of the notebook itself, by `global` if in a function."""
    match node:
        case ast.Delete(targets=[ast.Name(id=name)]) if shared is None or name in shared:
            yield node
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            inner = (part for part in ast.walk(node) if isinstance(part, ast.Global))
            shared = {name for part in inner for name in part.names}
    if not isinstance(node, ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            yield from _deletions(child, shared)


def _past_trap(piece: Piece, fields: Collection[str]) -> Iterator[Splice]:
    """A class in a function that says `x = x`: there, Python would look for a global `x`.

    A setting is read from the configuration, and falls in no trap.
    """
    for define in piece.uses.defines:
        if define.kind != "class":
            continue
        inner = uses_of(define.body, lambda call: ())
        caught = [name for name in inner.reads if name in define.local and name not in fields]
        for name in caught:
            reads = inner.reads[name]
            yield from (Splice(*piece.source.span(read), f"outer_{name}") for read in reads)
        if caught:
            start, margin = _start_of_class(define.node, piece)
            before = "".join(f"outer_{name} = {name}\n{margin}" for name in caught)
            yield Splice(start, start, before)


def _start_of_class(node: ast.AST, piece: Piece) -> tuple[int, str]:
    """Where a class begins with its decorators, and what its lines are indented by."""
    assert isinstance(node, ast.ClassDef)
    text = piece.source.text
    start = piece.source.span(node)[0]
    for decorator in node.decorator_list:
        start = min(start, text.rfind("@", 0, piece.source.span(decorator)[0]))
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    return start, margin if not margin.strip() else ""


def _more_arguments(call: ast.Call, piece: Piece, handed: str) -> Splice:
    start, end = piece.source.span(call)
    offset, token = last_token(piece.source.text[start:end])
    comma = "" if token in (",", "(") else ", "
    return Splice(start + offset, start + offset, comma + handed)


def _signature(piece: Piece, added: str) -> Splice:
    """Further keyword parameters in a function's header."""
    node = piece.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    closing = _closing(piece)
    start = piece.source.span(node)[0]
    spec = node.args
    star = "" if spec.vararg or spec.kwonlyargs else "*, "
    if spec.kwarg is not None:
        at = piece.source.text.rfind("**", 0, piece.source.span(spec.kwarg)[0])
        return Splice(at, at, f"{star}{added}, ")
    offset, token = last_token(piece.source.text[start : closing + 1])
    comma = "" if token in (",", "(") else ", "
    return Splice(start + offset, start + offset, f"{comma}{star}{added}")


def _closing(piece: Piece) -> int:
    """Offset of the bracket that closes a function's parameters."""
    start = piece.source.span(piece.node)[0]
    text = piece.source.text[start:]
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.string in ("(", "[", "{") and token.type == tokenize.OP:
            depth += 1
        elif token.string in (")", "]", "}") and token.type == tokenize.OP:
            depth -= 1
            if depth == 0:
                return start + starts[token.start[0] - 1] + token.start[1]
    raise AssertionError(text)


def _as_function(piece: Piece, splices: list[Splice], added: str) -> str:
    """`name = lambda x: y` as a `def`."""
    node = piece.node
    assert isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
    source, function = piece.source, node.value
    spec = function.args
    whole = (*spec.posonlyargs, *spec.args, spec.vararg, *spec.kwonlyargs, spec.kwarg)
    every = [a for a in whole if a]
    start, end = source.span(function.body)
    header = ""
    if every:
        first = source.span(function)[0] + len("lambda")
        header = spliced(source.text, first, _colon(piece, function, start), splices).strip()
    if added:
        star = "" if spec.vararg or spec.kwonlyargs else "*, "
        header = f"{header}, {star}{added}" if header else f"*, {added}"
    inner = Piece(
        piece.cell, piece.index, node, piece.record, piece.uses, source, start, start, end
    )
    body = inner.text(splices)
    body = f"({body})" if "\n" in body else body
    above = piece.opening + piece.above
    right = f"  {piece.comment}" if piece.comment else ""
    after = f"\n{piece.after}" if piece.after else ""
    return f"{above}def {node.targets[0].id}({header}):{right}\n    return {body}{after}"  # type: ignore[attr-defined]


def _colon(piece: Piece, function: ast.Lambda, body: int) -> int:
    """Offset of the colon between a lambda's parameters and its body."""
    return piece.source.text.rfind(":", 0, body)
