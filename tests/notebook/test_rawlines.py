from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.model import Notebook
from nbprod.notebook.rawlines import raw_lines
from nbprod.notebook.reading import read

Raw = dict[str, Any]
SOURCES = [
    "x = 1\ny = 2",
    ["x = 1\n", 'y = "a\\n"\n', "\tz = 'é😀'"],
    ["x\r\n", "y\r\n"],
    "",
    [],
    ["one\n", "", "two"],
    "a\n\nb\n",
]
WRITERS: dict[str, Callable[[Raw], str]] = {
    "indented": lambda raw: json.dumps(raw, indent=1, ensure_ascii=False),
    "escaped": lambda raw: json.dumps(raw, indent=4),
    "minified": lambda raw: json.dumps(raw, separators=(",", ":")),
    "windows": lambda raw: json.dumps(raw, indent=1).replace("\n", "\r\n"),
}


def _raw(*sources: Any) -> Raw:
    markdown = {"cell_type": "markdown", "metadata": {"source": "no"}, "source": ["# x"]}
    cells = [{"cell_type": "code", "outputs": [{"text": "source"}], "source": s} for s in sources]
    return {"metadata": {"cells": [1]}, "cells": [markdown, *cells], "nbformat": 4}


def _check(text: str) -> int:
    """Compare each character of each cell with the file at its place; how many there were."""
    places, notebook, lines = (
        raw_lines("a.ipynb", text.encode()),
        read("a.ipynb", text.encode()),
        (text.replace("\r\n", "\n").split("\n")),
    )
    assert isinstance(notebook, Notebook)
    count = 0
    for cell in notebook.cells:
        for number, line in enumerate(cell.source.split("\n"), 1):
            for column, character in enumerate(line):
                at, where = places.at(cell.ref.number, number, column)
                assert _unescaped(lines[at - 1][where - 1 :]) == character
                count += 1
    return count


def _unescaped(rest: str) -> str:
    """The first character of JSON text."""
    if rest[0] != "\\":
        return rest[0]
    pair = rest[1] == "u" and rest[2:4].lower() in ("d8", "d9", "da", "db") and rest[6:8] == "\\u"
    width = 12 if pair else 6 if rest[1] == "u" else 2
    found: str = json.loads(f'"{rest[:width]}"')
    return found


@pytest.mark.parametrize("writer", WRITERS)
def test_every_character_has_its_place(writer: str) -> None:
    assert _check(WRITERS[writer](_raw(*SOURCES))) > 40


@given(
    st.lists(st.text() | st.lists(st.text(), max_size=3), max_size=3),
    st.sampled_from(list(WRITERS)),
)
def test_any_source_has_its_places(sources: list[Any], writer: str) -> None:
    _check(WRITERS[writer](_raw(*json.loads(json.dumps(sources).replace("\\ud", "\\ua")))))


@pytest.mark.parametrize("writer", WRITERS)
def test_yaml_puts_the_lines_of_a_list_at_the_same_places(writer: str) -> None:
    text = WRITERS[writer](_raw(["first\n", "second\n", "third"], ["fourth"]))
    places = raw_lines("a.ipynb", text.encode())
    marks = [node.start_mark for node in _sources(yaml.compose(text, Loader=yaml.CSafeLoader))]
    ours = [(0, 1), (1, 1), (1, 2), (1, 3), (2, 1)]
    assert [places.at(cell, line, 0) for cell, line in ours] == [
        (mark.line + 1, mark.column + 2) for mark in marks
    ]


def _sources(node: Any) -> list[Any]:
    """Scalar nodes of the cells' sources."""
    top = {key.value: value for key, value in node.value}
    cells = ({key.value: value for key, value in cell.value} for cell in top["cells"].value)
    return [line for cell in cells for line in cell["source"].value]


def test_old_notebooks_have_places_too() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x\n", "y"], "outputs": []}]}
    text = json.dumps({"worksheets": [sheet], "nbformat": 3}, indent=1)
    line, column = raw_lines("a.ipynb", text.encode()).at(0, 2, 0)
    assert text.split("\n")[line - 1][column - 1 :].startswith('y"')


def test_places_behind_the_end_of_a_line_or_cell_are_the_last_ones() -> None:
    text = WRITERS["indented"](_raw(["ab\n", "c"]))
    places, lines = raw_lines("a.ipynb", text.encode()), text.split("\n")
    line, column = places.at(1, 1, 99)
    assert lines[line - 1][column - 1 :] == '\\n",'
    line, column = places.at(1, 9, 9)
    assert lines[line - 1][column - 1 :] == '"'


def test_a_cell_without_source_is_where_it_begins() -> None:
    text = '{"cells": [\n {"cell_type": "code"},\n 3]}'
    assert raw_lines("a.ipynb", text.encode()).at(0, 1, 0) == (2, 2)
    assert raw_lines("a.ipynb", text.encode()).at(1, 1, 0) == (3, 2)


def test_a_column_behind_an_image_on_its_line_counts_the_image() -> None:
    output = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 9_999}}
    cells = [
        {"cell_type": "code", "outputs": [output], "source": ["first"]},
        {"cell_type": "code", "outputs": [], "source": ["second"]},
    ]
    for text in (json.dumps({"cells": cells}), json.dumps({"cells": cells}, indent=1)):
        found = read("a.ipynb", text.encode())
        assert isinstance(found, Notebook)
        places = raw_lines("a.ipynb", text.encode(), cells=found.cells)
        for number, word in enumerate(("first", "second")):
            line, column = places.at(number, 1, 0)

            assert text.split("\n")[line - 1][column - 1 :].startswith(word)


@pytest.mark.parametrize("writer", WRITERS)
def test_places_are_the_same_whether_cells_know_where_they_begin(writer: str) -> None:
    noted = {
        "cell_type": "code",
        "metadata": {"source": ["b\n"]},
        "outputs": [{"data": {"application/json": {"source": "b"}}}],
        "source": ["a\n", "b"],
    }
    text = WRITERS[writer]({"cells": [noted, {**noted, "metadata": {}, "outputs": []}, noted]})
    found = read("a.ipynb", text.encode())
    assert isinstance(found, Notebook)
    known = raw_lines("a.ipynb", text.encode(), cells=found.cells)
    unknown = raw_lines("a.ipynb", text.encode())

    for cell in (2, 0, 1):
        assert known.at(cell, 2, 0) == unknown.at(cell, 2, 0)
