"""`"x" in globals()` as it reads in a stage, where the notebook's names are a function's locals.

if "x" in globals():      # if "x" in locals():     x is bound here, or a parameter
if "x" in globals():      # if x is not None:       x is handed on as None where it is not bound
if ok and "X" in vars():  # if ok:                  X is a setting, an import, a definition
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.extract.statements.presence import Question, is_namespace, questions
from nbprod.extract.statements.program import Program

Answer = Literal["local", "maybe none", "always", "unknown"]

_INTERACTIVE = frozenset({"In", "Out", "_", "exit", "quit", "get_ipython", "display"})
"""Names that a notebook has without binding them; so it has those with `__`."""
_BLIND = ("exec", "from ", "%")
"""How the doubts of flow begin where names may be bound that nobody wrote down."""


def answers(piece: Piece, scopes: Sequence[Scope], work: Work) -> Iterator[tuple[Question, Answer]]:
    """Each question of a statement that a stage holds, with how it is answered there."""
    at = next((n for n, scope in enumerate(scopes) if piece in scope.pieces), len(scopes))
    maybe = {
        name
        for scope in scopes[: at + 1]
        for name, value in scope.starts.items()
        if value == "None"
    }
    maybe &= {n for scope in scopes[at : at + 1] for n in (*scope.takes, *scope.starts)}
    for asked in questions(piece.node, work.program.analysis.names):
        yield asked, "maybe none" if asked.name in maybe else _answer(asked.name, piece, work)


def _answer(name: str, piece: Piece, work: Work) -> Answer:
    program = work.program
    if name in _INTERACTIVE or name.startswith("__"):
        return "unknown"
    if work.is_value(name):
        return "local"
    if name not in program.binders:
        return "unknown" if binds_unseen(program) else "local"
    above = [p for p in program.binders[name] if program.order[p] < program.order[piece]]
    if any(name in binder.uses.must for binder in above) and name not in program.deleters:
        return "always"
    return "unknown" if above else "local"


def binds_unseen(program: Program) -> bool:
    """Whether the notebook may bind names that it does not write down: `globals()[name] = 3`."""
    names = program.analysis.names
    if any(what.startswith(_BLIND) for _, what in program.analysis.flow.doubts):
        return True
    asks = {id(a.call) for piece in program.pieces for a in questions(piece.node, names)}
    calls = (part for piece in program.pieces for part in ast.walk(piece.node))
    return any(
        isinstance(part, ast.Call) and is_namespace(part, names, "globals") and id(part) not in asks
        for part in calls
    )


def answered(scope: Scope, scopes: Sequence[Scope], work: Work) -> Iterator[tuple[Piece, Splice]]:
    """The replacements for the questions of a stage."""
    for piece in scope.pieces:
        always: set[int] = set()
        for asked, answer in answers(piece, scopes, work):
            span = piece.source.span(asked.node)
            if answer == "local":
                yield piece, Splice(*piece.source.span(asked.call), "locals()")
            elif answer == "maybe none":
                yield piece, Splice(*span, f"{asked.name} is {'' if asked.negated else 'not '}None")
            elif answer == "always" and asked.negated:
                yield piece, Splice(*span, "False")
            elif answer == "always":
                always.add(id(asked.node))
        yield from ((piece, splice) for splice in _taken_out(piece, always))


def _taken_out(piece: Piece, always: Collection[int]) -> Iterator[Splice]:
    """Questions that are always true: gone from what `and` joins and with their `if`, else `True`."""
    left = set(always)
    for part in ast.walk(piece.node) if always else ():
        if isinstance(part, ast.If) and id(part.test) in always and _is_plain(part, piece):
            left.discard(id(part.test))
            yield from _without_test(part, piece)
        if isinstance(part, ast.BoolOp) and isinstance(part.op, ast.And):
            for value, splice in _operands(part, piece, always):
                left.discard(id(value))
                yield splice
    for part in ast.walk(piece.node) if left else ():
        if id(part) in left:
            yield Splice(*piece.source.span(part), "True")


def _is_plain(node: ast.If, piece: Piece) -> bool:
    """Whether an `if` is all that its body needs to lose: no `else`, comment or text of several lines."""
    body = piece.source.span(node.body[0])[0]
    header = piece.source.text[piece.source.span(node)[0] : body]
    texts = (p for p in ast.walk(node) if isinstance(p, ast.Constant | ast.JoinedStr))
    whole = header.startswith("if") and header.count("\n") == 1 and "#" not in header
    return whole and not node.orelse and all(p.lineno == p.end_lineno for p in texts)


def _without_test(node: ast.If, piece: Piece) -> Iterator[Splice]:
    """The body of an `if`, a step further to the left."""
    text, (start, end) = piece.source.text, piece.source.span(node)
    body = piece.source.span(node.body[0])[0]
    step = node.body[0].col_offset - node.col_offset
    yield Splice(start, body, "")
    line = text.find("\n", body, end) + 1
    while line:
        if not text[line : line + step].strip(" \t") and "\n" not in text[line : line + step]:
            yield Splice(line, line + step, "")
        line = text.find("\n", line, end) + 1


def _operands(
    node: ast.BoolOp, piece: Piece, always: Collection[int]
) -> Iterator[tuple[ast.expr, Splice]]:
    """The operands of `and` that can go, with an `and` beside each; one stays."""
    spans = [piece.source.span(value) for value in node.values]
    gaps = (piece.source.text[a[1] : b[0]].strip() for a, b in pairwise(spans))
    stays = [at for at, value in enumerate(node.values) if id(value) not in always]
    if not stays or any(gap != "and" for gap in gaps):
        return
    for at, value in enumerate(node.values):
        if at < stays[0]:
            yield value, Splice(spans[at][0], spans[at + 1][0], "")
        elif at not in stays:
            yield value, Splice(spans[at - 1][1], spans[at][1], "")
