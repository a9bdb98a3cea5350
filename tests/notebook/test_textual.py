from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.model import Cell, Notebook
from nbprod.notebook.rawlines import raw_lines
from nbprod.notebook.reading import read


def _notebook(path: str, text: str) -> Notebook:
    found = read(path, text.encode())
    assert isinstance(found, Notebook)
    return found


def _cells(path: str, text: str) -> list[tuple[str, str]]:
    return [(cell.kind, cell.source) for cell in _notebook(path, text).cells]


PERCENT = '''\
#!/usr/bin/env python
# %% [markdown]
# # Title
#
# words

# %% load tags=["parameters", "x"]
import pandas as pd


rows = pd.read_csv("a.csv")

# %% [markdown] {"tags": ["y"]}
"""
more words
"""
#%%
!ls
#%%% deeper nbprod={"allow": ["star-import"]}
# %time is a comment here
x = 1
# %% [raw]
# raw
'''


def test_percent_scripts_are_cut_at_their_markers() -> None:
    found = _notebook("a.py", PERCENT)
    assert found.format == "percent"
    assert [(cell.kind, cell.source) for cell in found.cells] == [
        ("markdown", "# Title\n\nwords"),
        ("code", 'import pandas as pd\n\n\nrows = pd.read_csv("a.csv")'),
        ("markdown", "more words"),
        ("code", "!ls"),
        ("code", "# %time is a comment here\nx = 1"),
        ("raw", "raw"),
    ]
    assert [cell.tags for cell in found.cells] == [(), ("parameters", "x"), ("y",), (), (), ()]
    assert found.cells[4].allows == ("star-import",)


JUPYTEXT = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
# ---

# %%
# %matplotlib inline
# !pip install x
# a comment, 100 % of it
x = 1

# %% language="bash"
# ls -l
"""


def test_magics_that_jupytext_wrote_as_comments_are_magics() -> None:
    found = _notebook("a.py", JUPYTEXT)
    assert [(cell.source, cell.language) for cell in found.cells] == [
        ("%matplotlib inline\n!pip install x\n# a comment, 100 % of it\nx = 1", ""),
        ("ls -l", "bash"),
    ]


def test_code_above_the_first_marker_is_a_cell() -> None:
    assert _cells("a.py", "import os\n\n# %%\nx") == [("code", "import os"), ("code", "x")]


def test_a_commented_cell_magic_is_no_marker() -> None:
    assert _cells("a.py", "# %%time\nx = 1\n") == [("code", "# %%time\nx = 1\n")]


def test_scripts_of_nbconvert_keep_their_counts() -> None:
    found = _notebook(
        "a.py", "#!/usr/bin/env python\n# coding: utf-8\n\n# In[3]:\n\nx\n\n# In[ ]:\n\ny"
    )
    assert [(cell.source, cell.execution_count) for cell in found.cells] == [("x", 3), ("y", None)]


def test_a_script_without_markers_is_one_cell() -> None:
    found = _notebook("a.py", "x = 1\ny = 2\n")
    assert (found.format, [cell.source for cell in found.cells]) == ("script", ["x = 1\ny = 2\n"])


DATABRICKS = """\
# Databricks notebook source
# MAGIC %md # Churn
# MAGIC
# MAGIC words

# COMMAND ----------

# DBTITLE 1,Load
rows = spark.table("a")

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT *
# MAGIC FROM a

# COMMAND ----------

# MAGIC %run ./setup

# COMMAND ----------

"""


def test_databricks_sources_are_cut_at_their_commands() -> None:
    found = _notebook("a.py", DATABRICKS)
    assert found.format == "databricks"
    assert [(cell.kind, cell.source) for cell in found.cells] == [
        ("markdown", "# Churn\n\nwords"),
        ("code", 'rows = spark.table("a")'),
        ("code", "%sql\nSELECT *\nFROM a"),
        ("code", "%run ./setup"),
        ("code", ""),
    ]


QUARTO = """\
---
title: x
---

# Title

```{python}
#| label: load
x = 1
```

```yaml
not: code
```

````{r}
y <- 2
````

```{python, echo=FALSE}
z = 3
```

`{python}` inline.
"""


@pytest.mark.parametrize("path", ["a.qmd", "a.Rmd", "a.md"])
def test_fences_of_an_engine_are_cells(path: str) -> None:
    found = _notebook(path, QUARTO)
    assert found.language == "python"
    assert [(cell.kind, cell.source, cell.language) for cell in found.cells] == [
        ("markdown", "# Title", ""),
        ("code", "#| label: load\nx = 1", ""),
        ("markdown", "```yaml\nnot: code\n```", ""),
        ("code", "y <- 2", "r"),
        ("code", "z = 3", ""),
        ("markdown", "`{python}` inline.", ""),
    ]


def test_the_engine_is_the_language_of_a_text_without_python() -> None:
    assert _notebook("a.Rmd", "```{r}\nx <- 1\n```\n").language == "r"


def test_a_bare_name_makes_a_cell_only_in_a_text_that_jupyter_keeps() -> None:
    fence = "```python\nx = 1\n```\n"
    assert _cells("a.md", fence) == [("markdown", fence.rstrip())]
    assert _cells("a.md", "---\njupyter:\n  x: y\n---\n" + fence) == [("code", "x = 1")]


def test_options_of_myst_cells_are_no_code() -> None:
    text = "```{code-cell} ipython3\n:tags: [x]\n\nx = 1\n```\n```{note}\ny\n```\n"
    assert _cells("a.md", text) == [("code", "x = 1"), ("markdown", "```{note}\ny\n```")]


def test_a_fence_that_is_never_closed_goes_to_the_end() -> None:
    assert _cells("a.qmd", "```{python}\nx = 1\n") == [("code", "x = 1")]


FILES = {"a.py": PERCENT, "b.py": JUPYTEXT, "c.py": DATABRICKS, "d.qmd": QUARTO, "e.py": "x\ny = 2"}


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_character_of_a_cell_has_its_place_in_the_file(path: str, newline: str) -> None:
    text = FILES[path].replace("\n", newline)
    places = raw_lines(path, text.encode())
    raw = text.split(newline)
    for cell in _notebook(path, text).cells:
        for line, column, character in _characters(cell):
            at, where = places.at(cell.ref.number, line, column)
            assert raw[at - 1][where - 1] == character


def _characters(cell: Cell) -> list[tuple[int, int, str]]:
    lines = enumerate(cell.source.split("\n"), 1)
    return [(number, column, c) for number, line in lines for column, c in enumerate(line)]


def test_jupytext_cuts_percent_scripts_the_same_way() -> None:
    jupytext = pytest.importorskip("jupytext")
    for text in (PERCENT.replace("# %time", "# time"), JUPYTEXT):
        theirs = jupytext.reads(text, fmt="py:percent").cells
        code = [cell.source for cell in theirs if cell.cell_type == "code"]
        ours = [cell for cell in _notebook("a.py", text).cells if cell.kind == "code"]
        assert [c.source for c in ours if not c.language] == [
            source for source in code if not source.startswith(("%%bash", "#!"))
        ]


def test_jupytext_cuts_r_markdown_the_same_way() -> None:
    jupytext = pytest.importorskip("jupytext")
    text = QUARTO.replace("````", "```")
    theirs = jupytext.reads(text, fmt="Rmd").cells
    code = [cell.source for cell in theirs if cell.cell_type == "code"]
    ours = [cell.source for cell in _notebook("a.Rmd", text).cells if cell.kind == "code"]
    assert [source.removeprefix("%%R\n") for source in code] == ours


@given(
    st.lists(
        st.sampled_from(["# %%", "```{python}", "```", "# ---", "---", "# COMMAND ----------"])
        | st.sampled_from(["# Databricks notebook source", "# MAGIC %md x", "x = 1", "", '"""'])
        | st.text(max_size=9)
    ).map("\n".join),
    st.sampled_from(["a.py", "a.qmd", "a.md"]),
)
def test_any_text_is_cut_into_cells_that_stand_in_it(text: str, path: str) -> None:
    places = raw_lines(path, text.encode("utf-8", "surrogatepass"))
    found = read(path, text.encode("utf-8", "surrogatepass"))
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert isinstance(found, Notebook)
    for cell in found.cells:
        for line, column, character in _characters(cell):
            at, where = places.at(cell.ref.number, line, column)
            assert raw[at - 1][where - 1] == character
