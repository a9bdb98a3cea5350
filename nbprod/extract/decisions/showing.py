"""How a statement that shows figures or pictures reads where it saves them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbprod.extract.decisions.borrowing import guesser_name, saver_name, writer_name
from nbprod.extract.decisions.figures import Shows
from nbprod.extract.decisions.pictures import Picture
from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.extract.statements.program import Program


@dataclass(frozen=True, slots=True)
class Showing:
    """Says how what is shown is saved."""

    shows: Shows
    program: Program

    def splices(self, piece: Piece, figure: str) -> Iterator[Splice]:
        """Save by a name what a statement shows."""
        saver = saver_name(self.program)
        for part in ast.walk(piece.node):
            if isinstance(part, ast.Call) and id(part) in self.shows.calls:
                yield Splice(*piece.source.span(part), f'{saver}("{figure}")')
            elif id(part) in self.shows.handed:
                start, end = piece.source.span(part)
                first, last = piece.source.span(self.shows.handed[id(part)])
                yield Splice(start, first, f'{saver}("{figure}", ')
                yield Splice(last, end, ")")
            elif id(part) in self.shows.pictures:
                yield from self._picture(piece, part, figure)

    def _picture(self, piece: Piece, node: ast.AST, figure: str) -> Iterator[Splice]:
        shown = self.shows.pictures[id(node)]
        start, end = _whole(piece, node)
        first, last = piece.source.span(shown.value)
        if not shown.writer:
            yield Splice(start, first, f'{guesser_name(self.program)}("{figure}", ')
            yield Splice(last, end, ")")
            return
        head, tail = _around(shown)
        call = f'{writer_name(self.program)}("{figure}.{shown.ending}", {head}'
        yield Splice(start, first, call)
        yield Splice(last, end, f"{tail})")


def _whole(piece: Piece, node: ast.AST) -> tuple[int, int]:
    """Where an expression stands, with the brackets around it where it is all of the statement."""
    start, end = piece.source.span(node)
    alone = isinstance(piece.node, ast.Expr) and piece.node.value is node
    return (piece.code, piece.end) if alone else (start, end)


def _around(shown: Picture) -> tuple[str, str]:
    """What a picture's writer has before and after the value, with brackets where it needs them."""
    head, _, tail = shown.writer.partition("{}")
    if isinstance(shown.value, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        return head, tail
    return f"{head}(", f"){tail}"
