"""Where a notebook reads data and writes it: each place at the stage whose cell has it happen."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from nbprod.extract.decisions.callers import Callers, Run
from nbprod.extract.decisions.drafting import Draft
from nbprod.extract.plan import DataRef, Stage
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.fact import Fact, arguments
from nbprod.flow.names import Names
from nbprod.flow.record import Call
from nbprod.ledger.in_calls import WRITES
from nbprod.ledger.inventory import sources
from nbprod.place import CellRef


def data_refs(made: Draft, stages: Sequence[Stage]) -> Iterator[DataRef]:
    """All of them: what calls read and write, each place once a stage, and programs that are run."""
    where = {cell: stage.name for stage in stages for cell in stage.cells}
    found: dict[tuple[str, bool, str], DataRef] = {}
    every = (*_of_calls(made, where), *_of_commands(made, where))
    for ref, _ in sorted(every, key=lambda each: (each[0].cell, each[1])):
        found.setdefault((ref.where, ref.writes, ref.stage), ref)
    yield from found.values()
    yield from _programs(made, where)


def _of_calls(made: Draft, where: Mapping[CellRef, str]) -> Iterator[tuple[DataRef, int]]:
    """What each call reads or writes, with the line of the cell that has it happen."""
    names = made.analysis.names
    callers = Callers(made.analysis.records, names)
    for call in (call for record in made.analysis.records for call in record.calls):
        fact = names.fact(call)
        if fact is not None and (fact.reads or fact.writes):
            for run in callers.runs(call):
                line = run.outer.node.lineno
                yield from ((ref, line) for ref in _of_run(call, fact, run, made, where))


def _of_commands(made: Draft, where: Mapping[CellRef, str]) -> Iterator[tuple[DataRef, int]]:
    """What shell lines bring and take: `wget`, `aws s3 cp`."""
    for source in sources(made.analysis):
        if source.node is None and isinstance(source.at, ast.Call):
            given = (part for part in ast.walk(source.at) if isinstance(part, ast.expr))
            setting = next(filter(None, (_setting(part, source.text, made) for part in given)), "")
            stage, writes = where.get(source.cell, ""), source.direction == "out"
            ref = DataRef(source.kind, source.text, writes, source.cell, stage, "", setting)
            yield ref, source.at.lineno


def _of_run(
    call: Call, fact: Fact, run: Run, made: Draft, where: Mapping[CellRef, str]
) -> Iterator[DataRef]:
    source = fact.reads or fact.writes
    named = next(arguments(call.node, fact.argument), None)
    text = _asked_of(call, source, run.names) if named is None else _where(named, run)
    if text:
        setting = "" if named is None else _setting(run.handed(named), text, made)
        text = " ".join(text.split()) if source == "database" else text
        writes = bool(fact.writes) or (source == "database" and bool(WRITES.match(text)))
        for cell, stage in _places(run.outer, made, where):
            yield DataRef(source, text, writes, cell, stage, fact.format, setting)


def _places(call: Call, made: Draft, where: Mapping[CellRef, str]) -> Iterator[tuple[CellRef, str]]:
    """The cells that have a call happen, one of each stage, with the stage.

    A function that nobody calls by its name runs, if at all, where statements name it or what it
    stands in: `rows.map(read)`, `Reader(rows).read()`.
    """
    name = call.inside.function.partition(".")[0]
    if not name or name.startswith("<"):
        yield call.inside.cell, where.get(call.inside.cell, "")
        return
    found: dict[str, CellRef] = {}
    for user in sorted(_users(name, made), key=made.program.order.__getitem__):
        found.setdefault(where.get(user.cell, ""), user.cell)
    yield from ((cell, stage) for stage, cell in (found or {"": call.inside.cell}).items())


def _users(name: str, made: Draft) -> list[Piece]:
    """The statements of stages that read a name, be it through definitions or objects made by it."""
    lifted = made.work.lifted.pieces
    waiting, found = [name], {name}
    users: list[Piece] = []
    while waiting:
        asked = waiting.pop()
        for piece in made.program.readers.get(asked, ()):
            further = piece.uses.binds.keys() if piece in lifted else {*_made(piece.node, asked)}
            users += [] if piece in lifted else [piece]
            waiting += sorted(further - found)
            found.update(further)
    return users


def _made(node: ast.AST, name: str) -> Iterator[str]:
    """What a statement calls that which a class makes: `reader = Reader(rows)`."""
    match node:
        case ast.Assign(targets=targets, value=ast.Call(func=ast.Name(id=made))) if made == name:
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _where(node: ast.expr, run: Run) -> str:
    """An address as text or, where the notebook works it out, `{code}`; empty for what is memory."""
    handed = run.handed(node)
    inner = handed.func if isinstance(handed, ast.Call) else handed
    kind = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
    if kind in _MEMORY or run.names.type_of(handed).rpartition(".")[2] in _MEMORY:
        return ""
    return run.names.text(handed) or f"{{{ast.unparse(node)}}}"


_MEMORY = ("StringIO", "BytesIO")


def _setting(node: ast.expr, text: str, made: Draft) -> str:
    """The field that gives an address: as the literal that stood there, or by its variable."""
    settings = made.work.settings
    alike = (
        s.name
        for s in settings.fields
        if isinstance(node, ast.Name) and s.variable == node.id and s.value.strip("rb'\"") == text
    )
    return settings.literals.get(id(node), "") or next(alike, "")


def _asked_of(call: Call, source: str, names: Names) -> str:
    """What a call that is told no address asks: by its library's name, or as code of some object.

    Empty for a service behind an object that nobody knows, such as `model.predict(rows)`.
    """
    callee = names.callee(call)
    if not callee.startswith("."):
        return callee
    return "" if source == "api" else f"{{{ast.unparse(call.node.func)}}}"


def _programs(made: Draft, where: Mapping[CellRef, str]) -> Iterator[DataRef]:
    """The files that are run as programs: the package needs them where the notebook had them."""
    run = (e.launch for e in made.translation.launches.values() if not e.launch.why)
    files: dict[str, CellRef] = {}
    for launch in run:
        if "m" not in launch.options:
            files.setdefault(launch.path, launch.cell)
    for path, cell in files.items():
        yield DataRef("file", path, False, cell, where.get(cell, ""), "python")
