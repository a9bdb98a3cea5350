from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.errors import NotebookError
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read
from nbprod.notebook.rewriting import rewrite

TEXT = """\
{
 "cells": [
  {
   "cell_type": "code",
   "metadata": {"b":1,   "a":2},
   "outputs": [],
   "source": [
    "x = 'caf\\u00e9'\\n",
    "y = 2"
   ]
  },
  {"cell_type": "code", "source": "one = 1\\ntwo = 2"},
  {
   "cell_type": "code",
   "source": []
  }
 ],
 "nbformat": 4, "nbformat_minor": 5}

"""


def _sources(path: str, data: bytes) -> list[str]:
    found = read(path, data)
    assert isinstance(found, Notebook)
    return [cell.source for cell in found.cells]


def _rewritten(text: str, changed: dict[int, str], path: str = "a.ipynb") -> str:
    return rewrite(path, text.encode(), changed).decode()


def test_nothing_changed_is_nothing_written() -> None:
    data = TEXT.encode()
    assert rewrite("a.ipynb", data, {}) is data


def test_bytes_outside_of_the_changed_lines_stay() -> None:
    new = _rewritten(TEXT, {0: "x = 'café'\ny = 3\nz = 'é'"})
    assert new == TEXT.replace('"y = 2"', '"y = 3\\n",\n    "z = \'\\u00e9\'"')


def test_one_string_stays_one_string() -> None:
    new = _rewritten(TEXT, {1: 'one = "1"\ntwo = 2\n'})
    assert new == TEXT.replace("one = 1\\ntwo = 2", 'one = \\"1\\"\\ntwo = 2\\n')


def test_an_empty_list_takes_the_files_indentation() -> None:
    new = _rewritten(TEXT, {2: "a\nb"})
    assert new == TEXT.replace('"source": []', '"source": [\n    "a\\n",\n    "b"\n   ]')


def test_a_list_that_becomes_empty_is_empty() -> None:
    assert '"source": []' in _rewritten(TEXT, {0: ""}).split("one")[0]


def test_line_ends_of_windows_stay_in_file_and_source() -> None:
    text = TEXT.replace("\n", "\r\n").replace("'\\n", "'\\r\\n")
    new = _rewritten(text, {0: "x = 'café'\ny\nz"})
    assert new == text.replace('"y = 2"', '"y\\r\\n",\r\n    "z"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_the_encoding_stays(encoding: str) -> None:
    data = TEXT.encode(encoding)
    new = rewrite("a.ipynb", data, {1: "one = 'é'"})
    assert new.decode(encoding) == TEXT.replace("one = 1\\ntwo = 2", "one = '\\u00e9'")
    assert new[:3] == data[:3]


def test_a_file_that_writes_letters_plainly_gets_them_plainly() -> None:
    text = TEXT.replace("\\u00e9", "é")
    assert "two = 'ü'" in _rewritten(text, {1: "two = 'ü'"})


def test_a_cell_without_a_source_is_refused() -> None:
    with pytest.raises(NotebookError, match="cell 1 has no source"):
        rewrite("a.ipynb", b'{"cells": [{"cell_type": "code"}]}', {0: "x"})


def test_old_notebooks_are_written_as_they_are() -> None:
    text = json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["x"]}]}]})
    assert _rewritten(text, {0: "y"}) == text.replace('"x"', '"y"')


SOURCES = st.text(st.characters(exclude_characters="\r"))


@given(
    st.lists(st.one_of(SOURCES, st.lists(SOURCES, max_size=3)), min_size=1, max_size=3),
    SOURCES,
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_what_is_written_is_read_and_the_other_cells_stay(
    sources: list[Any], new: str, indent: int | None, ascii_only: bool
) -> None:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=indent, ensure_ascii=ascii_only)
    data = text.encode("utf-8", "surrogatepass")
    written = rewrite("a.ipynb", data, {0: new})
    assert _sources("a.ipynb", written) == [new, *_sources("a.ipynb", data)[1:]]
    back = rewrite("a.ipynb", written, {0: _sources("a.ipynb", data)[0]})
    assert _sources("a.ipynb", back) == _sources("a.ipynb", data)


# -- text

SCRIPT = "# %% a\nx = 1\ny = 2\n\n\n# %% b\n\n# %% [markdown]\n# words\n"
DATABRICKS = """\
# Databricks notebook source
# MAGIC %md # Title
# MAGIC words

# COMMAND ----------

# DBTITLE 1,Rows
# MAGIC %sql
# MAGIC select 1

# COMMAND ----------

x = 1
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_cell_of_a_script_is_changed_in_place(newline: str) -> None:
    text = SCRIPT.replace("\n", newline)
    new = _rewritten(text, {0: "x = 1\ny = 3\nz = 4", 2: "words\nmore"}, "a.py")
    assert new == text.replace("y = 2", f"y = 3{newline}z = 4").replace(
        "# words", f"# words{newline}# more"
    )


def test_an_empty_cell_of_a_script_is_filled_below_its_marker() -> None:
    assert _rewritten(SCRIPT, {1: "z = 3"}, "a.py") == SCRIPT.replace("# %% b\n", "# %% b\nz = 3\n")


def test_magic_lines_of_databricks_keep_their_prefix() -> None:
    new = _rewritten(DATABRICKS, {0: "# New\n\nwords", 1: "%sql\nselect 2", 2: "x = 2"}, "a.py")
    assert new == (
        DATABRICKS.replace("%md # Title\n", "%md # New\n# MAGIC\n")
        .replace("select 1", "select 2")
        .replace("x = 1", "x = 2")
    )


def test_magics_go_back_into_comments_where_jupytext_keeps_them() -> None:
    text = "# ---\n# jupyter:\n#   x: y\n# ---\n\n# %%\n# %matplotlib inline\nx = 1\n"
    new = _rewritten(text, {0: "%matplotlib inline\n!ls\nx = 2"}, "a.py")
    assert new == text.replace("x = 1", "# !ls\nx = 2")


@given(st.text("xy =1\n#%!", max_size=20))
def test_a_script_reads_as_it_was_written(new: str) -> None:
    text = "# %%\nfirst = 1\n# %%\nsecond = 2\n"
    if any(line.startswith("#") for line in new.split("\n")):
        return  # a line that begins a cell of its own
    written = rewrite("a.py", text.encode(), {0: new})
    blank = new.split("\n")
    while blank and not blank[-1].strip():
        blank.pop()
    while blank and not blank[0].strip():
        blank.pop(0)
    assert _sources("a.py", written) == ["\n".join(blank), "second = 2"]
