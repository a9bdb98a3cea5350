"""Where comments go whose statement goes: imports move to the top of modules, looks are left out.

A comment above an import tells of the import, as `# requires Pillow` does, and goes with it; or of
what the cell does next, as `# Load the rain` does, and waits for the next statement that is kept.
What a comment tells beside a look stays where the look stood, unless it only says what is shown.
A cell of comments alone tells of the cell below. One that opens a cell, parted by an empty line from
a definition, tells of the cell's work as well.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from nbprod.extract.decisions.imports import Imports, import_lines
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.extract.words.commentary import (
    announces_imports,
    opens_with_a_verb,
    prose,
    says,
    tells_of_imports,
)


def keep_comments(
    program: Program,
    imports: Imports,
    settings: Collection[Piece],
    staged: Collection[Piece],
    lifted: Collection[Piece],
) -> None:
    """Hand comments on: to statements of stages and definitions, and to the lines of imports.

    What stands beside a setting describes it; what is parted from it tells of the cell.
    """
    kept = {*staged, *lifted}
    every = sorted({*program.pieces, *program.looks}, key=lambda p: (p.cell.number, p.index))
    last: Piece | None = None
    for _, cell in groupby(every, key=lambda piece: piece.cell):
        pieces = [*cell]
        gone = [piece for piece in pieces if _is_import(piece) and piece not in kept]
        waiting = {piece: _of_look(piece) for piece in pieces if piece in program.looks}
        for piece in gone:
            if not _is_of_cell(piece, pieces):
                _go_along(piece, piece.above, program, imports)
            elif any(other in kept for other in pieces if other.index > piece.index):
                waiting[piece] = piece.above
            _go_along(piece, piece.comment, program, imports)
        for piece in pieces:
            if piece in settings:
                waiting[piece] = prose(piece.part())
        if pieces[0] in lifted and any(piece in staged for piece in pieces):
            waiting[pieces[0]] = pieces[0].part()
        left = _hand_on(pieces, waiting, staged, lifted)
        last = next((piece for piece in reversed(pieces) if piece in staged), last)
        if last is not None and left:
            last.below += f"\n{left}"
    _keep_cells(program, sorted(staged, key=lambda p: (p.cell.number, p.index)))


def _keep_cells(program: Program, staged: Sequence[Piece]) -> None:
    """Put what a cell of comments alone says above the statement that comes next, or below the last."""
    for cell in reversed(program.analysis.notebook.cells):
        lines = [line.strip() for line in cell.source.split("\n") if line.strip()]
        if cell.kind != "code" or not all(line.startswith("#") for line in lines):
            continue
        said = prose("".join(f"{line}\n" for line in lines))
        below = next((piece for piece in staged if piece.cell.number > cell.ref.number), None)
        if below is not None:
            below.opening = said + below.opening
        elif staged and said:
            staged[-1].below = f"\n{said}{staged[-1].below}"


def _hand_on(
    pieces: Sequence[Piece],
    waiting: Mapping[Piece, str],
    staged: Collection[Piece],
    lifted: Collection[Piece],
) -> str:
    """Put comments above the next statement of their cell; answers what none is left for.

    A definition gets them only where the cell does no work below: they tell of the work, not of it.
    """
    said = ""
    works = max((at for at, piece in enumerate(pieces) if piece in staged), default=-1)
    for at, piece in enumerate(pieces):
        said += waiting.get(piece, "")
        if piece in staged or (piece in lifted and at > works):
            piece.opening, said = said, ""
    return said


def _is_import(piece: Piece) -> bool:
    return isinstance(piece.node, ast.Import | ast.ImportFrom)


def _is_of_cell(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether what stands above an import tells of the statements below it, kept or not.

    Where several imports of one block have such lines, these sort them: `# files`, `# figures`.
    """
    said, below = piece.above, piece.record.statements[piece.index + 1 :]
    if all(isinstance(each.node, ast.Import | ast.ImportFrom) for each in below):
        return False
    if not prose(said) or tells_of_imports(said):
        return False
    before = [other for other in pieces if other.index < piece.index]
    opens = not before or not _is_import(before[-1])
    first = says(said) and not any(other.above for other in before)
    return first or opens_with_a_verb(said) or (opens and not _sorts(piece, pieces))


def _sorts(piece: Piece, pieces: Iterable[Piece]) -> bool:
    """Whether a further import of the block that an import opens has comments above it as well."""
    for other in pieces:
        if other.index > piece.index:
            if not _is_import(other):
                return False
            if other.above:
                return True
    return False


def _go_along(piece: Piece, said: str, program: Program, imports: Imports) -> None:
    """Keep what tells more of an import than that it is one."""
    assert isinstance(piece.node, ast.Import | ast.ImportFrom)
    beside = said == piece.comment
    tells = says(said) or ((beside or tells_of_imports(said)) and not announces_imports(said))
    text = prose(said) if tells else ""
    for line in import_lines(piece.node, program) if text else ():
        imports.remarks.setdefault(line, {})[text.strip()] = beside


def _of_look(piece: Piece) -> str:
    """What is told above or below a look; what stands on its line, or leads to it, goes with it."""
    above = "" if piece.above.rstrip().endswith(":") else piece.above
    return "".join(prose(part) for part in (above, piece.after) if says(part))
