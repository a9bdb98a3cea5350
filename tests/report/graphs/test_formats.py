"""What holds for every format of `nbprod graph`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nbprod.analysis import Analysis
from nbprod.notebook.model import Notebook
from nbprod.notebook.reading import read
from nbprod.report import graphs
from nbprod.report.drawing import Drawing, Wanted, draw

ROOT = Path(__file__).parents[3]
CHURN = ROOT / "fixtures" / "churn-model" / "notebook.ipynb"


@pytest.mark.parametrize("name", graphs.names())
def test_a_format_draws_every_cell_and_ends_its_last_line(name: str, showcase: Drawing) -> None:
    drawn = graphs.load(name).render(showcase)

    assert drawn.endswith("\n")
    assert not drawn.endswith("\n\n")
    assert all(word in drawn for word in ("Load", "Rate", "limit"))


@pytest.mark.parametrize("name", graphs.names())
def test_a_format_obeys_no_control_character(name: str, showcase: Drawing) -> None:
    drawn = graphs.load(name).render(showcase)

    assert "\x1b" not in drawn
    assert "\u202e" not in drawn


@pytest.mark.parametrize("name", graphs.names())
def test_the_same_drawing_gives_the_same_text(name: str) -> None:
    notebook = read("churn.ipynb", CHURN.read_bytes())
    assert isinstance(notebook, Notebook)
    twice = [graphs.load(name).render(draw(Analysis(notebook), Wanted())) for _ in range(2)]

    assert twice[0] == twice[1]


def test_suffixes_belong_to_one_format_each() -> None:
    assert [graphs.of_suffix(graphs.load(name).SUFFIX) for name in graphs.names()] == list(
        graphs.names()
    )
    assert graphs.of_suffix(".SVG") == "svg"
    assert graphs.of_suffix(".pdf") is None


def test_text_says_what_each_cell_takes_gives_and_lacks(showcase: Drawing) -> None:
    drawn = graphs.load("text").render(showcase)

    assert "6 code cells in the slice of cell 5, 4 dependencies, 1 of them not certain" in drawn
    assert "   takes   df (perhaps) from cell 5\n" in drawn
    assert "   takes   score (in a call) from cell 5\n" in drawn
    assert "   gives   df to cell 6\n" in drawn
    assert "   lacks   limit: only cell 8, further down, gives it\n" in drawn
    assert "   lacks   gone (read by score()): cell 3 deletes it\n" in drawn
    assert "   hazard  `limit` is read here [use-before-definition]\n" in drawn
    assert "   broken  `(` is never closed\n" in drawn
    assert "   doubt   %run other.ipynb may bind or change any name\n" in drawn


def test_text_is_coloured_for_terminals_that_want_it(showcase: Drawing) -> None:
    drawn = graphs.load("text").render(replace(showcase, colour=True))

    assert "\x1b[35mmodel" in drawn
    assert "\x1b[31m\\u202e" not in drawn


def test_json_counts_cells_as_lint_does(showcase: Drawing) -> None:
    data = json.loads(graphs.load("json").render(showcase))

    assert [cell["cell"] for cell in data["cells"]] == [1, 2, 4, 5, 7, 8]
    assert data["edges"][0] == {
        "from": 2,
        "to": 4,
        "certain": True,
        "names": [{"name": "df", "kind": "name", "certain": True, "late": False}],
    }
    assert data["cells"][3]["lacks"][0]["below"] == 7
    assert data["focus"] == 4


def test_dot_draws_doubt_dashed_and_resources_apart(showcase: Drawing) -> None:
    drawn = graphs.load("dot").render(replace(showcase, names=True))

    assert 'c5 -> c6 [style=dashed, label="df"]' in drawn
    assert re.search(r"c3 -> c6 \[color=.*arrowhead=odot", drawn)
    assert re.search(r'c8 -> c6 \[label="limit comes too late".*constraint=false', drawn)
    assert "dashed: perhaps" in drawn


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz' dot is not installed")
def test_graphviz_reads_dot(showcase: Drawing) -> None:
    drawn = graphs.load("dot").render(showcase)
    ran = subprocess.run(["dot", "-Tsvg"], input=drawn, capture_output=True, text=True, timeout=60)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "漢字" in ran.stdout


def test_mermaid_holds_no_markup_of_the_notebook(showcase: Drawing) -> None:
    drawn = graphs.load("mermaid").render(showcase)
    (line,) = (line for line in drawn.splitlines() if line.startswith("  c5["))
    label = line.partition('["')[2].rpartition('"]')[0]

    assert re.sub(r"</?(?:small|b|br)/?>", "", label).isprintable()
    assert not set(re.sub(r"</?(?:small|b|br)/?>|#\d+;", "", label)) & set('<>"\\[]{}&%`|')
    assert '  c8 -. "limit comes too late" .-x c6' in drawn


def test_svg_is_xml_with_a_title_for_readers_who_hear_it(showcase: Drawing) -> None:
    drawn = ElementTree.fromstring(graphs.load("svg").render(showcase))
    name = "{http://www.w3.org/2000/svg}"

    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{name}title") == "Churn"
    assert not list(drawn.iter(f"{name}script"))
    assert len([g for g in drawn.iter(f"{name}rect") if g.get("class") == "card"]) == 6


def test_svg_keeps_its_words_inside_their_cards(showcase: Drawing) -> None:
    from nbprod.report.graphs.svg import PAD, TITLE, WIDTH

    drawn = ElementTree.fromstring(graphs.load("svg").render(showcase))
    titles = [t.text or "" for t in drawn.iter() if t.get("class") == "title"]

    assert titles
    assert all(len(text) * TITLE * 0.38 <= WIDTH - 2 * PAD + 1 for text in titles)


def test_the_picture_of_the_readme_is_current() -> None:
    """Made by `nbprod graph fixtures/churn-model/notebook.ipynb -o docs/images/graph.svg`."""
    from click.testing import CliRunner

    from nbprod.cli import main

    drawn = CliRunner().invoke(main, ["graph", str(CHURN), "--format", "svg"])

    assert drawn.stdout == (ROOT / "docs" / "images" / "graph.svg").read_text("utf-8")
