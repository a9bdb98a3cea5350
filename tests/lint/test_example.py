"""Fences as cells, and arrows as expectations."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.errors import RulePageError
from nbprod.lint.example import Example, examples
from nbprod.notebook.model import Output

HERE = Path("page.md")


def read(text: str) -> tuple[Example, ...]:
    return examples(text, 1, HERE)


def test_fences_that_follow_each_other_are_cells_of_one_notebook() -> None:
    (one,) = read("```python\na = 1\n```\n\nwords\n\n```markdown\n# b\n```")

    assert [(c.kind, c.source) for c in one.notebook.cells] == [
        ("code", "a = 1"),
        ("markdown", "# b"),
    ]
    assert [c.ref.number for c in one.notebook.cells] == [0, 1]


def test_a_heading_begins_another_notebook() -> None:
    first, second = read("### First\n```python\na\n```\n### Second\n```python\nb\n```")

    assert (first.title, second.title, second.line) == ("First", "Second", 5)


def test_arrows_are_taken_out_and_remembered() -> None:
    (one,) = read("```python\na = 1  # <- here\n# here:\n%pip install x\nb\n```")

    assert one.notebook.cells[0].source == "a = 1\n%pip install x\nb"
    assert one.arrows == ((0, 1), (0, 2))


def test_an_arrow_may_count() -> None:
    (one,) = read("```python\na = b = 1  # <- here (2)\n```")

    assert one.arrows == ((0, 1), (0, 1))


def test_an_arrow_may_stand_behind_another_comment() -> None:
    (one,) = read("```python\na = 1  # noqa # <- here\n```")

    assert one.notebook.cells[0].source == "a = 1  # noqa"
    assert one.arrows == ((0, 1),)


def test_facts_follow_the_language() -> None:
    (one,) = read("```python exec=3 tag=a tag=b out=error:NameError allow=x here\nb\n```")

    (cell,) = one.notebook.cells
    assert (cell.execution_count, cell.tags, cell.allows) == (3, ("a", "b"), ("x",))
    assert cell.outputs == (Output("error", "NameError"),)
    assert one.arrows == ((0, 1),)


def test_an_output_fence_tells_what_the_cell_above_showed() -> None:
    (one,) = read("```python\nb\n```\n```output stream:stderr\nTraceback\n```")

    assert one.notebook.cells[0].outputs == (Output("stream", "stderr", "Traceback"),)


def test_tracked_files_belong_to_the_notebook() -> None:
    (one,) = read("```python tracked=data/rows.csv:git\nb\n```")

    assert one.tracked == {"data/rows.csv": "git"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```python exek=3\n```", 'page.md:1: unknown word "exek" after the fence; did you mean'),
        ("```ruby\n```", "page.md:1: a cell is ```python"),
        ("```python out=picture\n```", 'page.md:1: unknown output "picture"'),
        ("```output\n```", "page.md:1: an output needs a cell above it"),
        ("### Empty\n", "page.md:1: an example needs a fence"),
        ("words", "page.md:1: this section needs a fence"),
    ],
)
def test_a_wrong_fence_is_refused(text: str, said: str) -> None:
    with pytest.raises(RulePageError) as error:
        read(text)

    assert str(error.value).startswith(said)
