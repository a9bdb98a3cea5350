"""Pictures of other libraries: what is written where the notebook showed it, and what is not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.building import build
from nbprod.extract.packaging import package
from nbprod.extract.plan import Plan
from nbprod.notebook.model import Output
from stories import emitted, notebook, planned

PX = "import plotly.express as px\nfig = px.line([1, 2])"
SO = "import seaborn.objects as so\nrain = {'day': [1], 'mm': [2]}"
NINE = "import plotnine as nine\nrain = {'day': [1]}"
PIL = "from PIL import Image\nim = Image.new('RGB', (2, 2))"


def written(*cells: str) -> list[str]:
    """The calls that have a picture written."""
    texts = "\n".join(emitted(*cells).values())
    return [line.strip() for line in texts.split("\n") if line.strip().startswith("save_picture(")]


@pytest.mark.parametrize(
    ("come", "cell"),
    [
        (PX, "print(fig)"),
        (PX, "fig;"),
        (PX, "fig\nprint('below')"),
        (PX, "again = fig.update_layout(title='mm')"),
        (PX, "fig.to_json()"),
        (PX, "fig.write_html('mm.html')"),
        (PIL, "im.size"),
        (PIL, "im.getpixel((0, 0))"),
        (PIL, "im.save('mm.png')"),
        (PIL, "im.paste((0, 0, 0))"),
        ("from IPython.display import Image", "Image('mm.png')"),
        ("from IPython.display import Image", "Image(filename='mm.png')"),
        ("from IPython.display import SVG, display", "display(SVG(url='https://rain.example'))"),
        ("def show(x):\n    print(x)", "show(3)"),
    ],
)
def test_what_shows_no_picture_writes_none(come: str, cell: str) -> None:
    assert written(come, cell, "print('end')") == []


@pytest.mark.parametrize(
    ("come", "cell", "line"),
    [
        (PX, "fig.show()", "html fig.write_html"),
        (
            SO,
            "so.Plot(rain, 'day', 'mm').add(so.Dot())",
            "png so.Plot(rain, 'day', 'mm').add(so.Dot()).save",
        ),
        (SO, "so.Plot(rain, 'day').show()", "png so.Plot(rain, 'day').save"),
        (SO, "so.Plot(rain, 'day').plot()", "png so.Plot(rain, 'day').plot().save"),
        (
            NINE,
            "nine.ggplot(rain) + nine.geom_point()",
            "png (nine.ggplot(rain) + nine.geom_point()).save",
        ),
        (PX, "fig.show(renderer='png')", "html fig.write_html"),
        (PX, "display(fig)", "html fig.write_html"),
        (PX, "fig", "html fig.write_html"),
        (PX, "import plotly.io as pio\npio.show(fig)", "html fig.write_html"),
        (PX, "px.bar([1])", "html px.bar([1]).write_html"),
        (PX, "fig.update_layout(showlegend=False)", None),
        ("import altair as alt", "(\n    alt.Chart([1])\n    .mark_bar()\n)", None),
        ("import folium\nmap = folium.Map()", "map", "html map.save"),
        ("import graphviz\ng = graphviz.Digraph()", "g", "gv g.save"),
        (PIL, "im.rotate(5)", "png im.rotate(5).save"),
        (PIL, "im.show()", "png im.save"),
        ("from IPython.display import SVG\ns = open('a').read()", "SVG(s)", None),
    ],
)
def test_a_picture_is_written_where_the_notebook_showed_it(
    come: str, cell: str, line: str | None
) -> None:
    (found,) = written(come, f"a = 1\n{cell}", "print('end')")

    ending, _, writer = (line or "").partition(" ")

    assert line is None or re.fullmatch(
        rf'save_picture\("[a-z-]+\.{ending}", {re.escape(writer)}\)', found
    )


def test_charts_that_are_joined_are_written_as_one() -> None:
    come = "import altair as alt\na = alt.Chart([1]).mark_bar()"

    (found,) = written(come, "b = 1\na | a")

    assert found.endswith('.html", (a | a).save)')


def test_a_function_has_its_picture_written_under_its_own_name() -> None:
    function = "def draw_rain(x):\n    fig = px.line(x)\n    fig.show()"
    made = planned("import plotly.express as px", function, "draw_rain([1])\ndraw_rain([2])")

    assert [s.figures for s in made.stages] == [("draw-rain", "draw-rain-2")]


def test_a_picture_is_named_by_its_title() -> None:
    found = written(
        "import plotly.express as px", "fig = px.line([1], title='Wet days')\nfig.show()"
    )

    assert found == ['save_picture("wet-days.html", fig.write_html)']


def test_a_name_of_the_notebook_is_left_to_it() -> None:
    own = "def save_picture(x):\n    print(x)"
    texts = "\n".join(emitted(PX, own, "save_picture(1)", "fig").values())

    assert "import save_picture as save_shown_picture" in texts
    assert "save_shown_picture(" in texts


def test_a_package_of_pictures_alone_needs_no_matplotlib() -> None:
    files = package(planned(PX, "fig")).files

    assert "matplotlib" not in files["src/story/figures.py"]
    assert "as HTML in `figures/`" in files["README.md"]
    assert "as PNG and HTML in" in package(planned(f"{PX}\n{PLOT}", "fig")).files["README.md"]
    assert "save_picture" not in package(planned(PLOT)).files["src/story/figures.py"]


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"


def recorded(text: str, mime: str, *cells: str) -> Plan:
    """The plan of a notebook whose last cell ended with a value when it last ran."""
    whole = notebook(*cells)
    output = Output("result", "", text, (mime, "text/plain"))
    *above, last = whole.cells
    told = replace(whole, cells=(*above, replace(last, outputs=(output,))))
    return plan(Analysis(told), "story")


def test_a_value_whose_type_the_notebook_has_kept_is_written() -> None:
    text = "<PIL.PngImagePlugin.PngImageFile image mode=RGB size=2x2>"
    made = recorded(text, "image/png", "import rainlib", "rain = rainlib.load()", "rain[0]")

    text = "\n".join(build(made).files.values())

    assert '.png", rain[0].save' in text


@pytest.mark.parametrize(
    ("text", "mime"),
    [
        ("<rainlib.Chart at 0x7>", "image/svg+xml"),
        ("<rainlib.Chart at 0x7>", "application/vnd.vegalite.v5+json"),
    ],
)
def test_a_picture_that_nobody_knows_how_to_write_is_told(text: str, mime: str) -> None:
    made = recorded(text, mime, "import rainlib", "rain = rainlib.load()\nprint(rain)", "rain")

    assert [d.what for d in made.doubts if "picture" in d.what] == [
        "`rain` showed a picture; nobody knows how to write it, so it is not kept"
    ]
    assert "a look at data" not in {each.why for each in made.left_out}


@pytest.mark.parametrize(
    ("text", "mime", "cell"),
    [
        ("<Figure size 64x48 with 1 Axes>", "image/png", "rain"),
        ("   mm\n0   1", "text/html", "rain"),
        ("<IPython.core.display.Image object>", "image/png", "Image('mm.png')"),
    ],
)
def test_what_is_no_picture_or_lies_in_a_file_is_no_doubt(text: str, mime: str, cell: str) -> None:
    come = "import rainlib\nfrom IPython.display import Image\nrain = rainlib.load()\nprint(rain)"
    made = recorded(text, mime, come, cell)

    assert not any("showed a picture" in doubt.what for doubt in made.doubts)


def test_a_picture_from_a_file_is_left_out_as_one() -> None:
    made = planned("from IPython.display import Image", "print(1)", "Image('mm.png')")

    assert [each.why for each in made.left_out] == ["a picture from a file"]


def test_pictures_that_are_shown_together_are_a_doubt() -> None:
    made = planned(
        "from PIL import Image\na = Image.open('a.png')\nb = Image.open('b.png')", "display(a, b)"
    )

    (doubt,) = made.doubts
    assert doubt.what == "`display(a, b)` shows several at once; none of them is kept"


RAIN = "import rainlib\nrain, image, figs, n_images = rainlib.load()"
RUN = "print(rain, image, figs, n_images)"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('rain[2]["image"]', 'rain[2]["image"]'),
        ("image", "image"),
        ("figs[0]", "figs[0]"),
        ("rain.draw(3).images[0]", "rain.draw(3).images[0]"),
        ("image.resize((8, 8))", "image.resize((8, 8))"),
        ("(image)", "image"),
        ("display(image)", "image"),
        ("for each in figs:\n    display(each.fig)", "each.fig"),
        ("def grid(k):\n    return rainlib.grid(k)\ndef image_grid(k):\n    return grid(k)\nimage_grid(2)",
         "image_grid(2)"),
    ],
)  # fmt: skip
def test_what_sounds_like_a_picture_is_looked_at_when_it_runs(cell: str, shown: str) -> None:
    texts = "\n".join(emitted(RAIN, RUN, cell).values())

    (found,) = re.findall(r"save_if_picture\((.*)\)$", texts, re.MULTILINE)
    assert found.partition(", ")[2] == shown


@pytest.mark.parametrize(
    "cell", ["image.shape", "image;", "n_images", "image\nprint(1)", "print(image)", "len(figs)"]
)
def test_what_is_no_picture_by_its_name_is_not_looked_at(cell: str) -> None:
    assert "save_if_picture" not in "\n".join(emitted(RAIN, RUN, cell).values())


def test_a_record_tells_what_is_a_picture() -> None:
    shown = recorded("<rainlib.Tile>", "image/png", RAIN, RUN, "rain")
    seen = recorded("array([1, 2])", "text/plain", RAIN, RUN, "image")

    assert "save_if_picture(" in "\n".join(build(shown).files.values())
    assert not any("nobody knows how" in doubt.what for doubt in shown.doubts)
    assert "save_if_picture(" not in "\n".join(build(seen).files.values())


class Png:
    def _repr_png_(self) -> bytes:
        return b"png"


class Page:
    def write_html(self, path: Path) -> None:
        path.write_text("html")


def test_what_shows_itself_as_a_picture_is_saved_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("STORY_FIGURES", str(tmp_path))
    figures = ModuleType("figures")
    exec(package(planned(RAIN, RUN, "image")).files["src/story/figures.py"], vars(figures))

    with caplog.at_level("INFO"):
        for value in (Png(), Png(), Page(), {"mm": 3}, Png):
            figures.save_if_picture("rain", value)

    assert {path.name for path in tmp_path.iterdir()} == {"rain.png", "rain-2.png", "rain-3.html"}
    assert next(r.getMessage() for r in caplog.records) == "rain: {'mm': 3}"
