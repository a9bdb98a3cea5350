from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.model import Notebook, Output, Unreadable
from nbprod.notebook.reading import TEXT_LIMIT, read

Raw = dict[str, Any]
Code = Callable[..., Raw]
Written = Callable[..., bytes]


def _notebook(data: bytes, path: str = "nb.ipynb") -> Notebook:
    found = read(path, data)
    assert isinstance(found, Notebook), found
    return found


def _reason(data: bytes) -> tuple[str, int]:
    found = read("nb.ipynb", data)
    assert isinstance(found, Unreadable)
    return found.reason, found.line


# -- sources


@pytest.mark.parametrize("source", ["a = 1\nb = 2", ["a = 1\n", "b = 2"], ["a = 1\r\n", "b = 2"]])
def test_a_source_is_a_string_or_a_list_of_lines(source: Any, code: Code, written: Written) -> None:
    assert _notebook(written(code(source))).cells[0].source == "a = 1\nb = 2"


@pytest.mark.parametrize("source", [None, 3, [], [3, "x"], {}])
def test_a_source_that_is_no_text_is_no_crash(source: Any, code: Code, written: Written) -> None:
    assert _notebook(written(code(source))).cells[0].source in ("", "x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_of_json_are_read(encoding: str, code: Code, written: Written) -> None:
    text = written(code("x = 'é😀'")).decode()
    assert _notebook(text.encode(encoding)).cells[0].source == "x = 'é😀'"


def test_line_ends_of_windows_and_a_single_line_read_the_same(code: Code, written: Written) -> None:
    data = written(code(["x = 1\n", "y"]))
    flat = json.dumps(json.loads(data), separators=(",", ":")).encode()
    assert _notebook(data.replace(b"\n", b"\r\n")) == _notebook(data) == _notebook(flat)


def test_lone_surrogates_stay_in_the_source(code: Code) -> None:
    data = json.dumps({"cells": [code("x = '\ud83d'")], "nbformat": 4}).encode()
    assert _notebook(data).cells[0].source == "x = '\ud83d'"


def test_numbers_that_json_does_not_know_are_read(code: Code, written: Written) -> None:
    data = written(code("x", metadata={"score": float("nan")}))
    assert b"NaN" in data
    assert _notebook(data).cells[0].source == "x"


# -- what stands beside the source


def test_a_notebook_without_metadata_is_python(code: Code) -> None:
    found = _notebook(json.dumps({"cells": [{"cell_type": "code", "source": "x"}]}).encode())
    assert (found.language, found.kernel, found.cells[0].ref.id) == ("python", "", "")


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"kernelspec": {"name": "ir"}}, "r"),
        ({"kernelspec": {"name": "julia-1.9"}}, "julia"),
        ({"language_info": {"name": "python"}, "kernelspec": {"name": "x"}}, "python"),
        ({"kernelspec": {"name": "conda-env-python3"}}, "python"),
        ({"kernelspec": {"name": "pysparkkernel", "language": "python"}}, "python"),
        ({"language_info": None, "kernelspec": 3}, "python"),
        (None, "python"),
    ],
)
def test_the_language_is_the_kernels(metadata: Any, language: str, written: Written) -> None:
    assert _notebook(written(metadata=metadata)).language == language


@pytest.mark.parametrize(
    "metadata",
    [
        {"vscode": {"languageId": "sql"}},
        {"polyglot_notebook": {"kernelName": "sql"}},
        {"dotnet_interactive": {"language": "sql"}},
        {"microsoft": {"language": "sql"}},
    ],
)
def test_a_cell_may_have_its_own_language(metadata: Raw, code: Code, written: Written) -> None:
    assert _notebook(written(code("x", metadata=metadata))).cells[0].language == "sql"


def test_a_cell_in_the_notebooks_language_has_none_of_its_own(code: Code, written: Written) -> None:
    cell = code("x", metadata={"vscode": {"languageId": "python"}})
    assert _notebook(written(cell)).cells[0].language == ""


def test_tags_counts_ids_and_allowances_are_kept(code: Code, written: Written) -> None:
    cell = code(
        "x",
        id="abc",
        execution_count=7,
        metadata={"tags": ["parameters", 3], "nbprod": {"allow": ["absolute-path"]}},
    )
    found = _notebook(written(cell, metadata={"nbprod": {"allow": ["star-import"]}}))
    (kept,) = found.cells
    assert (kept.ref.id, kept.execution_count, kept.tags) == ("abc", 7, ("parameters",))
    assert (kept.allows, found.allows) == (("absolute-path",), ("star-import",))


def test_cells_are_counted_with_those_that_are_no_code(code: Code, written: Written) -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "# x"}
    found = _notebook(written(markdown, code("x"), {**markdown, "cell_type": "raw"}))
    assert [(c.ref.number, c.kind) for c in found.cells] == [
        (0, "markdown"),
        (1, "code"),
        (2, "raw"),
    ]


# -- outputs


def test_outputs_are_summed_up(code: Code, written: Written) -> None:
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": ["a\n", "b"]},
        {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": ["long"]},
        {"output_type": "execute_result", "data": {"text/plain": "3", "text/html": ["<b>"]}},
        {"output_type": "display_data", "data": {"image/png": "aGVsbG8="}},
        {"output_type": "of the future"},
        "no object",
    ]
    assert _notebook(written(code("x", outputs=outputs))).cells[0].outputs == (
        Output("stream", "stderr", "a\nb"),
        Output("error", "NameError", "no x"),
        Output("result", "", "3", ("text/plain", "text/html")),
        Output("display", "", "", ("image/png",)),
    )


@pytest.mark.parametrize("text", ["x" * 99_999, ["x" * 999] * 99])
def test_long_outputs_are_cut(text: Any, code: Code, written: Written) -> None:
    cell = code("x", outputs=[{"output_type": "stream", "name": "stdout", "text": text}])
    assert len(_notebook(written(cell)).cells[0].outputs[0].text) == TEXT_LIMIT


def test_images_are_passed_over_and_named(code: Code, written: Written) -> None:
    body = "iVBORw0KGgo" * 50_000
    cells = [code(f"x = {n}", outputs=[_image(body)]) for n in range(3)]
    source = 'page = {"image/png": "not an image"}\n# "image/png": "nor this\\"'
    found = _notebook(written(*cells, code(source)))
    assert [cell.source for cell in found.cells] == ["x = 0", "x = 1", "x = 2", source]
    assert found.cells[0].outputs[0].mimes == ("image/png", "text/plain")


def _image(body: str) -> Raw:
    return {"output_type": "display_data", "data": {"image/png": body, "text/plain": "figure"}}


def test_a_large_notebook_reads_as_a_small_one(code: Code, written: Written) -> None:
    table = {"output_type": "display_data", "data": {"text/html": ["<td>"] * 400_000}}
    small, large = _notebook(written(code("x"), code("y"))), _notebook(
        written(code("x", outputs=[table]), code("y"))
    )
    assert [c.source for c in large.cells] == [c.source for c in small.cells]
    assert large.cells[0].outputs[0].mimes == ("text/html",)


# -- against nbformat

TEXTS = st.text(max_size=30)
MULTILINE = st.one_of(TEXTS, st.lists(TEXTS, max_size=4))
OUTPUTS = st.one_of(
    st.fixed_dictionaries({"output_type": st.just("stream"), "name": TEXTS, "text": MULTILINE}),
    st.fixed_dictionaries(
        {
            "output_type": st.sampled_from(["display_data", "execute_result"]),
            "data": st.dictionaries(st.sampled_from(["text/plain", "text/html"]), MULTILINE),
        }
    ),
)
CELLS = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "markdown", "raw"]),
        "source": MULTILINE,
        "metadata": st.dictionaries(st.sampled_from(["tags", "x"]), st.lists(TEXTS, max_size=2)),
        "outputs": st.lists(OUTPUTS, max_size=2),
        "execution_count": st.one_of(st.none(), st.integers(0, 99)),
    }
)


@given(st.lists(CELLS, max_size=4))
def test_version_4_reads_as_nbformat_reads_it(cells: list[Raw]) -> None:
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    theirs = nbformat.reads(text, as_version=4).cells
    ours = _notebook(text.encode()).cells
    for mine, cell in zip(ours, theirs, strict=True):
        assert mine.kind == cell.cell_type
        assert mine.source == cell.source.replace("\r\n", "\n").replace("\r", "\n")
        assert mine.tags == tuple(cell.metadata.get("tags", ()))
        if mine.kind == "code":
            assert mine.execution_count == cell.execution_count
            assert [output.text for output in mine.outputs] == [_text(o) for o in cell.outputs]


def _text(output: Any) -> str:
    text: str = output.text if "text" in output else output.data.get("text/plain", "")
    return text


def test_version_3_is_upgraded() -> None:
    found = _notebook(json.dumps(VERSION_3).encode())
    assert [(cell.kind, cell.source) for cell in found.cells] == [
        ("markdown", "# Title"),
        ("code", "x = 1\nprint x"),
        ("markdown", "words"),
    ]
    assert found.cells[1].execution_count == 4
    assert found.cells[1].outputs == (Output("stream", "stdout", "1\n"),)
    assert {cell.ref.id for cell in found.cells} == {""}


def test_version_3_says_its_language_in_the_cells() -> None:
    raw = json.loads(json.dumps(VERSION_3).replace('"python"', '"R"'))
    assert _notebook(json.dumps(raw).encode()).language == "r"


def test_an_old_notebook_reads_the_same_each_time() -> None:
    data = json.dumps(VERSION_3).encode()
    assert _notebook(data) == _notebook(data)


def test_version_2_is_upgraded() -> None:
    raw = json.loads(json.dumps(VERSION_3))
    raw["nbformat"] = 2
    raw["worksheets"][0]["cells"].pop(0)
    assert len(_notebook(json.dumps(raw).encode()).cells) == 2


VERSION_3: Raw = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "old"},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Title"},
                {
                    "cell_type": "code",
                    "language": "python",
                    "collapsed": False,
                    "input": ["x = 1\n", "print x"],
                    "metadata": {},
                    "outputs": [{"output_type": "stream", "stream": "stdout", "text": ["1\n"]}],
                    "prompt_number": 4,
                },
                {"cell_type": "markdown", "metadata": {}, "source": ["words"]},
            ],
        }
    ],
}


# -- what cannot be read


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "the file is empty", 1),
        (b" \n ", "the file is empty", 1),
        (b'{"cells": [\n 1,\n}', "this is not valid JSON", 3),
        (b'{"cells": []} x', "this is not valid JSON: Extra data", 1),
        (b"[1]", "it is not an object", 1),
        (b"3", "it is not an object", 1),
        (b'{"a": 1}', "it has no cells", 1),
        (b'{"cells": 3, "nbformat": 4}', "it has no cells", 1),
        (b'{"worksheets": 3, "nbformat": 3}', "nbformat cannot upgrade it", 1),
        (b'{"cells": ["\xff"]}', "the bytes at line 1 are not utf-8", 1),
        (b"<!DOCTYPE html>", "a web page", 1),
        (b"version https://git-lfs.github.com/spec/v1\noid", "run `git lfs pull`", 1),
        (b'{\n<<<<<<< HEAD\n "a": 1,\n=======\n', "a merge conflict is left", 2),
        (b"[" * 100_000, "nested too deeply", 1),
        (b'{"cells": ' + b"[" * 100_000, "nested too deeply", 1),
        (b'{"cells": [], "n": ' + b"9" * 5000 + b"}", "", 1),
    ],
)
def test_a_person_learns_why_a_file_is_no_notebook(data: bytes, reason: str, line: int) -> None:
    found, at = _reason(data)
    assert reason in found
    assert at == line


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["cells", "worksheets", "nbformat", "metadata", "source", "cell_type"])
            | st.sampled_from(
                ["outputs", "output_type", "data", "text", "tags", "nbprod", "input"]
            ),
            inner,
            max_size=4,
        ),
    ),
)


@given(JSON)
def test_no_json_stops_the_reader(found: Any) -> None:
    assert isinstance(read("nb.ipynb", json.dumps(found).encode()), Notebook | Unreadable)


@given(st.binary(), st.sampled_from(["a.ipynb", "a.py", "a.qmd", "a.md", "a.Rmd", "a"]))
def test_no_bytes_stop_the_reader(data: bytes, path: str) -> None:
    assert isinstance(read(path, data), Notebook | Unreadable)
