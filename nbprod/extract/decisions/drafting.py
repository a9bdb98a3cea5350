"""A notebook sorted into stages, definitions, settings and the rest: all that a plan is made of."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from nbprod.analysis import Analysis
from nbprod.extract.decisions.acting_imports import Acting, find_acting, leave_imports
from nbprod.extract.decisions.announcing import answer, captioned, metric, reckoned, unrecorded
from nbprod.extract.decisions.answering import answered
from nbprod.extract.decisions.apart import tell_apart
from nbprod.extract.decisions.asking import Work
from nbprod.extract.decisions.borrowing import config_name
from nbprod.extract.decisions.commenting import keep_comments
from nbprod.extract.decisions.concealing import conceal
from nbprod.extract.decisions.drawing import draws, shows_figure
from nbprod.extract.decisions.figures import Shows, backends, drawn_live, stays_open
from nbprod.extract.decisions.imports import find_imports, refuse_inner_stars
from nbprod.extract.decisions.lifting import Lifter
from nbprod.extract.decisions.looks import Looks
from nbprod.extract.decisions.lowering import Lowering
from nbprod.extract.decisions.parting import handed_on, part
from nbprod.extract.decisions.pictures import picture_kind, shows_picture
from nbprod.extract.decisions.settings import find_settings
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.decisions.steering import tags
from nbprod.extract.decisions.tidying import tidy
from nbprod.extract.plan import LeftOut, Plan, Refused
from nbprod.extract.statements.arranging import arranges
from nbprod.extract.statements.capturing import plainly
from nbprod.extract.statements.launching import launched
from nbprod.extract.statements.missing import refuse_missing
from nbprod.extract.statements.naming_main import as_main
from nbprod.extract.statements.pieces import Piece, ends_cell
from nbprod.extract.statements.program import Program, program_of
from nbprod.extract.statements.recalling import recall
from nbprod.extract.statements.restarting import restarts
from nbprod.extract.statements.searching import from_here
from nbprod.extract.statements.spelling import spell_out
from nbprod.extract.statements.translating import translate
from nbprod.extract.statements.translation import Translation
from nbprod.extract.words.storytelling import Story, read_story
from nbprod.extract.words.theming import modules
from nbprod.place import CellRef


@dataclass(slots=True)
class Draft:
    """Everything that was decided, with the statements themselves."""

    translation: Translation
    analysis: Analysis
    """Of the translated notebook, in Python alone."""
    program: Program
    story: Story
    work: Work
    shows: Shows
    lowering: Lowering
    scopes: list[Scope]
    modules: dict[str, str]
    """The module of each lifted name."""
    acting: Acting
    left_out: list[LeftOut] = field(default_factory=list)
    figures: dict[Piece, str] = field(default_factory=dict)
    """The names under which statements save figures."""
    saved: list[tuple[Piece, str]] = field(default_factory=list)
    """Statements that have figures saved, with the name of each figure."""
    live: bool = False
    """Whether figures were drawn for somebody who watched."""
    parted: tuple[CellRef, ...] = ()
    """Where a border parts a value from one that it holds and changes."""
    unparted: dict[CellRef, str] = field(default_factory=dict)
    """Stages that were asked for where the notebook's functions allow no border."""


def drafted(plan: Plan) -> Draft | None:
    """The draft that a plan was made of; None for a plan that was made by hand."""
    return plan.draft if isinstance(plan.draft, Draft) else None


def draft(analysis: Analysis, beside: Collection[str] = ()) -> Draft:
    """Translate, sort, lift and cut, in this order; `beside` are modules in the notebook's folder."""
    translation = translate(analysis.notebook, analysis.cells, launched(analysis))
    secrets = conceal(translation)
    recalled, refused = recall(translation.notebook)
    translation.refused += refused
    story = read_story(analysis.notebook)
    same = recalled.cells == analysis.notebook.cells
    plain = analysis if same else Analysis(recalled, analysis.tracked)
    program, left_out = _read(plain, translation, _broken(translation, analysis))
    program.keeps_open = stays_open(analysis)
    program.asks_for_figures = bool(backends(analysis))
    plain = program.analysis
    imports = find_imports(program)
    settings = find_settings(program)
    for secret in secrets:
        settings.add(secret)
    looks = Looks(plain.names, program.pieces)
    lifter = Lifter(program, imports, settings, looks)
    made = part(Work(program, imports, settings, lifter.lift()), story)
    if handed := handed_on(made):
        lifted = lifter.lift(handed)
        if lifted.constants.keys() != made.work.lifted.constants.keys():
            made = part(Work(program, imports, settings, lifted), story)
    work, cut_up, lifted = made.work, made.cut_up, made.work.lifted
    unparted = {p.cell: p.asked for p in made.parts if p.tied and p.asked}
    held = {p.cell for p in made.parts if p.held}
    leave_imports(work, cut_up, looks)
    kept = [piece for scope in cut_up for piece in scope.pieces]
    keep_comments(program, imports, settings.pieces, set(kept), set(lifted.pieces))
    acting = find_acting(work, (*kept, *lifted.pieces, *imports.blocks.values()), beside)
    every = (*work.pieces, *lifted.pieces, *imports.blocks.values(), *imports.stars)
    tidied = {
        piece: (
            *tidy(piece, plain.names, looks, imports.inner.get(piece, ())),
            *plainly(piece, plain.names),
            *from_here(piece, plain.names),
            *as_main(piece, plain.names),
        )
        for piece in every
    }
    for piece, splice in (each for scope in cut_up for each in answered(scope, cut_up, work)):
        tidied[piece] += (splice,)
    headings = {number: heading.text for number, heading in story.current.items()}
    return Draft(
        translation,
        plain,
        program,
        story,
        work,
        made.shown,
        Lowering(work, made.shown, config_name(program), tidied),
        cut_up,
        modules(program, lifted, headings),
        acting,
        [*left_out, *acting.left_out],
        live=drawn_live(analysis),
        parted=tuple(s.pieces[0].cell for s in cut_up[1:] if s.pieces[0].cell in held),
        unparted=unparted,
    )


def _broken(translation: Translation, analysis: Analysis) -> dict[CellRef, str]:
    """The sources of cells that are left out altogether; of others a line may be."""
    cells = {cell.ref: cell.source for cell in analysis.notebook.cells}
    kept = {c.ref for c in translation.notebook.cells if c.source.strip() not in ("", "pass")}
    refused = (each.cell for each in translation.refused if each.cell not in kept)
    return {cell: cells[cell] for cell in refused if cell in cells}


def _read(
    analysis: Analysis, translation: Translation, broken: Mapping[CellRef, str]
) -> tuple[Program, list[LeftOut]]:
    """The notebook's statements without looks and repetitions, its definitions told apart.

    A second reading goes without what the first one left out: names are told apart only where
    they are kept, so that `f(3)`, a look that names the first `f`, would read the last one there.
    """
    program = program_of(analysis)
    spelled = spell_out(program)
    if spelled is not analysis.notebook:
        analysis = Analysis(spelled, analysis.tracked)
        program = program_of(analysis)
    refused, left_out = _leave(program, translation, broken)
    apart = tell_apart(program)
    if apart is not analysis.notebook:
        program = program_of(Analysis(apart, analysis.tracked)).without(program)
        more_refused, more_left = _leave(program, translation, broken)
        refused, left_out = [*refused, *more_refused], [*left_out, *more_left]
    translation.refused += refused
    return program, left_out


def _leave(
    program: Program, translation: Translation, broken: Mapping[CellRef, str]
) -> tuple[list[Refused], list[LeftOut]]:
    """Drop what cannot be kept, and what does nothing."""
    refused = [*refuse_inner_stars(program), *refuse_missing(program, translation.lost, broken)]
    return refused, [*_leave_looks(program), *_leave_repeated(program)]


def _leave_looks(program: Program) -> list[LeftOut]:
    names = program.analysis.names
    looks = Looks(names, program.pieces)
    found: list[LeftOut] = []
    above: Piece | None = None
    cells = program.analysis.notebook.cells
    for piece in program.pieces:
        is_last = ends_cell(piece)
        if isinstance(piece.node, ast.Pass | ast.Global) or piece.first_line == "()":
            program.dropped.add(piece)
        elif restarts(piece.node, names):
            program.dropped.add(piece)
            found.append(LeftOut(piece.cell, piece.first_line, "a restart of the kernel"))
        elif is_last and (said := metric(piece, names)):
            program.announced[piece] = said
        elif shows_figure(piece.node, names, is_last) or shows_picture(piece, program):
            continue
        elif "keep" not in tags(program, piece) and arranges(piece, program):
            program.dropped.add(piece)
            found.append(LeftOut(piece.cell, piece.first_line, "notebook configuration"))
        elif "keep" not in tags(program, piece) and looks.is_look(piece, shown=is_last):
            record = cells[piece.cell.number].outputs if is_last else ()
            if is_last and (
                said := captioned(piece, above, names) or reckoned(piece, names, record)
            ):
                program.announced[piece] = said
            else:
                program.looks.add(piece)
                program.dropped.add(piece)
                kind = picture_kind(piece, program) or looks.kind(piece.node)
                found.append(LeftOut(piece.cell, piece.first_line, kind))
        elif is_last and not draws(piece, program):
            cell = cells[piece.cell.number]
            ran = program.is_recorded and bool(cell.outputs or cell.execution_count)
            said = answer(piece, names, cell.outputs) if ran else unrecorded(piece, names)
            program.announced[piece] = said
        above = piece
    return found


def _leave_repeated(program: Program) -> list[LeftOut]:
    """Definitions that are repeated word for word, or bound anew before anything used them."""
    found: list[LeftOut] = []
    latest: dict[str, Piece] = {}
    for piece in program.pieces:
        name = getattr(piece.node, "name", "")
        before = latest.get(name) if name else None
        if before is not None and _is_inert(before.node):
            between = program.pieces[program.order[before] + 1 : program.order[piece]]
            if _is_same(before, piece) and not any(name in other.uses.may for other in between):
                program.dropped.add(piece)
                found.append(LeftOut(piece.cell, piece.first_line, "the same definition again"))
                continue
            only = list(before.uses.may) == [name]
            used = _is_used(name, program.pieces[: program.order[before]], between)
            if only and not used and name not in piece.uses.reads:
                program.dropped.add(before)
                found.append(LeftOut(before.cell, before.first_line, "defined anew before any use"))
        if isinstance(piece.node, ast.FunctionDef | ast.ClassDef):
            latest[name] = piece
    program.forget()
    return found


def _is_inert(node: ast.AST) -> bool:
    """Whether making a definition does nothing but bind its name."""
    if getattr(node, "decorator_list", True):
        return False
    at_once = node.body if isinstance(node, ast.ClassDef) else [node.args]  # type: ignore[attr-defined]
    inner = (p for p in at_once if not isinstance(p, ast.FunctionDef | ast.AsyncFunctionDef))
    return not any(isinstance(part, ast.Call) for each in inner for part in ast.walk(each))


def _is_same(before: Piece, piece: Piece) -> bool:
    """Whether a function is defined again word for word, and holds nothing that it would lose.

    Defaults are made anew (`acc=[]`, `rate=rate`), and so is all that a class holds: `count = 0`.
    """
    node = piece.node
    if not isinstance(node, ast.FunctionDef) or ast.dump(before.node) != ast.dump(node):
        return False
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    return all(isinstance(each, ast.Constant | None) for each in defaults)


def _is_used(name: str, above: Sequence[Piece], between: Sequence[Piece]) -> bool:
    """Whether statements between two definitions use the first, if only through a function above.

    def area(): return side() ** 2
    def side(): return 1
    print(area())  # names no `side`, and runs it
    def side(): return 2
    """
    if any(name in other.uses.every or name in other.uses.may for other in between):
        return True
    held = any(name in other.uses.late for other in above)
    return held and any(other.uses.calls for other in between)
