"""Cells are steered by tags, comments and options alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.analysis import Analysis
from nbprod.errors import PlanError
from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.decisions.planning import plan
from nbprod.extract.decisions.slicing import sliced
from nbprod.extract.decisions.steering import Steering, steered, steering
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef


def notebook(*cells: str, tags: tuple[str, ...] = ()) -> Notebook:
    made = (Cell(CellRef(i, f"c{i}"), "code", text, tags) for i, text in enumerate(cells))
    return Notebook("n.ipynb", tuple(made))


@pytest.mark.parametrize(
    ("source", "tags", "said"),
    [
        ("x = 1", ("drop",), Steering()),
        ("# drop\nx = 1", (), Steering()),
        ("#nbprod: Drop\nx = 1", (), Steering()),
        ("x = 1", (), Steering(drop=(1,))),
    ],
    ids=["tag", "comment", "our comment", "option"],
)
def test_dropped_cell_is_empty_and_listed(
    source: str, tags: tuple[str, ...], said: Steering
) -> None:
    found, left = steered(notebook(source, tags=tags), said)

    assert found.cells[0].source == ""
    assert [(each.what, each.why) for each in left] == [("x = 1", "dropped by its owner")]


@pytest.mark.parametrize(
    "source", ["# drop duplicates\nx = 1", "# keep in mind\nx = 1", "x = 1  # drop"]
)
def test_other_comments_are_just_comments(source: str) -> None:
    found, left = steered(notebook(source), Steering())

    assert (found.cells[0].source, found.cells[0].tags, left) == (source, (), ())


def test_stage_is_named_by_comment_and_option_wins() -> None:
    cells = notebook("# stage: load data\nx = 1", "y = 2")

    assert steered(cells, Steering())[0].cells[0].tags == ("stage: load data",)
    assert steered(cells, Steering(stages={1: "read"}))[0].cells[0].tags == ("stage: read",)


@pytest.mark.parametrize(
    ("drop", "stages", "told"),
    [(["x"], [], "is no cell"), (["0"], [], "is no cell"), ([], ["train"], "which cell"),
     ([], ["a=b"], "is no cell"), ([], ["3="], "which cell")],
)  # fmt: skip
def test_wrong_options_are_told(drop: list[str], stages: list[str], told: str) -> None:
    with pytest.raises(PlanError, match=told):
        steering(drop, [], stages)


def test_option_for_a_cell_that_is_not_there_is_told() -> None:
    with pytest.raises(PlanError, match="cell 7 is no code cell"):
        steered(notebook("x = 1"), steering(["7"], [], []))


CELLS = (
    "import json",
    "x = 1",
    "y = x + 1",
    "z = 5\nprint(z)",
    "open('out.txt', 'w').write(str(z))",
)


def slice_of(*outputs: str) -> list[str]:
    analysis = Analysis(notebook(*CELLS))
    found, _ = sliced(analysis, plan(analysis), outputs)
    return [cell.source for cell in found.cells if cell.source]


def test_slice_keeps_what_a_value_needs() -> None:
    assert slice_of("y") == ["x = 1", "y = x + 1"]


def test_slice_of_several_values_keeps_what_any_needs() -> None:
    assert slice_of("y", "z") == ["x = 1", "y = x + 1", "z = 5\nprint(z)"]


def test_slice_finds_a_figure_by_the_name_that_the_plan_lists() -> None:
    draw = "import matplotlib.pyplot as plt\nplt.plot([{}])"
    analysis = Analysis(notebook(draw.format(1), draw.format(2)))
    made = plan(analysis)

    first, second = (sliced(analysis, made, [name])[0].cells for name in made.stages[0].figures)

    assert [cell.source for cell in first] == [draw.format(1), ""]
    assert second[1].source == draw.format(2)


def test_rest_is_listed_with_its_reason() -> None:
    analysis = Analysis(notebook(*CELLS))

    _, left = sliced(analysis, plan(analysis), ["y"])

    assert (left[0].what, left[0].why) == ("import json", "not needed for y")


def test_output_that_nobody_makes_is_told_with_those_there_are() -> None:
    with pytest.raises(
        PlanError, match=r"no value, file or figure of the notebook; there are .*x, y, z"
    ):
        slice_of("q")


@pytest.mark.parametrize(
    ("path", "name"), [("json.ipynb", "json_pipeline"), ("wide.ipynb", "wide")]
)
def test_package_hides_no_module_that_it_needs(path: str, name: str) -> None:
    made = notebook("import json\nx = json.dumps(1)")

    assert decide(replace(made, path=path)).package == name


def test_package_is_not_called_like_a_module_beside_its_notebook() -> None:
    made = replace(notebook("x = 1"), path="wide.ipynb")

    assert decide(made, Wishes(beside=frozenset({"wide"}))).package == "wide_pipeline"


def test_name_of_pythons_own_is_refused() -> None:
    with pytest.raises(PlanError, match="would hide Python's own module"):
        decide(notebook("x = 1"), Wishes("statistics"))


def test_what_is_told_to_nbprod_is_told_to_no_reader() -> None:
    found, _ = steered(notebook("# stage: load data\n# Rain.\nx = 1"), Steering())

    assert found.cells[0].source == "\n# Rain.\nx = 1"


def test_a_library_by_another_name_is_imported_by_stages_that_were_asked_for() -> None:
    cells = notebook(
        "# stage: load\nimport math\nm = math\nroot = math.sqrt\nfew = 3",
        "# stage: tell\nprint(m.pi, root(few))",
    )
    made = decide(cells, Wishes())

    assert [stage.gives for stage in made.stages] == [("few",), ()]
    assert {each.name for each in made.definitions} == {"m", "root"}
