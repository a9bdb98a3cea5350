"""Analysis -> Plan: names and words for what a draft has sorted."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from nbprod.analysis import Analysis
from nbprod.extract.decisions import libraries
from nbprod.extract.decisions.crediting import cells_of_stages
from nbprod.extract.decisions.data_refs import data_refs
from nbprod.extract.decisions.drafting import Draft, draft
from nbprod.extract.decisions.fetching import Fetching
from nbprod.extract.decisions.figure_names import figure_names, recorded
from nbprod.extract.decisions.gathering import gathered
from nbprod.extract.decisions.hazards import doubts, hazards
from nbprod.extract.decisions.known_modules import STANDARD, is_library
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.decisions.steering import asked_stage, tags
from nbprod.extract.plan import Definition, Plan, Stage
from nbprod.extract.statements.awaiting import awaits
from nbprod.extract.statements.program import BUILTINS
from nbprod.extract.words import naming, phrasing
from nbprod.extract.words.activities import activity
from nbprod.extract.words.storytelling import Heading
from nbprod.extract.words.subjects import subject
from nbprod.extract.words.theming import RESERVED


def plan(analysis: Analysis, package: str = "", beside: Collection[str] = ()) -> Plan:
    """Decide what becomes of a notebook, before anything is written.

    `beside` are modules in the notebook's folder.
    """
    made = draft(analysis, beside)
    name = package or _package(made)
    stages = tuple(_stages(made, name))
    return Plan(
        name,
        analysis.notebook.path,
        _title(made),
        made.story.summary,
        stages,
        tuple(_definitions(made)),
        tuple(made.work.settings.fields),
        tuple(sorted(data_refs(made, stages), key=lambda x: x.cell)),
        tuple(libraries.imported(made)),
        tuple(dict.fromkeys(made.translation.installs)),
        tuple(libraries.taken(made)),
        tuple(sorted([*made.left_out, *made.translation.left_out], key=lambda x: x.cell)),
        tuple(sorted(made.translation.refused, key=lambda x: x.cell)),
        tuple(sorted(dict.fromkeys(hazards(made)), key=lambda x: x.cell)),
        tuple(gathered(sorted(dict.fromkeys(doubts(made)), key=lambda x: x.cell))),
        early=made.acting.early,
        config=made.lowering.config,
        shows=bool(made.shows.calls or made.shows.handed or made.shows.pictures),
        live=made.live,
        draft=made,
    )


def _package(made: Draft) -> str:
    """A name for the package under which no library can be meant."""
    name = naming.package_name(made.story.title, made.analysis.notebook.path) or _topic(made)
    roots = {i.module.partition(".")[0] for r in made.analysis.records for i in r.imports}
    return f"{name}_pipeline" if name in roots | STANDARD or is_library(name) else name


def _topic(made: Draft) -> str:
    """What a notebook without title or telling file name is about."""
    pieces, names = made.work.pieces, made.analysis.names
    nouns = subject(pieces, (), activity(pieces, names), names)
    return naming.identifier(nouns) if nouns else "notebook"


# -- stages


def _stages(made: Draft, package: str) -> Iterable[Stage]:
    taken = set(made.program.binders) | set(made.program.readers) | set(BUILTINS)
    taken |= set(made.modules.values()) | RESERVED | {"sys"}  # the pipeline imports it
    if len(made.scopes) > 1:  # a single stage may be called as the whole is
        taken.add(package)
    givers: dict[str, str] = {}
    told: set[str] = set()
    brought = {""}
    figures = dict.fromkeys(map(naming.slug, made.modules), "")
    starts = [scope.pieces[0].cell.number for scope in made.scopes]
    cells_of = cells_of_stages(made.program, made.story, made.scopes)
    for scope, cells, end in zip(made.scopes, cells_of, [*starts, float("inf")][1:], strict=True):
        heading, over, others = _heading(made, scope, told, end)
        if _is_anothers(heading, scope, brought, made):
            heading, others = "", ()
        title, function = _named(made, scope, heading, taken)
        doc = _doc(made, scope, over)
        again = bool(heading) and heading in told and not doc
        if (others or again) and not _whole(made):
            doc = _with_others(doc or title, others, again=again)
        told.add(heading)
        brought |= {heading} if _fetches(scope, made) else set()
        name = function.replace("_", "-")
        after = dict.fromkeys(givers[n] for n in scope.takes if n in givers)
        givers.update(dict.fromkeys((*scope.gives, *scope.changes), name))
        drawn = list(figure_names(made, scope, name, title, figures))
        yield Stage(
            name,
            title,
            function,
            _module(made, function),
            cells,
            scope.takes,
            scope.gives,
            scope.changes,
            doc,
            bool(scope.settings),
            any(awaits(piece.node) for piece in scope.pieces),
            tuple(scope.settings),
            tuple(after),
            _types(made, scope),
            tuple(figure.name for figure in drawn),
            sum(piece.lines for piece in scope.pieces),
            tuple(figure.name for figure in drawn if figure.again),
            tuple(recorded(made, drawn)),
        )


def _module(made: Draft, function: str) -> str:
    """Where a stage stands: a single one beside what runs it, one of several in a module of its own."""
    imports = made.work.imports
    bound = {*made.modules, *imports.lines, *imports.blocks}
    alone = len(made.scopes) == 1 and not imports.stars and not bound & {"run", "STAGES"}
    return "pipeline" if alone else f"stages.{function}"


def _named(made: Draft, scope: Scope, heading: str, taken: set[str]) -> tuple[str, str]:
    names = made.analysis.names
    whole = _whole(made)
    said = whole or heading
    what = "download" if _fetches(scope, made) else activity(scope.pieces, names)
    nouns = [] if what == "download" else subject(scope.pieces, scope.gives, what, names)
    what = _VERBS.get(what, what) or ("compute" if scope.may else "check")
    what = "run" if whole and phrasing.topic(whole) else what
    asked = _asked(made, scope)
    parts = naming.words(asked) if asked else phrasing.phrase(said, what, nouns)
    title = asked.capitalize() or naming.without_anchor(said) or " ".join(parts).capitalize()
    said_of = (w for name in scope.gives for w in naming.words(name.replace("_", " ")))
    given = [word for word in said_of if len(word) > 2]
    more = (
        phrasing.further(said, parts),
        nouns[:1],
        nouns[:2],
        given[:1],
        given[:2],
        ["continued"],
    )
    longer = ([*parts, *(w for w in extra if w not in parts)] for extra in more[:-1])
    clash = naming.identifier(parts) in made.program.binders
    if clash and all(naming.identifier(words) in taken for words in longer):
        parts = ["perform", *parts[1:]] if parts[0] == "run" else ["run", *parts]
    function = naming.unique(parts, more, taken)
    return title, function


def _fetches(scope: Scope, made: Draft) -> bool:
    return Fetching(made.analysis).only_fetches(scope.pieces)


def _is_anothers(heading: str, scope: Scope, brought: Collection[str], made: Draft) -> bool:
    """Whether a heading over a download tells of what is done with the data, or the other way round."""
    of_download = re.search(r"download|fetch|retriev", heading, re.IGNORECASE)
    return not of_download if _fetches(scope, made) else heading in brought


def _whole(made: Draft) -> str:
    """The notebook's title, where all of it is one stage that no single section speaks for."""
    return _title(made) if len(made.scopes) == 1 else ""


def _title(made: Draft) -> str:
    """What the notebook calls itself, else its file's name in words."""
    title = made.story.title
    if title and not naming.is_dull(title):
        return naming.without_anchor(title)
    return _package(made).replace("_", " ").capitalize()


_VERBS = {"transform": "prepare", "report": "show"}
"""Verbs for activities whose own name says too little."""


def _asked(made: Draft, scope: Scope) -> str:
    """The name that the author gave the stage, if any."""
    return asked_stage(tags(made.program, scope.pieces[0]))


def _heading(
    made: Draft, scope: Scope, told: set[str], below: float
) -> tuple[str, int, tuple[str, ...]]:
    """The heading that speaks for a stage that ends `below`, the cell that it stands over, and the
    headings of other sections, which begin in the stage and weigh as much.

    It is the first that holds more than a line or two, else the one that holds most; headings
    about imports and set-up say nothing, and those that spoke for a stage above speak for this
    one only where it has none of its own.
    """
    lines: dict[int, int] = {}
    for piece in scope.pieces:
        lines[piece.cell.number] = lines.get(piece.cell.number, 0) + piece.lines
    first, story = next(iter(lines)), made.story
    over = {n: heading for n in lines if (heading := story.speaks(n, max(lines), below))}
    if first in story.current and story.tells(story.current[first]):
        over = {first: story.current[first]} | over
    held = {cell: _held(cell, over, lines) for cell in over}
    held = {cell: n for cell, n in held.items() if over[cell].text not in told} or held
    enough = [cell for cell, part in held.items() if part > _LITTLE * sum(lines.values())]
    cell = enough[0] if enough else max(held, key=lambda cell: held[cell], default=first)
    if cell not in held:
        return "", cell, ()
    others = (h for n, h in over.items() if n > cell and h.level <= over[cell].level)
    texts = dict.fromkeys(h.text for h in others if h.text not in {*told, over[cell].text})
    return over[cell].text, cell, tuple(texts)


_LITTLE = 0.05


def _with_others(said: str, others: Sequence[str], *, again: bool) -> str:
    """What a stage is about, with the other sections that stand in it, or that it goes on with one."""
    plain = f"{said.rstrip('.!?: ')}, continued" if again else said
    if not others:
        return plain
    first, more = naming.clean_title(naming.without_anchor(others[0])), len(others) - 1
    rest = f" and {more} more section{'s' * (more > 1)}" if more else ""
    whole = f"{plain.rstrip('.!: ')}; then {first}{rest}"
    counted = f"{len(others)} more section{'s' * (len(others) > 1)}"
    return whole if len(whole) <= _LINE else f"{plain.rstrip('.!: ')}; then {counted}"


_LINE = 80
"""How long a docstring's sentence is that leaves room on its line for the cells."""


def _held(start: int, over: Mapping[int, Heading], lines: Mapping[int, int]) -> int:
    """The lines from a heading to the next that weighs as much."""
    ends = (n for n, heading in over.items() if n > start and heading.level <= over[start].level)
    stop = min(ends, default=max(lines) + 1)
    return sum(count for number, count in lines.items() if start <= number < stop)


def _doc(made: Draft, scope: Scope, cell: int) -> str:
    """What the notebook says of a stage: where its heading stands, or where it begins."""
    if _whole(made):
        return made.story.opening
    first = scope.pieces[0].cell.number
    return made.story.prose.get(cell, "") or made.story.prose.get(first, "")


def _types(made: Draft, scope: Scope) -> dict[str, str]:
    """Types of taken values, where every read says the same."""
    names = made.analysis.names
    found: dict[str, str] = {}
    for name in scope.takes:
        kinds = {
            names.type_of(node)
            for piece in scope.pieces
            for node in piece.uses.reads.get(name, ())
            if isinstance(node, ast.Name)
        }
        if len(kinds) == 1 and (kind := kinds.pop()):
            found[name] = kind
    return found


# -- the rest


def _definitions(made: Draft) -> Iterable[Definition]:
    lifted = made.work.lifted
    pieces = lifted.by_name
    for name, piece in sorted(pieces.items(), key=lambda item: made.program.order[item[1]]):
        kind = "class" if isinstance(piece.node, ast.ClassDef) else "function"
        yield Definition(
            name,
            "constant" if name in lifted.constants else kind,  # type: ignore[arg-type]
            made.modules[name],
            piece.cell,
            piece.index,
            tuple(made.lowering.parameters(name).values()),
        )
