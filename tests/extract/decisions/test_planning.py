"""The plan: stages, names, settings, definitions, and all that is said of the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.packaging import package
from stories import emitted, notebook, only_stage, planned, run_notebook, run_package


def section(name: str, lines: int, gives: str, takes: str = "0") -> tuple[str, str]:
    body = "\n".join(f"{gives} = {gives if n else takes} + {n}" for n in range(lines))
    return f"#md ## {name}", body + f"\nprint({gives})"


def test_stages_follow_headings() -> None:
    plan = planned(
        *section("Loading the births", 20, "births"),
        *section("Missing values", 20, "clean", "births"),
        *section("Train", 20, "model", "clean"),
    )

    assert [s.function for s in plan.stages] == [
        "load_births",
        "show_missing_values",
        "train_model",
    ]
    assert [s.takes for s in plan.stages] == [(), ("births",), ("clean",)]
    assert [s.gives for s in plan.stages] == [("births",), ("clean",), ()]
    assert [s.after for s in plan.stages] == [(), ("load-births",), ("show-missing-values",)]


def test_a_short_notebook_is_one_stage_under_its_own_title() -> None:
    plan = planned(
        "#md # Rain in Bergen",
        "#md We count the days that need a coat. We shall see.",
        *section("Load", 10, "rain"),
        *section("Count", 10, "days", "rain"),
    )

    assert [s.function for s in plan.stages] == ["run_rain_in_bergen"]
    assert plan.stages[0].doc == "Count the days that need a coat."


def test_a_stage_is_told_by_its_own_section_and_not_by_the_introduction() -> None:
    plan = planned(
        "#md # Rain in Bergen\n\nRain is measured at twelve stations of the city.",
        *section("Load", 20, "rain"),
        "#md ## Count\n\nWe count days above one millimetre.",
        section("", 20, "days", "rain")[1],
        "#md ## Train\n\nYou can also change the region.",
        section("", 20, "model", "days")[1],
    )

    assert plan.summary == "Rain is measured at twelve stations of the city."
    assert [s.doc for s in plan.stages] == ["", "Count days above one millimetre.", ""]


def test_a_stage_over_several_sections_names_them() -> None:
    *load, rain = section("Load", 40, "rain")
    made = planned(
        "#md # Rain in Bergen",
        *load,
        rain,
        "#md ## Count",
        section("", 20, "days", "rain")[1],
        "#md ## Draw",
        section("", 4, "bars", "days")[1],
        "#md ### A detail",
        section("", 4, "lines", "days")[1],
        "#md ## Tell",
        section("", 4, "said", "days")[1],
    )

    told = [s.doc for s in made.stages]
    assert told[-1] == "Draw; then Tell"
    assert not any("detail" in each for each in told)


def test_one_section_among_equals_is_not_the_title() -> None:
    plan = planned("x = 1", *section("News", 20, "a"), *section("Training", 20, "b", "a"))

    assert plan.title == plan.package.replace("_", " ").capitalize()


def test_a_section_below_code_is_not_the_title_of_it_all() -> None:
    made = planned("x = 1\nprint(x)", "#md # Dry days", "y = x + 1", "#md # Wet days", "z = y + 1")

    assert "dry" not in made.title.lower()


def test_a_line_in_bold_type_is_the_title_where_it_opens_the_notebook() -> None:
    rest = ("x = 1\nprint(x)", "#md # Setup", "y = x + 1")

    assert planned("#md **Rain and its gauges**\n\nA study.", *rest).title == "Rain and its gauges"
    assert planned("#md A study.\n\n**Rain and its gauges**", *rest).title == "Story"


def test_a_stage_is_named_for_the_first_heading_of_its_own_that_says_something() -> None:
    plan = planned(
        *section("Restart the kernel", 2, "a"),
        *section("Daily rain", 30, "b", "a"),
        *section("Weekly rain", 30, "c", "b"),
    )

    assert plan.stages[0].title == "Daily rain"


def test_a_long_notebook_of_definitions_still_tells_three_stages() -> None:
    helpers = "\n\n".join(f"def helper_{n}(x):\n    return x + {n}" for n in range(40))

    plan = planned(helpers, *(f"v{n} = helper_{n}({n})\nprint(v{n})" for n in range(7)))

    assert [s.lines for s in plan.stages] == [6, 4, 4]


def test_statements_that_belong_together_are_not_parted_for_the_sake_of_three_stages() -> None:
    helpers = "\n\n".join(f"def helper_{n}(x):\n    return x + {n}" for n in range(40))

    assert len(planned(helpers, "a = helper_1(1)\nb = a").stages) == 1


def test_a_notebook_without_a_name_is_called_after_what_it_does() -> None:
    made = notebook(
        "from sklearn.linear_model import Ridge",
        "fitted = Ridge().fit([[1], [2]], [1, 2])",
        path="Untitled3.ipynb",
    )

    assert plan(Analysis(made)).package == "ridge"


def test_no_function_is_named_by_a_number() -> None:
    cells = [f"a{n} = {n}\n" + "\n".join(f"print(a{n}, {i})" for i in range(16)) for n in range(30)]

    plan = planned(*cells)

    assert len({s.function for s in plan.stages}) == len(plan.stages)
    assert not [s.function for s in plan.stages if re.search(r"_\d+$", s.function)]


def test_an_author_may_begin_and_name_a_stage() -> None:
    plan = planned("a = [1]\na.append(2)", "#tag stage: train\nb = sum(a)", "print(b)")

    assert [(s.function, [c.number for c in s.cells]) for s in plan.stages] == [
        ("compute_results", [0]),
        ("train", [1, 2]),
    ]


def test_a_bare_look_is_left_out_and_said_unless_it_is_to_be_kept() -> None:
    cell = "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf.head()"

    assert [left.what for left in planned(cell).left_out] == ["df.head()"]
    assert planned("#tag keep\n" + cell).left_out == ()


@pytest.mark.parametrize(
    "work",
    [
        "model.fit(xs)",
        "anim.save('a.gif')",
        "xs.pop()",
        "unknown(xs)",
        "next(it)",
        "d.setdefault('a', [])",
        "[xs.append(i) for i in range(3)]",
    ],
)
def test_work_is_never_taken_for_a_look(work: str) -> None:
    plan = planned("xs, d, it = [1], {}, iter([1])\nmodel = anim = unknown = make()", work)

    assert not [left for left in plan.left_out if left.cell.number == 1]


def test_paths_seeds_and_sizes_become_settings() -> None:
    plan = planned(
        "import pandas as pd\n# rows of a step\nBATCH_SIZE = 32\n# of a run\nseed = 7\nDATA_URL = 'https://a.b/c'",
        "rows = pd.read_csv('data/births.csv')",
        "print(BATCH_SIZE, seed, DATA_URL, len(rows))",
    )

    assert [(s.name, s.kind, s.value) for s in plan.settings] == [
        ("batch_size", "number", "32"),
        ("seed", "seed", "7"),
        ("data_url", "url", "'https://a.b/c'"),
        ("births_csv", "path", "'data/births.csv'"),
    ]
    assert [s.description for s in plan.settings[:2]] == [
        "rows of a step",
        "",
    ], "a group's is no line's"


def test_the_name_of_a_model_is_no_path_below_the_data() -> None:
    plan = planned(
        "from transformers import AutoModel\n"
        "near = AutoModel.from_pretrained('./rain-base')\n"
        "far = AutoModel.from_pretrained('met/rain-base')"
    )

    assert [(s.name, s.kind, s.description) for s in plan.settings] == [
        ("rain_base_path", "path", "Place to read"),
        ("model_name", "text", "Which model is read"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("numEpochs", "7"), ("maxDepth", "3"), ("learningRate", "0.1"), ("dataFile", "'rain.csv'")],
)
def test_words_that_capitals_part_make_a_setting_and_stay_parted(name: str, value: str) -> None:
    made = planned(f"{name} = {value}", f"from gauges import fit\nfit({name})")

    assert [(s.name, s.value) for s in made.settings] == [(name, value)]


def test_a_setting_is_named_after_what_it_is_for_or_after_its_value_where_there_are_several() -> (
    None
):
    def names(*calls: str) -> list[str]:
        lines = (f"m{i} = AutoModel.from_pretrained({name!r})" for i, name in enumerate(calls))
        return [
            s.name
            for s in planned("from transformers import AutoModel", *lines, "print(1)").settings
        ]

    assert names("met/rain", "met/rain") == ["model_name"]
    assert names("met/rain", "met/snow_model") == ["rain_model", "snow_model"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("store = 'mm.csv'", "rain = pd.read_csv(store)"), ("store", "path")),
        (("OUT = 'mm.csv'", "pd.DataFrame().to_csv(OUT)"), ("out", "path")),
        (("target = 'mm.csv'", "rain = pd.read_csv(target)"), ("target", "path")),
        (("store = 's3://a/mm.csv'", "rain = pd.read_csv(store)"), ("store", "url")),
        (
            ("store = 'mm.csv'", "rain = pd.read_csv(store)", "ask('no ' + store)"),
            ("store", "text"),
        ),
        (
            ("store = 'mm.csv'", "rain = pd.read_csv(store)", "ask(f'less {store}')"),
            ("store", "path"),
        ),
        (
            ("store = 'mm.csv'", "rain = pd.read_csv(store)", "ask(['tar', 'mm.csv'], 'x/mm.csv')"),
            ("store", "text"),
        ),
        (
            ("store = 'mm.csv'", "rain = pd.read_csv(store)", "ask(store.upper())"),
            ("store", "text"),
        ),
        (("rounds = 3  # how often to ask", "ask(rounds)"), ("rounds", "number")),
    ],
    ids=[
        "a file by its use",
        "whatever its letters are",
        "whatever its name says",
        "an address",
        "a text that others go on with",
        "a text that others begin with",
        "a file that is named elsewhere",
        "a text that is asked for another",
        "a number with a remark",
    ],
)
def test_the_role_of_a_setting_is_told_by_its_use(
    cells: tuple[str, ...], expected: tuple[str, str]
) -> None:
    made = planned("import pandas as pd\ndef ask(n):\n    print(n)", *cells)

    assert [(s.name, s.kind) for s in made.settings] == [expected]


@pytest.mark.parametrize(
    "cells",
    [
        ("rounds = 3", "ask(rounds)"),
        ("rounds = 3  # three", "ask(rounds)"),
        ("rounds = 3  # how often to ask", "print(rounds + 1)"),
        ("rounds = 3  # how often to ask", "def more(n=rounds):\n    ask(rounds)", "ask(rounds)"),
        ("store = 'mm.csv'", "print(store)"),
    ],
)
def test_what_nobody_tells_of_is_no_setting(cells: tuple[str, ...]) -> None:
    assert planned("def ask(n):\n    print(n)", *cells).settings == ()


def test_a_name_that_is_bound_to_one_file_after_another_gives_a_setting_for_each() -> None:
    made = planned(
        "import pandas as pd",
        "store = 'mm.csv'\nrain = pd.read_csv(store)",
        "store = 'cm.csv'\nsnow = pd.read_csv(store)\nprint(rain, snow)",
    )
    text = "\n".join(package(made).files.values())

    assert [s.name for s in made.settings] == ["mm_csv", "cm_csv"]
    assert "store = config.mm_csv\n" in text
    assert "store = config.cm_csv\n" in text


def test_the_folder_that_a_path_begins_with_is_a_setting() -> None:
    come = "from pathlib import Path\nimport pandas as pd"
    made = planned(
        come, "DATA = Path('data') / 'rain'", "rain = pd.read_csv(DATA / 'mm.csv')\nprint(rain)"
    )
    text = "\n".join(package(made).files.values())

    assert [(s.name, s.kind, s.value) for s in made.settings] == [("data_path", "path", "'data'")]
    assert 'Path(config.data_path) / "rain"' in text


@pytest.mark.parametrize(
    "cell",
    [
        "DATA = Path('.')",
        "DATA = Path.home() / 'rain'",
        "DATA = Path('data')\nDATA = DATA / 'rain'",
        "DATA = Path('data')\nclass Rain:\n    root = DATA",
        "DATA = Path('data')\nrows = ['data', 1]",
    ],
    ids=["the current one", "one of the user", "bound anew", "held by a class", "named elsewhere"],
)
def test_what_is_no_folder_to_change_is_no_setting(cell: str) -> None:
    assert planned("from pathlib import Path", cell, "print(DATA)").settings == ()


@pytest.mark.parametrize(
    "other",
    ["!open rain.csv", "import os\nos.remove('rain.csv')", "x = ['out/rain.csv']\nprint(x)"],
)
def test_a_file_that_is_named_elsewhere_is_no_setting(other: str) -> None:
    read = "import pandas as pd\nrain = pd.read_csv('rain.csv')\nprint(rain)"

    assert planned(read, other).settings == ()
    assert [s.name for s in planned(read, "print('read rain.csv')").settings] == ["rain_csv"]


def test_what_the_author_marks_as_a_parameter_is_a_setting() -> None:
    plan = planned(
        "region = 'north'  # @param {type: 'string'}\nlevel = 3 # highest @param\nprint(region, level)"
    )

    assert [(s.name, s.value, s.description) for s in plan.settings] == [
        ("region", "'north'", ""),
        ("level", "3", "highest"),
    ]


def test_the_one_seed_of_all_calls_is_a_setting() -> None:
    draw = "import numpy as np\nnp.random.seed(7)\nx = np.random.rand(2)"
    split = "from sklearn.model_selection import train_test_split\na, b = train_test_split(x, random_state={})"

    assert [(s.name, s.value) for s in planned(draw, split.format(7)).settings] == [("seed", "7")]
    assert planned(draw, split.format(8)).settings == ()
    assert planned(draw, "def again():\n    np.random.seed(7)", "again()").settings == ()


def test_a_working_variable_is_no_setting() -> None:
    assert planned("n = 3\nprint(n)").settings == ()
    assert planned("BATCH = 3\nBATCH = 4\nprint(BATCH)").settings == ()


def test_a_secret_becomes_a_required_environment_variable() -> None:
    (setting,) = planned("API_KEY = 'sk-123456789'\nprint(API_KEY)").settings

    assert (setting.kind, setting.value, setting.env) == ("secret", "", "API_KEY")


def test_a_cell_that_reads_what_nothing_binds_is_refused_and_so_is_what_needs_it() -> None:
    plan = planned("a = 1", "b = absent + a", "print(b)", "print(a)")

    assert [(r.cell.number, r.reason, r.needed) for r in plan.refused] == [
        (1, "`absent` is never bound", ()),
        (2, "`b` is bound in cell 2 alone, which is left out", ()),
    ]


@pytest.mark.parametrize(
    "cell",
    ["rain = absent(1)", "dry = absent\nrain = 3", "rain = 3 if", "print 'py2'\nrain, dry = 3, 4"],
    ids=["itself", "below in its cell", "a cell that does not parse", "Python 2"],
)
def test_what_would_be_given_an_older_value_is_refused(cell: str) -> None:
    read = "def mm():\n    return rain\ndef again():\n    return mm()"
    made = planned("rain = 1", read, cell, "print(rain)", "print(again())", "rain = 4\nprint(mm())")

    anew = "`rain` is bound anew in cell 3, which is left out"
    assert [(r.cell.number, r.reason) for r in made.refused[1:]] == [(3, anew), (4, anew)]


@pytest.mark.parametrize(
    "cell", ["import rain\nabsent", "absent; rain", "print rain == 3", "rain(1) if"]
)
def test_what_binds_nothing_anew_leaves_the_rest_as_it_is(cell: str) -> None:
    made = planned("import rain", cell, "print(rain)")

    assert [r.cell.number for r in made.refused] == [1]


@pytest.mark.parametrize("line", ["%nomagic", "try:\n    %nomagic\nexcept NameError:\n    pass"])
def test_a_line_that_is_refused_takes_nothing_with_it(line: str) -> None:
    made = planned(f"{line}\nrain = 3", "print(rain)", "%%nomagic\nrain = 4", "print(rain)")

    assert [(r.cell.number, r.reason) for r in made.refused] == [
        (0, "`%nomagic` has no meaning outside a notebook; the rest of the cell is kept"),
        (2, "`%%nomagic` has no meaning outside a notebook"),
        (3, "`rain` is bound anew in cell 3, which is left out"),
    ]


def test_what_is_read_without_a_change_is_told() -> None:
    made = planned("rain = [1]", "rain.append(absent)", "print(rain)")

    assert [r.reason for r in made.refused] == [
        "`absent` is never bound; cells below have `rain` without what it does to it"
    ]


def test_a_name_bound_only_below_is_refused_with_the_cell() -> None:
    plan = planned("print(later)", "later = 1")

    assert [r.reason for r in plan.refused] == ["`later` is bound only below, in cell 2"]


@pytest.mark.parametrize(("word", "told"), [("C", False), ("center", False), ("clean", True)])
def test_words_of_formulas_are_no_names_of_the_notebook(word: str, told: bool) -> None:
    made = planned(
        "import statsmodels.formula.api as smf",
        f"def fit(data):\n    return smf.ols('y ~ {word}(x)', data).fit()",
        "print(fit({}))",
    )

    assert any("never bound" in doubt.what for doubt in made.doubts) == told


def test_a_hidden_variable_becomes_a_keyword_parameter() -> None:
    plan = planned("rate = 2\ndef f(x):\n    return x * rate", "rate = 3\nprint(f(1))")

    assert [(d.name, d.added) for d in plan.definitions] == [("f", ("rate",))]
    assert (
        "def f(x, *, rate):"
        in emitted("rate = 2\ndef f(x):\n    return x * rate", "rate = 3\nprint(f(1))")[
            "functions.py"
        ]
    )


def test_definitions_go_to_modules_by_what_they_are() -> None:
    plan = planned(
        "def plot_rows(rows):\n    print(rows)\ndef plot_days(rows):\n    print(rows)",
        "def load_rows(path):\n    return open(path).read()\ndef load_days(path):\n    return 1",
        "class Net:\n    pass",
        "def show_rows(rows):\n    print(rows)",
        "x = (plot_rows, plot_days, load_rows, load_days, Net, show_rows)",
    )

    assert {d.name: d.module for d in plan.definitions} == {
        "plot_rows": "plots",
        "plot_days": "plots",
        "load_rows": "data",
        "load_days": "data",
        "Net": "functions",
        "show_rows": "functions",
    }


def test_no_module_is_called_like_a_library_that_the_notebook_imports() -> None:
    helpers = "\n\n".join(f"def keep_{n}(x):\n    return gauges.read(x, {n})" for n in range(3))
    uses = "import gauges\nprint(keep_0(1), keep_1(2), keep_2(3))"

    assert {d.module for d in planned("#md ## Keepers", helpers, uses).definitions} == {"keepers"}
    assert {d.module for d in planned("#md ## Gauges", helpers, uses).definitions} == {"functions"}


@pytest.mark.parametrize(
    ("block", "takes"),
    [("suppress(KeyError)", ("x", "last")), ("open('a') as f", ("x",))],
)
def test_what_a_block_that_swallows_errors_may_not_bind_is_what_it_was(
    block: str, takes: tuple[str, ...]
) -> None:
    plan = planned(
        "#tag stage: load\nfrom contextlib import suppress\nx = [1]\nx.append(2)\nlast = x[0]",
        f"#tag stage: use\nwith {block}:\n    last = x[1]\nprint(last, len(x))\nx.append(3)",
    )

    assert plan.stages[1].takes == takes


def test_a_single_stage_may_be_called_as_the_package_is() -> None:
    made = plan(Analysis(notebook("#md # Compare gauges", "print(1)", path="compare_gauges.ipynb")))

    assert (made.package, [stage.function for stage in made.stages]) == (
        "compare_gauges",
        ["compare_gauges"],
    )


def test_no_module_of_definitions_is_taken_for_a_file_of_tests() -> None:
    three = "\n".join(f"def {name}(x):\n    return x + z" for name in ("one", "two", "more"))
    files = emitted(
        "#md # Rain", "#md ## Test images", f"z = 7\n{three}", "print(one(more(two(1))))"
    )

    assert "functions.py" in files
    assert not any(path.startswith("test_") for path in files)


def test_modules_import_what_they_use_and_nothing_else() -> None:
    files = emitted(
        "import os, json\nimport numpy as np\nfrom math import pi, sqrt",
        "x = np.sqrt(pi)\nprint(json.dumps(float(x)))",
    )

    stage = only_stage(files)
    assert [line for line in stage.split("\n") if "import" in line] == [
        "import json",
        "from math import pi",
        "import numpy as np",
    ]


def test_a_single_stage_stands_beside_what_runs_it() -> None:
    files = package(planned("x = 1\nprint(x)")).files

    assert "src/story/stages/__init__.py" not in files
    assert "def run_" in files["src/story/pipeline.py"]
    assert "def run(" in files["src/story/pipeline.py"]


@pytest.mark.parametrize(
    "cells",
    [
        ("from timeit import timeit as run\nprint(run('1', number=1) > 0)",),
        ("def run():\n    return 1", "print(run())"),
        ("STAGES = ('a', 'b')\ndef count():\n    return len(STAGES)", "print(count(), STAGES)"),
        ("from gauges import *\nprint(level)",),
    ],
    ids=["import", "function", "constant", "star"],
)
def test_what_a_notebook_calls_run_is_not_hidden_by_the_pipeline(cells: tuple[str, ...]) -> None:
    files = package(planned(*cells)).files

    assert any(path.startswith("src/story/stages/") for path in files)
    assert "import run\n" not in files["src/story/pipeline.py"]


def test_two_plans_of_one_notebook_give_the_same_bytes() -> None:
    cells = (
        "def f(x): return x + k",
        "k = 2\nprint(f(1))",
        "#md # Story",
        "z = [f(i) for i in range(3)]",
    )

    assert emitted(*cells) == emitted(*cells)


def test_figures_are_saved_where_the_notebook_shows_them() -> None:
    files = emitted(
        "import matplotlib.pyplot as plt",
        "plt.plot([1, 2])\nplt.title('Rising Rows')\nplt.show()",
        "plt.plot([2, 1])",
    )

    stage = only_stage(files)
    assert stage.count("save_figures(") == 2
    assert 'save_figures("rising-rows")' in stage
    assert "plt.show" not in stage


def stage_of(*cells: str) -> str:
    """The module of the only stage."""
    return only_stage(emitted(*cells))


@pytest.mark.parametrize(
    ("shown", "saved"),
    [
        ("ax.set_title('Rise')\nfig", 'save_figures("rise", fig)'),
        ("display(fig)\nprint(1)", 'save_figures("draw", fig)'),
        ("for t in 'ab':\n    ax.set_title(t)\n    display(fig)", '    save_figures("draw", fig)'),
    ],
)
def test_a_figure_that_is_shown_once_more_is_saved_once_more(shown: str, saved: str) -> None:
    cells = ("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])", shown)

    made = planned("#md # Draw", *cells)

    stage = only_stage(package(made).files)
    assert saved.replace("draw", made.stages[0].name) in stage
    assert "logger.info" not in stage
    assert "*shown: Figure" in package(made).files["src/story/figures.py"]
    assert "*shown" not in package(planned(cells[0])).files["src/story/figures.py"]


@pytest.mark.parametrize(
    ("backend", "drawn"), [("inline", True), ("notebook", False), ("widget", False), ("", False)]
)
def test_an_animation_begins_where_a_kernel_draws_its_figure(backend: str, drawn: bool) -> None:
    cell = "import matplotlib.pyplot as plt\nfrom matplotlib.animation import FuncAnimation"
    made = planned(
        f"%matplotlib {backend}\n{cell}", "moving = FuncAnimation(plt.figure(), print, [1])"
    )

    assert ("canvas.draw()" in package(made).files["src/story/figures.py"]) is drawn


def test_a_doubt_promises_no_frame_of_a_figure_that_another_stage_closed() -> None:
    begin = "import matplotlib.pyplot as plt\nfrom matplotlib.animation import FuncAnimation"
    draw, move = "fig = plt.figure()\nplt.plot([1])", "m = FuncAnimation(fig, print, [1])\nm"
    apart = planned(begin, f"#tag stage: draw\n{draw}", f"#tag stage: move\n{move}")
    together = planned(begin, f"{draw}\n{move}")

    assert ["saves none of them" in doubt.what for doubt in apart.doubts] == [True]
    assert ["saves its first one" in doubt.what for doubt in together.doubts] == [True]


def test_pyplot_is_shown_under_any_of_its_names() -> None:
    stage = stage_of("import matplotlib.pylab as pl", "pl.plot([1, 2])\npl.show()")

    assert "pl.show" not in stage
    assert stage.count("save_figures(") == 1


def test_what_a_library_of_unknown_effect_draws_is_saved() -> None:
    stage = stage_of(
        "import matplotlib.pyplot as plt\nfrom rainlib import decorate, Cdf",
        "def draw_all(rows):\n    Cdf(rows).step(label='rain')",
        "draw_all([1, 2])",
        "cdf = Cdf([1, 2])\ncdf.bar()",
        "decorate(title='Rain')",
        "plt.plot([1, 2])",
        "total = cdf.total()",
    )

    assert stage.count("save_figures(") == 4


def test_no_two_stages_save_a_figure_under_one_name() -> None:
    draw = "plt.plot(rows)\nplt.title('Rising rows')\nplt.show()"
    plan = planned(
        "import matplotlib.pyplot as plt",
        *section("Load", 25, "rows"),
        f"{draw}\n{draw}",
        *section("Count", 25, "days", "rows"),
        draw,
        "plt.plot(days)\nplt.savefig('out/wet_days.png')",
    )

    first, second = (s.figures for s in plan.stages)
    assert first == ("rising-rows", "rising-rows-2")
    assert second == (f"{plan.stages[1].name}-rising-rows", "wet-days")


def test_a_figure_is_named_for_the_heading_right_above_it() -> None:
    plan = planned(
        "#md ## Rain",
        "import matplotlib.pyplot as plt",
        "plt.plot([1])",
        "#md ### Wet days of the year",
        "plt.plot([2])",
    )

    assert plan.stages[0].figures[1] == "wet-days"


@pytest.mark.parametrize(
    "cell",
    [
        "import IPython\napp = IPython.Application.instance()\napp.kernel.do_shutdown(True)",
        "import os\nif not os.getenv('T'):\n    import IPython\n\n"
        "    app = IPython.Application.instance()\n    app.kernel.do_shutdown(True)",
        "get_ipython().kernel.do_shutdown(True)",
    ],
)
def test_a_restart_of_the_kernel_is_left_out_and_said(cell: str) -> None:
    plan = planned(cell, "x = 1\nprint(x)")

    assert {left.why for left in plan.left_out} == {"a restart of the kernel"}
    assert "shutdown" not in stage_of(cell, "x = 1\nprint(x)")


def test_work_beside_a_restart_is_kept() -> None:
    cell = "if True:\n    y = 2\n    get_ipython().kernel.do_shutdown(y > 1)"

    assert not planned(cell, "print(y)").left_out


def test_a_draw_by_chance_alone_is_a_look() -> None:
    cells = "import pandas as pd\nrows = pd.DataFrame({'a': [1, 2]})", "rows.sample(1)"

    assert [left.what for left in planned(*cells).left_out] == ["rows.sample(1)"]


@pytest.mark.parametrize("seeds", ["np.random.seed(7)", "rainlib.set_seed(7)"])
def test_a_draw_from_a_seeded_generator_is_work(seeds: str) -> None:
    imports = f"import {'numpy as np' if 'np.' in seeds else 'rainlib'}, pandas as pd"
    cells = f"{imports}\n{seeds}\nrows = pd.DataFrame({{'a': [1, 2]}})", "rows.sample(1)"

    assert not planned(*cells).left_out


SCORED = (
    "import numpy as np\nfrom sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.metrics import silhouette_score\n"
    "from sklearn.model_selection import cross_val_score"
)


@pytest.mark.parametrize(
    "look",
    [
        "(silhouette_score(X, y, sample_size=n), 1)",
        "[cross_val_score(model, X, y, cv=k) for k in (2, 3)]",
        "2 * cross_val_score(RandomForestClassifier(), X, y).mean()",
    ],
)
def test_a_look_that_draws_as_it_measures_is_work_below_a_seed(look: str) -> None:
    cells = (
        "X, y, n = [[1], [2]], [0, 1], 1\nmodel = RandomForestClassifier()",
        look,
        "np.random.rand()",
    )

    assert not planned(SCORED, "np.random.seed(7)", *cells).left_out
    assert look in [left.what for left in planned(SCORED, *cells).left_out]


def test_a_measure_of_all_rows_is_a_look_below_a_seed() -> None:
    look = "(silhouette_score(X, y), 1)"
    plan = planned(SCORED, "np.random.seed(7)", "X, y = [[1], [2]], [0, 1]", look)

    assert look in [left.what for left in plan.left_out]


def test_the_comment_that_opens_a_cell_outlives_its_import() -> None:
    stage = stage_of(
        "# Count the wet days\nimport numpy as np\nwet = np.sum([1, 2])\nprint(wet)",
        "# Import what draws\nimport math\nprint(math.pi)",
    )

    assert "    # Count the wet days\n    wet = " in stage
    assert "Import what draws" not in stage


def test_what_nobody_reads_is_no_setting_and_a_secret_leaves_the_code_all_the_same() -> None:
    plan = planned("batch_size = 32\nSEED = 7\nAPI_KEY = 'a1b2c3'", "print(SEED)")

    assert [s.name for s in plan.settings] == ["seed", "api_key"]
    assert plan.stages[0].gives == ()
    assert "batch_size = 32\n" in only_stage(package(plan).files)


def test_a_parameter_that_is_bound_anew_is_a_setting_as_it_is_at_first() -> None:
    cells = (
        "PROJECT = ''  # @param {type: 'string'}\nif not PROJECT:\n    PROJECT = 'mine'",
        "print(PROJECT)",
    )

    made = planned(*cells)

    assert [(s.name, s.value) for s in made.settings] == [("project", "''")]
    assert "PROJECT = config.project\n" in only_stage(package(made).files)
    assert planned(*(cell.replace("@param", "") for cell in cells)).settings == ()


def test_a_setting_without_a_comment_is_not_told_by_its_own_name() -> None:
    plan = planned(
        "batch_size = 32\nn_stations = 12  # of the city", "print(batch_size, n_stations)"
    )

    assert [s.description for s in plan.settings] == ["", "of the city"]


def test_data_in_memory_is_no_source_and_an_address_that_is_worked_out_is_told_as_code() -> None:
    plan = planned(
        "import io\nimport pandas as pd\nfolder = make()",
        "a = pd.read_csv(io.StringIO('a,b'))\nb = pd.read_csv(folder + '.csv')",
        "c = pd.read_csv('../c.csv')",
    )

    assert [ref.where for ref in plan.data] == ["{folder}.csv", "../c.csv"]


def test_a_place_that_nobody_can_tell_is_no_name_of_a_place() -> None:
    plan = planned(
        "import pandas as pd\nimport sys\npath = 'a.csv'\nmodel = make()",
        "a = pd.read_csv(path)\nb = pd.read_csv(sys.argv[1])\nprint(model.explain(a), b)",
    )

    assert [(ref.where, ref.setting) for ref in plan.data if ref.format] == [
        ("a.csv", "path"),
        ("{sys.argv[1]}", ""),
    ]
    assert all(ref.where != "explain" for ref in plan.data)


def test_definitions_that_need_each_other_go_where_most_of_them_are() -> None:
    plan = planned(
        "import matplotlib.pyplot as plt",
        "def length(way):\n    return len(way)",
        "def mend(way):\n    return way[::-1]",
        "def plot_way(way):\n    plt.plot([length(way)])",
        "def improve(way):\n    plot_way(mend(way))\n    return length(way)",
        "improve([1, 2])",
    )

    assert {d.module for d in plan.definitions} == {"functions"}


def test_measures_are_said_to_the_log() -> None:
    files = emitted("from sklearn.metrics import r2_score\ny = [1, 2]", "r2_score(y, y)")

    stage = only_stage(files)
    assert 'logger.info("r2_score(y, y): %s", r2_score(y, y))' in stage
    tests = emitted("from scipy import stats\ny = [1, 2]", "stats.ttest_ind(y, y)", "print(y)")
    assert any('info("stats.ttest_ind(y, y): %s", stats' in text for text in tests.values())


def test_a_stage_that_would_grow_too_long_is_parted_though_a_value_holds_another() -> None:
    body = "\n".join(f"total_{n} = len(rows) + {n}\nprint(total_{n})" for n in range(30))
    made = planned(
        "from lab import Trainer\nmodel = {}\nrows = [1]\ntrainer = Trainer(model)",
        *(cell for n in range(5) for cell in (f"#md ## Count {n}", body)),
        "#md ## Train",
        "trainer.train()\nprint(model)",
    )

    assert len(made.stages) >= 3
    assert any("a value above holds one that is changed" in doubt.what for doubt in made.doubts)


def test_stages_stay_short_where_black_breaks_long_lines() -> None:
    call = "print(" + ", ".join(f"'value number {n} of a long line'" for n in range(12)) + ")"
    plan = planned(*(f"{call}\n{call}\n{call}" for _ in range(12)))

    lengths = [
        text.count("\n")
        for path, text in package(plan).files.items()
        if "/stages/" in path and text
    ]
    assert len(lengths) > 1
    assert max(lengths) <= 120


def test_the_title_of_a_form_is_a_heading() -> None:
    form, rows = section("", 30, "rows")[1], section("", 30, "storms", "rows")[1]
    plan = planned(
        f'# @title Load the rain {{ display-mode: "form" }}\n{form}',
        f"#@title Count the storms\n{rows}",
    )

    assert [s.function for s in plan.stages] == ["load_rain", "count_storms"]


def test_a_file_is_a_setting_beside_one_whose_name_begins_alike() -> None:
    load = "import pandas as pd\na = pd.read_csv('rain.csv')\nb = pd.read_csv('{}')\nprint(a, b)"

    plan = planned(load.format("rain.csv.zip"))

    assert [s.name for s in plan.settings] == ["rain_csv", "rain_csv_zip"]


def test_headings_in_a_row_are_one_comment() -> None:
    files = emitted("#md # Rain", "print(1)", "#md ## Weigh\n\n#### By hand", "print(2)")
    labelled = emitted("#md # Rain", "print(1)", "#md ## Example: storms", "print(2)")

    assert "    # Weigh: By hand\n    print(2)" in only_stage(files)
    assert "    # Example: storms\n    print(2)" in only_stage(labelled)


def test_of_headings_over_just_the_same_the_weightiest_names_a_stage() -> None:
    plan = planned(
        *section("Loading the births", 30, "births"),
        "#md ## Count the storms\n\n### By month\n\n#### Saving",
        section("", 30, "storms", "births")[1],
    )

    assert [s.function for s in plan.stages] == ["load_births", "count_storms"]


def test_the_least_heading_over_all_of_a_stage_names_it() -> None:
    plan = planned(
        *section("Loading the births", 20, "births"),
        "#md ## Estimates",
        *section("# Count the storms", 20, "storms", "births"),
        *section("# Count the showers", 20, "showers", "births"),
    )

    assert [s.function for s in plan.stages] == [
        "load_births",
        "count_storms",
        "count_showers",
    ]


def test_a_stage_keeps_the_headings_that_stood_within_it() -> None:
    files = emitted(
        "#md # Rain",
        "#md ## Count the days",
        "wet = len([1, 2])\nprint(wet)",
        "#md ## Import libraries",
        "import math",
        "#md ## Share of the year",
        "print(math.sqrt(wet))",
        "#md ## Weigh\n\n#### By hand",
        "# by hand:\nweight = wet * 2",
        "#md ## fmt: off",
        "print(weight)",
    )

    stage = only_stage(files)
    assert "    # Share of the year\n    print(math.sqrt(wet))" in stage
    assert "    # Weigh\n    # by hand:\n" in stage
    assert stage.count("#") == 3, "nor dull ones, nor orders to tools, nor what a comment says"


def test_comments_within_a_definition_stay_within_it() -> None:
    files = emitted(
        "import math\n\n"
        "class Rain:\n    # what fell\n    def fell(self):\n        # in mm\n        return 1\n\n"
        "# Ask once\nfell = Rain().fell()\nprint(math.sqrt(fell))",
    )

    assert sum(text.count("# in mm") for text in files.values()) == 1
    assert sum(text.count("# what fell") for text in files.values()) == 1
    assert sum(text.count("# Ask once\n    fell = ") for text in files.values()) == 1


def test_what_cannot_be_appended_to_is_a_constant_still() -> None:
    share = "class Rain:\n    def share(self, key):\n        return wet[key]"
    append = (
        "for each in [wet, []]:\n    if not each:\n        each.append(2)\nprint(Rain().share('a'))"
    )

    table = planned("wet = {'a': 1}", share, append)
    rows = planned("wet = [1]", share, append)

    assert {d.name for d in table.definitions} == {"wet", "Rain"}
    assert {d.name for d in rows.definitions} == set()


def test_a_look_under_its_caption_is_said_to_the_log() -> None:
    files = emitted(
        "import pandas as pd\nrain = pd.DataFrame({'mm': [1]})",
        "print('Days:')\nrain.mm.count()",
        "print(rain)\nrain.head()",
        "print('Wet:')\nrain.plot()",
        "print('All:')\ndisplay(rain)",
    )

    stage = only_stage(files)
    assert 'logger.info("rain.mm.count(): %s", rain.mm.count())' in stage
    assert 'logger.info("rain: %s", rain)' in stage
    assert stage.count("logger.info(") == 2


def test_a_module_that_the_notebook_fetches_is_imported_after_that_and_no_dependency() -> None:
    fetch = "from urllib.request import urlretrieve\nurlretrieve('https://x.org/gauges.py', 'gauges.py')"
    plan = planned(fetch, "import gauges\nprint(gauges.level)")

    assert plan.imports == ()
    stage = only_stage(package(plan).files)
    assert stage.index("urlretrieve(") < stage.index("import gauges")


def test_a_stage_imports_for_itself_what_was_fetched_before_it() -> None:
    fetch = "from urllib.request import urlretrieve\nurlretrieve('https://x.org/gauges.py', 'gauges.py')"
    plan = planned(
        *section("Load", 40, "rows"),
        fetch,
        "from gauges import level, other as name\nprint(level(rows), name)",
        *section("Count", 40, "days", "rows"),
        "print(level(days))",
    )

    first, second = plan.stages
    assert "level" not in (*first.gives, *second.takes)
    text = package(plan).files[f"src/{plan.package}/{second.module.replace('.', '/')}.py"]
    assert "    from gauges import level\n" in text
    assert "other" not in text


def test_the_answers_of_own_functions_are_said_to_the_log() -> None:
    define = "seen = []\ndef area(side):\n    seen.append(side)\n    return side * side"
    files = emitted(define, "area(3)", "area(4);", "area(len('a\"b'))", "3 in seen", "print(seen)")

    stage = only_stage(files)
    assert 'logger.info("area(3): %s", area(3' in stage
    assert 'logger.info("area: %s", area(len(' in stage
    assert stage.count("logger.info(") == 2, "what is silenced by a semicolon is not said"


def test_what_was_called_for_its_effect_is_called_and_no_more() -> None:
    define = "seen = []\ndef note(side):\n    seen.append(side)\ndef each():\n    yield note(1)"
    files = emitted(define, "note(3)", "each()", "print(seen)")

    assert not any("logger" in text for text in files.values())


def test_a_summary_of_measures_is_said_to_the_log_whatever_way_it_is_called() -> None:
    imports = "from sklearn.model_selection import cross_val_score\nmodel, X, y = None, [], []"

    stage = stage_of(imports, "cross_val_score(model, X, y).mean().round(2)")

    assert 'logger.info("round of mean of cross_val_score: %s", cross_val_score(' in stage


def test_what_was_shown_and_recalled_gets_a_name() -> None:
    files = emitted("sum([1, 2])", "x = _ + 1\nprint(x)")

    stage = only_stage(files)
    assert "shown_sum = sum([1, 2])" in stage
    assert "x = shown_sum + 1" in stage


def test_a_package_is_never_called_like_a_library() -> None:
    for path, name in (
        ("statistics.ipynb", "statistics_pipeline"),
        ("numpy.ipynb", "numpy_pipeline"),
    ):
        assert plan(Analysis(notebook("import numpy", "x = 1", path=path))).package == name


def test_a_star_import_inside_of_a_statement_is_refused_with_its_reason() -> None:
    cells = ("flag = 1\nif flag:\n    from utils import *", "print(flag)")

    (refused,) = planned(*cells).refused
    assert refused.cell.number == 0
    assert "`from utils import *` stands inside of another statement" in refused.reason
    assert not any("import *" in text for text in emitted(*cells).values())


@pytest.mark.parametrize(
    "cell",
    [
        "import sys\nsys.path.append('..')\nfrom utils import *",
        "try:\n    from utils import *\nexcept ImportError:\n    pass",
    ],
)
def test_a_star_import_stands_at_the_top_of_a_module(cell: str) -> None:
    files = emitted(cell, "print(anything)")

    stage = only_stage(files)
    compile(stage, "stage", "exec")
    assert "import *" in stage.partition("def ")[0]


def test_a_display_of_the_notebooks_own_is_imported() -> None:
    files = emitted("def display(a):\n    print(a)", "display(1)")

    stage = only_stage(files)
    assert "import display" in stage


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("class A: pass\na = A()", "print(type(a))"), "`type(a)` shows names of modules"),
        (("class A(int): pass\na = A(3)", "print(type(a))"), "`type(a)` shows names of modules"),
        (("class A: pass", "print(f'made by {A}')"), "`A` shows names of modules"),
        (("def f():\n    return undone", "print(2)"), "`undone` is never bound"),
        (("exec(text := 'c = 1')", "print(c)"), "`c` is bound by `exec` if by anything"),
        (("def f():\n    'Say.'", "print(f.__doc__)"), "`f.__doc__` shows how a definition is"),
        (
            ("import inspect\ndef f(): pass", "print(inspect.getsource(f))"),
            "`inspect.getsource(f)` shows how",
        ),
        (("def f():\n    return get_ipython()", "f()"), "`get_ipython` is the notebook's own"),
        (
            ("import IPython as i\ndef f():\n    return i.get_ipython()", "f()"),
            "`get_ipython` is the notebook's own",
        ),
        (("def f():\n    '''Say.'''", "help(f)"), "`help(f)` shows names of modules"),
        (
            (
                "from dataclasses import dataclass\nk = len(open('k').read())",
                "@dataclass\nclass P:\n    a: int = k",
                "print(P())",
            ),
            "`P` stays in its stage",
        ),
        (
            (
                "from dataclasses import dataclass\nk = len(open('k').read())",
                "if k:\n    @dataclass\n    class P:\n        a: int = k",
                "print(P())",
            ),
            "`P` stays in its stage",
        ),
        (
            ("from matplotlib.animation import FuncAnimation as F", "moving = F(None, None)"),
            "frames of an animation are drawn",
        ),
        (("x = 1", "print(len(dir()))"), "`dir()` shows the names of its own stage"),
        (("x = 1", "print(len(globals()))"), "`globals()` shows the names of a module"),
        (
            ("x = 1\ndef f():\n    return 'x' in globals()", "print(f())"),
            "`globals()` shows the names of a module",
        ),
        (
            ("globals()['a' + 'b'] = 1", "print('ab' in globals())"),
            "`globals()` shows the names of a module",
        ),
        (("if 'on' not in globals():\n    print(on)",), "`on` is never bound"),
        (
            ("from lab import *", "def f():\n    return size(1)", "x = f()\nsize = size(2)"),
            "`size` is read here and bound only in cell 3",
        ),
        (
            (
                "from lab import *\nfrom den import *",
                "print(size(1))",
                "def size(x):\n    return x",
            ),
            "`size` is read here and bound only in cell 3",
        ),
        (
            ("print(pow(2, 3))", "from math import *", "print(pow(2, 3))"),
            "`pow` means this import throughout",
        ),
    ],
)
def test_what_cannot_read_the_same_is_said(cells: tuple[str, ...], said: str) -> None:
    assert any(doubt.what.startswith(said) for doubt in planned(*cells).doubts)


@pytest.mark.parametrize(
    "cells",
    [
        ("x = 3", "print(type(x))"),
        ("class A: pass\na = A()", "print(type(a).__name__, type(a) == A, A())"),
        ("from math import *", "print(pow(2, 3))"),
        ("help(len)",),
        ("x = 1", "if 'x' in globals() and 'y' not in vars() and 'z' not in dir():\n    print(x)"),
        ("import types\nx = types.SimpleNamespace()", "print(vars(x), dir(x))"),
        ("def f():\n    return len(locals())", "print(f())"),
        ("if 'ON' in globals() and ON:\n    print(ON, other)", "x = ON if 'ON' in dir() else 3"),
    ],
)
def test_what_reads_the_same_is_not_doubted(cells: tuple[str, ...]) -> None:
    assert not planned(*cells).doubts


def test_an_import_that_speaks_stays_where_it_is() -> None:
    text = "".join(emitted("x = 1\nprint(x)", "import this").values())

    assert text.index("print(x)") < text.index("import this")


@pytest.mark.parametrize(
    "look",
    [
        "account + account",
        "len(account)",
        "list(names)",
        "sum(n for n in names)",
        "account.owner",
    ],
)
def test_a_look_at_own_things_is_left_out_where_it_changes_nothing(look: str) -> None:
    kind = (
        "class Account:\n    def __init__(self): self.total = 1\n"
        "    def balance(self): return self.total\n    def __len__(self): return self.total\n"
        "    def __add__(self, other): return self.total + other.total\n"
        "    @property\n    def owner(self): return 'me'\n"
        "    @owner.setter\n    def owner(self, name): self.total = name"
    )

    plan = planned(kind, "account = Account()\nnames = [1, 2]", look, "print(account.total, names)")

    assert [left.what for left in plan.left_out] == [look]


def test_each_shown_value_that_is_recalled_has_a_name_of_its_own() -> None:
    text = "".join(emitted("5 * 5", "7", "print(Out[1], _2, _)").values())

    assert "shown_value = 5 * 5" in text
    assert "print(shown_value, shown_value_1, shown_value_1)" in text


@pytest.mark.parametrize("binds", ["for _ in range(2):\n    pass", "def _(x):\n    return x"])
def test_what_was_shown_is_recalled_above_what_takes_its_name(binds: str) -> None:
    text = "".join(emitted("5 * 5", "x = _\nprint(x)", binds, "7", "print(_)").values())

    assert "x = shown_value" in text
    assert "print(_)" in text


@pytest.mark.parametrize(
    "value",
    ["Lock()", "gauges.Lock(n)", "gauges.hold(n)", "n.held()", "n * 2", "n[0]", "str(n) + 'a'"],
)
def test_an_unused_object_keeps_its_name_and_so_does_what_may_only_fail(value: str) -> None:
    define = f"import gauges\nfrom gauges import Lock\ndef f(n):\n    kept = {value}\n    return n"
    text = "".join(emitted(define, "print(f(1))").values())

    assert "    kept = " in text


def test_an_unused_result_of_a_call_is_computed_without_a_name() -> None:
    text = "".join(
        emitted("def f(n):\n    gone = print(n)\n    return n", "print(f([1]))").values()
    )

    assert "    print(n)" in text


@pytest.mark.parametrize("value", ["{}", "{'a': [n]}", "(n, -1)", "None"])
def test_an_unused_result_that_is_made_of_nothing_but_values_goes(value: str) -> None:
    text = "".join(emitted(f"def f(n):\n    gone = {value}\n    return n", "print(f(1))").values())

    assert value not in text


@pytest.mark.parametrize(
    "asks",
    [
        "import timeit\nprint(timeit.timeit('f()', 'from __main__ import f'))",
        "import cProfile\ncProfile.run('f()')",
        "import __main__\nprint(__main__.f())",
        "import sys\nprint(sys.modules['__main__'].f())",
        "import cProfile\nprofile = cProfile.Profile()\nprofile.run('f()')",
        "import doctest\nprint(doctest.testmod())",
        "import unittest\nunittest.main(argv=[''], exit=False)",
        "from unittest.mock import patch\nwith patch('__main__.f', lambda: 2):\n    print(f())",
    ],
)
def test_what_asks_the_start_of_a_program_for_names_is_told(asks: str) -> None:
    plan = planned("def f():\n    return 1\nprint(f())", asks)

    assert any("`__main__`" in doubt.what for doubt in plan.doubts)


@pytest.mark.parametrize(
    "asks",
    [
        "import cProfile\nprofile = cProfile.Profile()\nprint(profile.runcall(f))",
        "import doctest, math\nprint(doctest.testmod(math))",
        "import unittest\nunittest.TextTestRunner().run(unittest.TestSuite())",
    ],
)
def test_what_is_told_where_to_look_asks_nothing_of_main(asks: str) -> None:
    assert not planned("def f():\n    return 1\nprint(f())", asks).doubts


@pytest.mark.parametrize("come", ["", "from IPython.display import display\n"])
def test_a_handle_of_a_display_is_told_where_it_is_asked(come: str) -> None:
    shown = f"{come}handle = display('x', display_id=True)"

    assert [d.what for d in planned(shown, "handle.update('y')").doubts] == [
        "`handle.update` is of what a notebook displayed; outside of one `display` gives None, "
        "and what asks it fails"
    ]
    assert not planned(shown).doubts


def test_code_for_a_program_that_is_started_asks_nothing_of_main() -> None:
    plan = planned("def f():\n    return 1\nif __name__ == '__main__':\n    print(f())")

    assert not plan.doubts


@pytest.mark.parametrize("call", ["smf.ols('y ~ C(x)', data)", "smf.ols(formula='y ~ 0 + C(x)')"])
def test_a_name_that_a_formula_has_from_its_library_is_not_missed(call: str) -> None:
    imports = "import statsmodels.formula.api as smf\ndata = open('data').read()"

    assert not planned(imports, f"model = {call}", "print(model.fit())").refused


@pytest.mark.parametrize(
    "call",
    [
        "smf.ols('y ~ twice(x)', data)",
        "smf.ols(formula='y ~ twice(x)', data=data)",
        "smf.ols(said, data)",
    ],
)
def test_a_function_that_only_a_formula_names_is_imported_where_it_is_read(call: str) -> None:
    cells = (
        "import statsmodels.formula.api as smf\ndata = open('data').read()",
        "def twice(x):\n    return 2 * x",
        f"said = 'y ~ x'\nsaid = 'y ~ twice(x)'\nmodel = {call}",
    )
    stage = stage_of(*cells)

    assert "from .functions import twice" in stage


def test_an_import_that_code_and_formula_name_needs_no_excuse() -> None:
    cells = (
        "import numpy as np\nimport statsmodels.formula.api as smf\ndata = open('data').read()",
        "model = smf.ols('y ~ np.log(x)', data)\nprint(np.exp(1), model)",
    )

    assert "import numpy as np\n" in "".join(emitted(*cells).values())


def test_an_import_of_the_future_may_stand_below_others_as_in_a_kernel() -> None:
    cell = "import math\nfrom __future__ import annotations\nprint(math.floor(5 / 2))"

    stage = stage_of(cell)
    assert planned(cell).refused == ()
    assert stage.startswith("from __future__ import annotations\n")


def test_a_return_outside_of_a_function_is_refused() -> None:
    (refused,) = planned("print(1)\nreturn 2", "print(3)").refused

    assert "outside function" in refused.reason


@pytest.mark.parametrize(
    "setting",
    [
        "os.environ['RAIN_HOME'] = home",
        "os.environ['RAIN_HOME'] = input()",
        "os.chdir('..')\nos.environ['RAIN_HOME'] = os.getcwd()",
        "os.environ['RAIN'] = home\nos.environ['RAIN_HOME'] = os.environ['RAIN']",
        "print(os.environ.get('RAIN_HOME'))\nos.environ['RAIN_HOME'] = 'wet'",
        "print('RAIN_HOME' in os.environ)\nos.environ['RAIN_HOME'] = 'wet'",
        "print(dict(os.environ))\nos.environ['RAIN_HOME'] = 'wet'",
        "!echo $RAIN_HOME\n%env RAIN_HOME=wet",
        "def ask(key): return os.environ.get(key)\nprint(ask('RAIN_HOME'))\nos.environ['RAIN_HOME'] = 'wet'",
        "print([os.environ.get(key) for key in ('A', 'B')])\nos.environ['RAIN_HOME'] = 'wet'",
        "import our_flags\nos.environ['RAIN_HOME'] = 'wet'",
        "print(os.popen('env').read())\nos.environ['RAIN_HOME'] = 'wet'",
        "print(os.path.expanduser('~'))\nos.environ['HOME'] = '/rain'",
        "os.environ['RAIN_HOME'] = 'wet'\nprint(home)\nos.environ['RAIN_HOME'] = 'dry'",
    ],
)
def test_a_setting_that_depends_on_what_ran_above_stays_below_it(setting: str) -> None:
    plan = planned(f"import os\nhome = '..'\n{setting}\nimport pandas as pd", "pd.DataFrame()")

    assert not any("RAIN" in line or "HOME" in line for line in plan.early)
    told = [doubt.what for doubt in plan.doubts]
    assert any("above the import of `pandas`, which here comes first" in each for each in told)


def test_a_setting_of_what_is_imported_above_is_no_doubt() -> None:
    cells = ("import os, pandas", "print(os.environ.get('A'))\nos.environ['A'] = pandas.wet")

    assert planned(*cells, "import pandas as pd\npd.DataFrame()").doubts == ()


@pytest.mark.parametrize(
    "setting",
    [
        'os.environ["RAIN_HOME"] = "/rain"',
        'os.environ["RAIN_HOME"] = os.path.abspath("..")',
        'os.environ["RAIN_THREADS"] = str(2)',
        'os.environ["PATH"] += ":/rain"',
        'os.environ.setdefault("RAIN_HOME", "/rain")',
        'os.environ.update({"RAIN_HOME": "/rain"})',
    ],
)
def test_a_setting_that_libraries_read_comes_before_their_import(setting: str) -> None:
    plan = planned(f"import os\n{setting}\nimport pandas as pd", "pd.DataFrame()")

    assert plan.early == (setting,)


@pytest.mark.parametrize(
    ("cause", "cell"),
    [
        ("import sys\nsys.path.append('..')", 1),
        ("import os\nos.chdir('..')", 1),
        ("open('rainlib.py', 'w').write('wet = 1')", 1),
    ],
)
def test_a_star_below_what_lets_it_be_found_is_a_doubt(cause: str, cell: int) -> None:
    plan = planned(cause, "from rainlib import *", "print(wet)")

    told = [doubt.what for doubt in plan.doubts if doubt.cell.number == 1]
    assert any(f"stood below cell {cell}, which lets it be found" in what for what in told)


def test_a_star_above_all_that_moves_is_no_such_doubt() -> None:
    plan = planned("from rainlib import *", "import sys\nsys.path.append('..')", "print(wet)")

    assert not any("lets it be found" in doubt.what for doubt in plan.doubts)


def test_a_type_made_by_a_call_goes_to_a_module_where_others_find_it() -> None:
    plan = planned(
        "from collections import namedtuple\nfrom enum import Enum",
        "point = namedtuple('point', 'x y')\nSky = Enum('Sky', 'WET DRY')\nscale = [1, 2]",
        "print(point(1, 2), Sky.WET, scale)",
    )

    assert [d.name for d in plan.definitions] == ["point", "Sky"]


def test_a_type_that_is_changed_later_stays_where_it_is_changed() -> None:
    plan = planned(
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')",
        "Point.__doc__ = 'Where it rains.'",
        "print(Point(1, 2))",
    )

    assert not plan.definitions


@pytest.mark.parametrize("shown", ["print(Point)", "str(Point)", "f'{Point}'"])
def test_a_named_tuple_that_is_shown_tells_its_module(shown: str) -> None:
    imports = "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')"

    doubts = planned(imports, f"told = {shown}", "print(Point(1, 2))").doubts

    assert [doubt.cell.number for doubt in doubts if "names of modules" in doubt.what] == [1]


@pytest.mark.parametrize(
    "shown",
    [
        "print(U)",
        "print('%s' % U)",
        "told = 'made {}'.format(U)",
        "import logging\nlogging.warning('made %s', U)",
        "print(T.tag)",
        "print(T.__mro__, T.__bases__)",
        "print(f.__module__)",
        "print(kinds)",
        "for name, kind in by_name.items():\n    print(name, kind)",
        "for kind in kinds:\n    print(kind)",
        "import pickle\ntold = pickle.dumps(u)",
    ],
)
def test_what_tells_the_module_of_a_class_is_told(shown: str) -> None:
    assert [d.cell.number for d in planned(_KINDS, shown).doubts] == [1]


@pytest.mark.parametrize(
    "shown",
    [
        "print(U.__name__, T.n, T.total(), isinstance(u, U), len(kinds), Sky, list(Sky))",
        "for name, kind in by_name.items():\n    print(name)",
        "print(len('%s' % u.__class__.__name__), [kind.__name__ for kind in kinds])",
        "import pickle\ntold = pickle.dumps({'a': 1})",
    ],
)
def test_what_only_asks_a_class_tells_no_module(shown: str) -> None:
    assert not planned(_KINDS, shown).doubts


_KINDS = """from enum import Enum
class U:
    pass
class T(U):
    tag = U
    n = 3
    @classmethod
    def total(cls):
        return 3
class Sky(Enum):
    WET = 1
def f():
    return 1
u = U()
kinds = [T, U]
by_name = {'u': U}
"""


STAYING = "class Rain:\n    def fall(self):\n        return base\ndef wet(x):\n    return x + base"


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("import pickle\npickle.dumps(Rain())", ["Rain"]),
        ("import torch\ntorch.save(Rain(), 'rain.pt')", ["Rain"]),
        ("from multiprocessing import Pool\nPool(2).map(wet, [1])", ["Rain", "wet"]),
        ("import torch\ntorch.save(Rain().state_dict(), 'rain.pt')", []),
        ("import json\njson.dumps([wet(1)])", []),
    ],
)
def test_what_stays_in_a_stage_is_found_by_name_by_nobody(use: str, told: list[str]) -> None:
    plan = planned(STAYING, "base = 1", f"{use}\nkept = Rain, wet", "base = 2")

    found = [doubt.what for doubt in plan.doubts if "find it by name" in doubt.what]
    assert [name for what in found for name in re.findall(r"(?:^|[, ])`(\w+)`", what)] == told


@pytest.mark.parametrize(
    ("code", "gives"),
    [
        ("train, test = split(rows)\nprint(train)", ()),
        ("train, test = split(rows)", ("train", "test")),
        ("train, test = split(rows)\nprint(train)\ntest = split(3)", ("test",)),
        ("train, (test, rest) = split(rows)\nprint(rest)", ()),
        ("train, test = split(rows)\nprint(train)\ntrain, test = split(test)", ("train", "test")),
        ("train = test = split(rows)\nprint(train)", ("test",)),
    ],
)
def test_what_an_unpacking_leaves_over_is_no_result(code: str, gives: tuple[str, ...]) -> None:
    assert (
        planned("from x import split\nrows = split(9)\nprint(rows)", code).stages[0].gives == gives
    )


def test_what_an_unpacking_leaves_over_where_a_later_stage_reads_the_rest_is_no_result() -> None:
    plan = planned(
        *section("Load", 40, "rows"),
        "train, test = rows[:1], rows[1:]",
        *section("Fit", 40, "fit", "train"),
    )

    assert plan.stages[0].gives == ("train",)


def test_a_constant_that_no_run_works_out_is_said() -> None:
    cells = (
        "RATES = (2, 3)\ndef taxed(x):\n    return x * RATES[0]",
        "def twice(x):\n    return 2 * taxed(x)",
    )

    (doubt,) = planned(*cells, "print(1)").doubts
    assert "`RATES` stands in `functions.py`, which no run imports" in doubt.what
    assert planned(*cells, "print(twice(2))").doubts == ()
    assert planned(*cells, "def gross(x):\n    return x", "print(gross(2))").doubts == ()


def test_calls_that_name_a_device_or_a_file_again_follow_the_setting() -> None:
    stage = stage_of(
        "import torch\nimport pandas as pd\ndevice = 'cuda'\npath = 'data/rain.csv'\nkind = 'data'",
        "x = torch.zeros(2, device='cuda').to(device)\nprint('cuda', x.to('cuda'), kind)",
        "pd.read_csv(path).to_csv('data/rain.csv')\nprint(str.title('data'))",
    )

    assert stage.count("config.device") == 3
    assert "print('cuda', x.to(config.device), kind)" in stage.replace('"', "'")
    assert "pd.read_csv(config.path).to_csv(config.path)" in stage
    assert "str.title('data')" in stage.replace('"', "'")


def test_a_comment_over_several_settings_stands_above_them_and_a_long_one_is_kept_whole() -> None:
    why = (
        "A step of this size fits into memory, and larger ones gave no better model when tried " * 2
    )
    plan = planned(
        f"# Of the net\nseed = 7  # for all\nn_layers = 3\n\n# {why}\nbatch_size = 32\n\n"
        "# What is learnt\ntarget = 'rain'",
        "print(seed, n_layers, batch_size, target)",
    )

    lines = package(plan).files[f"src/{plan.package}/config.py"].split("\n")
    fields = [line.strip() for line in lines if line.startswith("    ")][1:]
    said = " ".join(line.removeprefix("# ") for line in fields[3:-2])
    assert fields[0] == "# Of the net"
    assert fields[1:3] == ['seed: Annotated[int, "for all"] = 7', "n_layers: int = 3"]
    assert said.strip() == why.strip()
    assert fields[-2] == "batch_size: int = 32"
    assert fields[-1] == 'target: Annotated[str, "What is learnt"] = "rain"'


def test_a_step_of_training_draws_nothing() -> None:
    load = "from trainers import optimizer, axes\nx = [1, 2]"

    assert not planned(load, "for _ in x:\n    optimizer.step()").draws
    assert not planned(load, "optimizer.step(x)").draws
    assert planned(load, "axes.step(x, x)").draws


def test_a_text_that_a_class_reads_is_a_constant_beside_it() -> None:
    cells = (
        "COLOUR = 'grey'\nN_STEPS = 3",
        "class Gauge:\n    def draw(self):\n        return COLOUR",
        "print(Gauge().draw(), N_STEPS)",
    )
    plan = planned(*cells)

    assert [setting.name for setting in plan.settings] == ["n_steps"]
    assert [(each.name, each.module) for each in plan.definitions] == [
        ("COLOUR", "functions"),
        ("Gauge", "functions"),
    ]


def test_a_constant_is_imported_and_not_handed_from_stage_to_stage() -> None:
    first = "#tag stage: load\nimport random\nrows = [random.random()]\nrows.append(1)"
    told = "prefix = 'rain'\nbase = prefix + '/daily'\nunits = {'mm': 1}\nseen = {}"
    last = "#tag stage: show\nseen['rows'] = len(rows)\nprint(base, prefix, units, seen)"

    plan = planned(first, told, last)

    assert [(s.name, s.takes) for s in plan.stages] == [("load", ()), ("show", ("rows", "seen"))]
    assert {(d.name, d.module) for d in plan.definitions} == {
        ("prefix", "constants"),
        ("base", "constants"),
        ("units", "constants"),
    }


@pytest.mark.parametrize("value", ["{}", "[]", "dict()", "list()", "{'a': []}"])
def test_what_waits_to_be_filled_is_no_constant(value: str) -> None:
    plan = planned(
        "from gauges import record, draw",
        f"kept = {value}\ndef show():\n    draw(kept)",
        "record(into(kept))\nshow()",
    )

    assert [each.name for each in plan.definitions] == ["show"]


def test_what_holds_a_setting_is_no_constant(tmp_path: Path) -> None:
    told = "options = dict(days=3, seed=11)"
    cells = (
        "import random\ndef draw(days, seed=1):\n    r = random.Random(seed)\n    return r.sample(range(99), days)",
        f"{told}\nrows = draw(**options)\nrows.append(1)\nprint(rows)",
        "#tag stage: show\nmore = dict(options, days=5)\nprint(draw(**more), rows)",
    )
    plan = planned(*cells)

    assert [(s.name, s.value) for s in plan.settings] == [("seed", "11")]
    assert [each.name for each in plan.definitions] == ["draw"]
    assert run_package(tmp_path, *cells).printed == run_notebook(*cells).printed


def test_what_a_stage_binds_and_deletes_is_none_of_what_it_takes() -> None:
    load = "#tag stage: load\nx = [1]\nx.append(2)\nprint(x)"

    plan = planned(load, "#tag stage: sum up\nx = [3]\nx.append(4)\nprint(x)\ndel x")
    taken = planned(load, "#tag stage: sum up\nprint(x)\ndel x")

    assert plan.stages[1].takes == ()
    assert taken.stages[1].takes == ("x",)


def test_a_notebook_of_python_2_is_doubted() -> None:
    made = replace(notebook("print(3 / 2)"), version="2.7.9")

    (doubt,) = plan(Analysis(made)).doubts
    assert "last run by Python 2.7.9" in doubt.what
    assert plan(Analysis(replace(made, version="3.11.4"))).doubts == ()


def test_a_constant_stays_in_the_cell_that_its_author_calls_a_stage() -> None:
    plan = planned("#tag stage: load\nrows = [1, 2, 3]", "#tag stage: sum up\nprint(sum(rows))")

    assert [(s.name, s.takes) for s in plan.stages] == [("load", ()), ("sum-up", ("rows",))]


def test_a_chapter_is_not_torn_to_fill_up_the_one_above() -> None:
    short, half = section("Gauges", 2, "gauges"), section("Rain", 26, "rain", "gauges")
    rest = section("more", 45, "more", "rain")[1]

    plan = planned("#md # Weather", *short, *half, rest, *section("Storms", 30, "storms", "more"))

    assert [[cell.number for cell in stage.cells] for stage in plan.stages] == [[2], [4], [5], [7]]


@pytest.mark.parametrize(("name", "stages"), [("X", 2), ("z", 1)])
def test_a_chapter_that_binds_a_name_alike_is_a_stage_of_its_own(name: str, stages: int) -> None:
    plan = planned(
        "#md # Rain",
        *section("Showers", 9, "x"),
        *section("Storms", 9, name),
    )

    assert len(plan.stages) == stages


def test_names_alike_in_one_cell_do_not_part_it_from_others() -> None:
    first, second = section("Showers", 9, "x"), section("Storms", 9, "y")

    plan = planned("#md # Rain", *first, *second[:1], second[1] + "\nz = 1\nZ = 2\nprint(z, Z)")

    assert len(plan.stages) == 1


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("from sklearn.cluster import DBSCAN\neps = 0.3\nprint(DBSCAN(eps=eps))", ["eps"]),
        ("from sklearn.cluster import DBSCAN\nnear = 0.3\nprint(DBSCAN(eps=near))", []),
        ("def rain(mm):\n    return mm\nmm = 0.3\nprint(rain(mm=mm))", []),
    ],
)
def test_a_number_that_is_handed_to_a_library_under_its_own_name_is_a_setting(
    code: str, fields: list[str]
) -> None:
    assert [setting.name for setting in planned(code).settings] == fields


def test_a_stage_like_an_import_is_told_from_it_by_what_it_gives() -> None:
    load = "from rains import load_rain\nharbour = load_rain('a')\nharbour.append(1)"
    plan = planned(f"#tag stage: load rain\n{load}", "#tag stage: sum up\nprint(sum(harbour))")

    assert plan.stages[0].function == "load_rain_harbour"


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        ("os.makedirs('out/rain')", []),
        ("os.mkdir('./out')", []),
        ("os.mkdir('outer')", ["rain_csv"]),
        ("folder = 'out'\nos.mkdir(folder)", ["folder", "rain_csv"]),
    ],
)
def test_a_file_stays_with_a_folder_that_is_made_by_name(made: str, fields: list[str]) -> None:
    code = f"import os\nimport pandas as pd\n{made}\npd.DataFrame().to_csv('out/rain/rain.csv')"

    assert [setting.name for setting in planned(code).settings] == fields


@pytest.mark.parametrize(
    ("level", "told"), [("disable(logging.CRITICAL)", True), ("captureWarnings(True)", False)]
)
def test_a_log_that_nobody_will_read_is_a_doubt(level: str, told: bool) -> None:
    made = planned(f"import logging\nlogging.{level}", "print(3)")

    assert any("silences the log of the package" in doubt.what for doubt in made.doubts) == told


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("'https://rain.example.org/' + data_path + 'a.csv'", "text"),
        ("data_path + 'a.csv'", "path"),
    ],
)
def test_what_an_address_goes_on_with_is_no_path_below_the_data_root(path: str, kind: str) -> None:
    made = planned(
        f"import pandas as pd\ndata_path = 'all/2024/'\nrain = pd.read_csv({path})\nprint(rain)"
    )

    assert [(s.name, s.kind) for s in made.settings if s.name == "data_path"] == [
        ("data_path", kind)
    ]
