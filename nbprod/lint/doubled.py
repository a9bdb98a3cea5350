"""Imports that bind what is bound already."""

from __future__ import annotations

from collections.abc import Iterator

from nbprod.analysis import Analysis, once
from nbprod.flow.record import Attempt, Block, Fork, Import, Imported, Loop, Touch

Way = tuple[tuple[int, int], ...]
"""The branches that lead to a place: the fork's identity and which way, outermost first."""


@once
def doubles(notebook: Analysis) -> tuple[tuple[Import, Import], ...]:
    """Imports that repeat one which surely ran before, each with that one."""
    return tuple(_doubles(notebook))


def _doubles(notebook: Analysis) -> list[tuple[Import, Import]]:
    held: dict[tuple[str, str], tuple[Import, Way]] = {}
    found: list[tuple[Import, Import]] = []
    keys = [
        (one.bound, _key(one)) for record in notebook.records for one in record.imports if one.bound
    ]
    if len(set(keys)) == len(keys):
        return []
    resets = {cell.number for cell, magic in notebook.magics if magic.name.startswith("reset")}
    for record in notebook.records:
        if record.cell.number in resets:
            held.clear()
        for statement in record.statements:
            for event, way in _steps(statement.events, ()):
                _step(event, way, held, found, notebook)
    return found


def _steps(block: Block, way: Way) -> Iterator[tuple[Touch | Imported, Way]]:
    """Imports and other bindings at module level, in order, each with its way."""
    for event in block:
        match event:
            case Touch(kind="bind" | "delete") | Imported():
                yield event, way
            case Fork():
                for number, branch in enumerate(event.branches):
                    yield from _steps(branch, (*way, (id(event), number)))
            case Loop():
                yield from _steps(event.body, (*way, (id(event), 0)))
            case Attempt():
                for number, part in enumerate((event.body, *event.handlers)):
                    yield from _steps(part, (*way, (id(event), number)))
                yield from _steps(event.final, way)


def _step(
    event: Touch | Imported,
    way: Way,
    held: dict[tuple[str, str], tuple[Import, Way]],
    found: list[tuple[Import, Import]],
    notebook: Analysis,
) -> None:
    """Take one import or binding into account."""
    if isinstance(event, Touch):
        if event.how != "import":
            _forget(event.name, held)
        return
    what = event.what
    if what.name == "*":
        for name in notebook.knowledge.exports(what.module) or ():
            _forget(name, held)
        return
    key = (what.bound, _key(what))
    if key in held and way[: len(held[key][1])] == held[key][1]:
        found.append((what, held[key][0]))
        return
    if what.name or what.node.asname:
        _forget(what.bound, held)
    held[key] = (what, way)


def _key(what: Import) -> str:
    """What an import brings, however it is spelled; `import a.b` brings more than `a`."""
    return what.origin if what.name or what.node.asname else f"import {what.module}"


def _forget(name: str, held: dict[tuple[str, str], tuple[Import, Way]]) -> None:
    for key in [key for key in held if key[0] == name]:
        del held[key]
