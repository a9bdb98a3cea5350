"""The page of `nbprod graph --format html` in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nbprod.analysis import Analysis
from nbprod.flow.graph import ancestors, descendants, graph
from nbprod.notebook.model import Cell, Notebook
from nbprod.notebook.reading import read
from nbprod.place import CellRef
from nbprod.report.drawing import Drawing, Wanted, draw
from nbprod.report.graphs.html import render

if TYPE_CHECKING:
    from tests.report.page.conftest import Browser

pytestmark = pytest.mark.slow

CHURN = Path(__file__).parents[3] / "fixtures" / "churn-model" / "notebook.ipynb"
PATIENCE = 8.0
"""Seconds that 300 cells may take on a slow machine; an idle one needs less than one."""

Show = Callable[..., "Browser"]


def churn() -> Analysis:
    notebook = read("notebook.ipynb", CHURN.read_bytes())
    assert isinstance(notebook, Notebook)
    return Analysis(notebook)


def notebook(*sources: str) -> Analysis:
    """A notebook of code cells; sources that open with `##` are headings."""
    cells = (
        Cell(CellRef(n), "markdown" if source.startswith("##") else "code", source)
        for n, source in enumerate(sources)
    )
    return Analysis(Notebook("n.ipynb", tuple(cells)))


@pytest.fixture
def show(window: Browser, tmp_path: Path) -> Show:
    """Open the page of a drawing from a file."""

    def show(drawing: Drawing, anchor: str = "") -> Browser:
        page = tmp_path / "graph.html"
        page.write_text(render(drawing), "utf-8")
        window.complaints()
        window.open(page, anchor)
        assert window.ask("return document.documentElement.dataset.ready") == "yes"
        return window

    return show


def near(window: Browser) -> list[int]:
    """Numbers of the cells that are lit."""
    cards = "return [...document.querySelectorAll('.card.near')].map((card) => card.id)"
    return sorted(int(name.removeprefix("cell-")) for name in window.ask(cards))


def panel(window: Browser, selector: str) -> str:
    script = "return document.querySelector('#panel ' + arguments[0])?.innerText ?? ''"
    return str(window.ask(script, selector))


def count(window: Browser, selector: str) -> int:
    return int(window.ask("return document.querySelectorAll(arguments[0]).length", selector))


def test_the_page_opens_from_a_file_and_asks_nobody_for_anything(show: Show) -> None:
    window = show(draw(churn(), Wanted()))

    assert window.complaints() == []
    assert window.ask("return performance.getEntriesByType('resource').length") == 0
    assert count(window, ".card") == 23
    assert count(window, ".line") == len(draw(churn(), Wanted()).shown)


def test_no_card_covers_another(show: Show) -> None:
    window = show(draw(churn(), Wanted()))
    boxes = window.ask(
        "return [...document.querySelectorAll('.card')].map((card) => "
        "[card.offsetLeft, card.offsetTop, card.offsetWidth, card.offsetHeight])"
    )

    for index, (x, y, width, height) in enumerate(boxes):
        for a, b, wide, tall in boxes[:index]:
            assert x + width <= a or a + wide <= x or y + height <= b or b + tall <= y


def test_a_click_shows_code_inputs_outputs_and_the_slice(show: Show) -> None:
    notebook = churn()
    window = show(draw(notebook, Wanted()))
    window.click("#cell-18")

    assert panel(window, "h2") == "Split and train"
    assert "train_test_split(" in panel(window, "pre")
    assert "cell 15" in panel(window, "")
    assert "in a call" in panel(window, "")

    whole = graph(notebook.flow, (cell.cell.ref for cell in notebook.cells))
    cell = next(ref for ref in whole if ref.number == 17)
    needs = {ref.number + 1 for ref in ancestors(whole, cell, {"name", "import"})}
    needed = {ref.number + 1 for ref in descendants(whole, cell, {"name"})}

    assert near(window) == sorted(needs | needed)
    window.press("a")
    assert near(window) == sorted(needs)
    window.press("d")
    assert near(window) == sorted(needed)
    window.press(window.ESCAPE)
    assert near(window) == []
    assert window.complaints() == []


def test_search_finds_titles_names_and_code(show: Show) -> None:
    window = show(draw(churn(), Wanted()))

    for words, title in [
        ("baseline that anyone", "A baseline that anyone can explain"),
        ("best_limit", "From which chance on does a call pay for itself?"),
        ("RandomForestClassifier(", "A forest that finds what the baseline cannot"),
        ("cell 9", "known = with_known_contracts(without_twins(customers))"),
    ]:
        window.press("/" + words + window.ENTER)
        assert panel(window, "h2") == title
    window.press("/no such words")
    assert window.ask("return document.getElementById('hits').innerText") == "no cell says that"


def test_everything_is_done_without_a_mouse(show: Show) -> None:
    window = show(draw(notebook("a = 1", "b = a", "c = b", "d = 4"), Wanted()))
    focused = "return document.activeElement.id"

    window.press(window.DOWN)
    assert window.ask(focused) == "cell-1"
    window.press(window.DOWN + window.DOWN)
    assert window.ask(focused) == "cell-3"
    window.press(window.UP)
    assert window.ask(focused) == "cell-2"
    window.press(window.RIGHT + window.RIGHT)
    assert window.ask(focused) == "cell-4"
    window.press(window.ESCAPE + "n")
    assert window.ask("return document.getElementById('names').ariaPressed") == "true"
    assert count(window, ".card[tabindex='0']") == 1


def test_zoom_and_pan_move_the_sheet(show: Show) -> None:
    window = show(draw(churn(), Wanted()))
    where = "return document.getElementById('world').style.transform"
    seen = [window.ask(where)]
    for keys in ("+", "--", "0"):
        window.press(keys)
        seen.append(window.ask(where))
    window.ask("stage.dispatchEvent(new WheelEvent('wheel', {deltaY: 90, cancelable: true}))")
    seen.append(window.ask(where))

    assert len(set(seen)) == len(seen)


def test_imports_and_resources_come_when_asked_for(show: Show) -> None:
    window = show(draw(churn(), Wanted()))
    before = count(window, ".line")
    window.click("#imports")
    with_imports = count(window, ".line")
    window.click("#resources")

    assert before < with_imports < count(window, ".line")
    assert count(window, "#lines .line.resource") > 0
    assert "order matters" in window.ask("return document.getElementById('legend').innerText")
    assert window.complaints() == []


def test_what_is_not_there_is_drawn_as_a_hazard(show: Show) -> None:
    window = show(draw(notebook("print(limit)", "limit = 3"), Wanted()))

    assert count(window, "#lines .line.late") == 1
    assert count(window, "#cell-1.hazard") == 1
    assert "only cell 2, further down, gives it" in panel(window, ".warn")


def test_an_address_may_name_a_cell(show: Show) -> None:
    window = show(draw(churn(), Wanted()), "#cell-20")

    assert panel(window, "h2") == "A forest that finds what the baseline cannot"


def test_light_turns_dark_and_back(show: Show) -> None:
    window = show(draw(churn(), Wanted()))
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = window.ask(paper)
    window.click("#theme")
    dark = window.ask(paper)
    window.click("#theme")

    assert light == window.ask(paper) != dark


ATTACK = "</script><script>window.broken = 1</script><img src=x onerror='window.broken = 2'>"


def test_what_a_notebook_says_is_never_markup(show: Show) -> None:
    hostile = notebook(f"## {ATTACK}", f'text = """{ATTACK}"""', f"# {ATTACK}\nprint(text)")
    window = show(draw(hostile, Wanted()))
    window.click("#cell-3")
    window.press("/img")

    assert ATTACK in panel(window, "pre")
    assert window.ask("return window.broken ?? null") is None
    assert count(window, "img") == 0
    assert count(window, "script") == 3


def test_a_script_that_gets_in_all_the_same_does_not_run(show: Show) -> None:
    window = show(draw(notebook("a = 1"), Wanted()))
    window.ask(
        "const made = document.createElement('script'); made.text = 'window.broken = 3';"
        "document.body.append(made);"
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.broken = 4\" id=b>b</b>');"
        "document.getElementById('b').click()"
    )

    assert window.ask("return window.broken ?? null") is None
    assert any("Content Security Policy" in said for said in window.complaints())


def long(cells: int) -> Analysis:
    """A notebook in which every step works on the table, and many only look."""
    sources = ["## Load", "rows = list(range(9))"]
    for number in range(1, cells):
        if number % 12 == 0:
            sources.append(f"## Part {number // 12}")
        step = (f"rows = rows + [{number}]", f"x{number} = len(rows)", f"print(rows, {number})")
        sources.append(step[number % 3])
    return notebook(*sources)


def test_300_cells_are_folded_by_headings_and_stay_usable(show: Show) -> None:
    drawing = draw(long(300), Wanted())
    start = time.monotonic()
    window = show(drawing)
    opened = time.monotonic() - start

    assert count(window, ".card.group") == 25
    window.press("/x160" + window.ENTER)
    assert panel(window, "h2") == "x160 = len(rows)"
    assert 0 < count(window, ".card.group") < 25

    start = time.monotonic()
    window.click("#sections")
    window.click("#sections")
    unfolded = time.monotonic() - start

    assert count(window, ".card.group") == 0
    assert count(window, ".card") == 300
    assert opened < PATIENCE
    assert unfolded < PATIENCE
    assert window.complaints() == []
