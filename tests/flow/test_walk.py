"""What one walk over a cell writes down."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hypothesis import given

from nbprod.flow.record import Attempt, Block, Called, Define, Fork, Loop, Record, Touch
from nbprod.flow.walk import walk
from nbprod.notebook.model import Cell, Masked, Parsed
from nbprod.place import CellRef
from programs import statements


def record_of(source: str) -> Record:
    cell = Cell(CellRef(0), "code", source)
    return walk(Parsed(cell, Masked(source), ast.parse(source)))


def touches(block: Block) -> Iterator[tuple[str, str]]:
    """Touches and calls in order, forks and loops opened."""
    for event in block:
        match event:
            case Touch():
                yield event.kind, event.name
            case Called():
                yield "call", event.call.written
            case Fork():
                for branch in event.branches:
                    yield from touches(branch)
            case Loop():
                yield from touches(event.body)
            case Attempt():
                for part in (event.body, *event.handlers, event.final):
                    yield from touches(part)
            case Define():
                yield "define", event.name


def order(source: str) -> list[tuple[str, str]]:
    return [one for s in record_of(source).statements for one in touches(s.events)]


def test_the_right_side_comes_before_the_target() -> None:
    assert order("x = f(x)") == [("read", "f"), ("read", "x"), ("call", "f"), ("bind", "x")]


def test_a_default_is_read_when_the_def_is_reached() -> None:
    assert order("def f(a=rate):\n    return later") == [
        ("read", "rate"),
        ("define", "f"),
        ("bind", "f"),
    ]


def test_a_comprehension_keeps_its_targets_to_itself() -> None:
    assert order("y = [x * k for x in rows]") == [
        ("read", "rows"),
        ("read", "k"),
        ("bind", "y"),
    ]


def test_a_walrus_in_a_comprehension_binds_outside() -> None:
    assert ("bind", "best") in order("[best := x for x in rows]")


def test_a_handler_takes_its_name_away() -> None:
    assert order("try:\n    f()\nexcept ValueError as e:\n    print(e)")[-1] == ("delete", "e")


def test_storing_into_an_item_reads_and_changes_the_base() -> None:
    assert order('df["a"] = 1') == [("read", "df"), ("change", "df")]


def test_import_of_a_submodule_binds_the_package() -> None:
    (found,) = record_of("import os.path").imports

    assert (found.bound, found.origin) == ("os", "os")


def test_a_docstring_is_no_text() -> None:
    assert record_of('"""Words."""\nx = "a.csv"').strings[0].node.lineno == 2


def test_columns_count_characters_not_bytes() -> None:
    record = record_of('é = "ü"; x = f(é)')

    assert record.span(record.calls[0].node).column == 13


def test_the_last_expression_is_known() -> None:
    assert [call.last for call in record_of("f()\ng()").calls] == [False, True]


def test_a_branch_knows_its_condition() -> None:
    first, second = record_of("if gpu:\n    f()\nelse:\n    g()").calls

    assert ast.unparse(first.inside.tests[0]) == "gpu"
    assert ast.unparse(second.inside.tests[0]) == "not gpu"


def test_globals_of_a_function_are_not_its_own() -> None:
    (found,) = record_of("def f():\n    global n\n    n = m = 1").definitions

    assert found.local == {"m"}
    assert found.globals == {"n"}


@given(statements())
def test_every_module_level_name_that_python_binds_is_bound(source: str) -> None:
    import symtable

    table = symtable.symtable(source, "<cell>", "exec")
    expected = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}

    found = {name for kind, name in order(source) if kind in ("bind", "delete")}
    assert expected <= found
