"""Figures have the names that their author saves them by."""

from __future__ import annotations

import pytest

from stories import planned

SAVER = (
    "import matplotlib.pyplot as plt\nfrom pathlib import Path\n\nFOLDER = Path('images')\n\n"
    "def keep(figure_id, tight=True, kind='png'):\n"
    "    path = FOLDER / f'{figure_id}.{kind}'\n"
    "    if tight:\n        plt.tight_layout()\n"
    "    plt.savefig(path, format=kind)"
)


def figures(*cells: str) -> tuple[str, ...]:
    plan = planned("#md # Rain", SAVER, *cells)
    return tuple(name for stage in plan.stages for name in stage.figures)


@pytest.mark.parametrize(
    "cell",
    [
        "plt.plot([1])\nplt.savefig('images/figure_3.png')",
        "plt.plot([1])\nplt.savefig(f'images/{plt.rcParams[0]}_days.png')",
        "plt.plot([1])\nplt.tight_layout('wet_days')",
        "def note(text, size):\n    print(text)\nnote('wet_days', 3)\nplt.plot([1])",
        "plt.plot([1])\nplt.savefig('wet_days.png')\nplt.close()\nplt.show()\nplt.plot([2])",
    ],
    ids=["dull", "not fixed", "another call", "another helper", "another figure"],
)
def test_no_other_text_names_a_figure(cell: str) -> None:
    assert not figures(cell)[-1].startswith("wet")
    assert "days" not in figures(cell)[-1]


@pytest.mark.parametrize(
    ("save", "name"),
    [
        ("keep('wet_days_plot')", "wet-days-plot"),
        ("keep('wet_days_plot', tight=False)", "wet-days-plot"),
        ("keep(tight=False, figure_id='wet_days')", "wet-days"),
        ("plt.savefig('images/rain in 2020.png')", "rain-in-2020"),
        ("plt.gcf().savefig(FOLDER / 'wetDays.pdf', dpi=300)", "wet-days"),
        ("plt.title('Rain')\nkeep('wet_days')", "wet-days"),
        ("plt.title('Wet days')\nplt.savefig('wetd.png')", "wet-days"),
    ],
)
def test_a_figure_has_the_name_that_its_file_has(save: str, name: str) -> None:
    assert figures(f"plt.plot([1])\n{save}\nplt.show()") == (name,)


def test_two_figures_of_one_cell_have_their_own_names() -> None:
    cell = "plt.plot([1])\nkeep('wet')\nplt.show()\nplt.plot([2])\nkeep('dry')\nplt.show()"

    assert figures(cell) == ("wet", "dry")


def test_a_long_title_is_cut_between_words() -> None:
    title = "Rain of the western stations in all of the winters that were not yet counted"

    assert figures(f"plt.title('{title}')\nplt.plot([1])") == (
        "rain-of-the-western-stations-in-all-of-the-winters",
    )


FRAME = "import pandas as pd\nrain = pd.DataFrame({'mm': [1, 2]})"


@pytest.mark.parametrize(
    "cell",
    [
        "ax = rain.plot()\nax.legend(title='Wet days')",
        "rain.plot(title=rain.name)",
        "rain.plot()\nprint(dict(title='Wet days'))",
        "fig = plt.figure()\nfig.colorbar(rain.plot(), title='Wet days')",
    ],
)
def test_what_is_no_title_of_a_plot_names_no_figure(cell: str) -> None:
    assert not any("wet" in name for name in figures(FRAME, cell))


def test_a_plot_is_named_by_the_title_that_it_is_told() -> None:
    assert figures(FRAME, "rain.plot(title='Wet days')") == ("wet-days",)
    assert figures(FRAME, "ax = rain.plot(title='Dry')\nax.set_title('Wet days')") == ("wet-days",)
