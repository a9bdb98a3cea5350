"""Emitted packages, run as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.deciding import Wishes, decide
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.environment import Environment
from nbprod.extract.files.requirements import requirements
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.packaging import package
from nbprod.extract.plan import Imported, Package, Plan
from nbprod.extract.style.excusing import excused
from nbprod.extract.writing import write
from nbprod.notebook.model import Cell, Notebook
from nbprod.place import CellRef
from plans import SALES, SALES_STAGES, SINGLE, SINGLE_STAGES, assembled, run, setting, stage
from stories import notebook, planned

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def sales(tmp_path: Path) -> Run:
    root = write(assembled(SALES, SALES_STAGES), tmp_path / "package").root
    work = tmp_path / "work"
    work.mkdir()
    (work / "sales.csv").write_text("1\n2\n3\n")
    return lambda *arguments, **env: run(root, "sales", *arguments, cwd=work, **env)


def test_prints_of_the_notebook_are_all_that_goes_to_standard_output(sales: Run) -> None:
    done = sales("run")

    assert done.stdout == "rows [1, 2, 3]\ntotal 12 ['read', 'share 0.5']\n"
    assert done.returncode == 0


def test_stages_are_announced_on_standard_error(sales: Run) -> None:
    assert sales("run").stderr.splitlines() == [
        "stage 1 of 3: load-sales",
        "stage 2 of 3: clean-sales",
        "stage 3 of 3: report",
    ]


def test_graph_is_printed_without_running_anything(sales: Run) -> None:
    assert sales("graph").stdout.splitlines() == [
        "load-sales: config -> rows notes",
        "clean-sales: rows notes config -> rows",
        "report: rows notes -> total",
    ]


def test_option_wins_over_environment_and_that_over_file(sales: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "settings.toml").write_text("factor = 5\nshare = 0.25\nloud = true\n")

    from_file = sales("run", "--config", "settings.toml")
    from_env = sales("run", "--config", "settings.toml", SALES_FACTOR="7")
    from_option = sales("run", "--config", "settings.toml", "--factor", "9", SALES_FACTOR="7")

    assert from_file.stdout.endswith("total 30 ['read', 'loud']\n")
    assert from_env.stdout.endswith("total 42 ['read', 'loud']\n")
    assert from_option.stdout.endswith("total 54 ['read', 'loud']\n")


def test_false_from_the_environment_is_false(sales: Run) -> None:
    assert "loud" in sales("run", "--loud", "True").stdout
    assert "share 0.5" in sales("run", SALES_LOUD="false").stdout
    assert "loud" in sales("run", SALES_LOUD="true").stdout


@pytest.mark.parametrize(
    ("arguments", "env", "told"),
    [
        (["run", "--factor", "many"], {}, "invalid int value: 'many'"),
        (["run"], {"SALES_FACTOR": "x"}, "invalid int value: 'x'"),
        (["run", "--config", "wrong.toml"], {}, "unrecognized arguments: --faktor=5"),
        (["run", "--config", "typed.toml"], {}, "argument --factor: invalid int value: 'many'"),
        (["run", "--config", "broken.toml"], {}, "broken.toml: Expected '=' after a key"),
        (["run", "--config", "none.toml"], {}, "none.toml: [Errno 2] No such file"),
        (["run", "--only", "clean"], {}, "invalid choice: 'clean'"),
        (["run", "--only", "report", "--from", "report"], {}, "--from: not allowed with"),
    ],
    ids=[
        "option",
        "environment",
        "unknown setting",
        "type in a file",
        "broken file",
        "no file",
        "unknown stage",
        "one stage and several",
    ],
)
def test_wrong_settings_are_told_without_a_traceback(
    sales: Run, tmp_path: Path, arguments: list[str], env: dict[str, str], told: str
) -> None:
    (tmp_path / "work" / "wrong.toml").write_text("faktor = 5\n")
    (tmp_path / "work" / "typed.toml").write_text('factor = "many"\n')
    (tmp_path / "work" / "broken.toml").write_text("factor\n")

    done = sales(*arguments, **env)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_relative_paths_start_from_the_data_root(sales: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sales.csv").write_text("10\n")

    assert "rows [10]" in sales("run", "--data_root", "../data").stdout
    assert "rows [10]" in sales("run", SALES_DATA_ROOT=str(tmp_path / "data")).stdout


def test_stage_alone_takes_what_the_stage_before_it_left(sales: Run) -> None:
    whole = sales("run", "--artifacts", "kept")

    again = sales("run", "--only", "report", "--artifacts", "kept")

    assert again.stdout == whole.stdout.splitlines(keepends=True)[-1]


def test_stage_in_the_middle_takes_no_later_version_of_a_value(sales: Run) -> None:
    sales("run", "--artifacts", "kept")

    again = sales("run", "--from", "clean-sales", "--artifacts", "kept")

    assert again.stdout == "total 12 ['read', 'share 0.5']\n"


def test_missing_artifact_is_named(sales: Run) -> None:
    done = sales("run", "--only", "report", "--artifacts", "nowhere")

    assert done.returncode == 1
    assert "nowhere/clean-sales/rows is missing" in done.stderr.replace("\\", "/")
    assert "Traceback" not in done.stderr


def test_value_without_a_file_format_is_named(tmp_path: Path) -> None:
    made = Plan(
        "lazy", "n.ipynb", "Lazy", "", (stage("make", 1, "", "rows"), stage("use", 2, "rows"))
    )
    stages = {
        "make": "def make():\n    rows = (n for n in range(3))\n    return rows\n",
        "use": "def use(rows):\n    print(sum(rows))\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root

    assert run(root, "lazy", "run", cwd=tmp_path).stdout == "3\n"
    done = run(root, "lazy", "run", "--artifacts", "kept", cwd=tmp_path)
    assert "`rows` cannot be kept as a file: cannot pickle 'generator' object" in done.stderr


@pytest.mark.parametrize("library", ["", "sklearn"])
def test_a_result_that_no_stage_takes_and_no_file_holds_is_left_with_a_warning(
    tmp_path: Path, library: str
) -> None:
    pytest.importorskip("joblib" if library else "pickle")
    gives = (stage("make", 1, "", "rows last"), stage("use", 2, "rows", "total"))
    imports = (Imported(library),) if library else ()
    made = Plan("lazy", "n.ipynb", "Lazy", "", gives, imports=imports)
    stages = {
        "make": "def make():\n    return [1, 2], [0, lambda: 3]\n",
        "use": "def use(rows):\n    print('end')\n    return sum(rows)\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root

    done = run(root, "lazy", "run", "--artifacts", "kept", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "end\n")
    assert "`last` cannot be kept as a file: " in done.stderr
    kept = sorted(path.name for path in (tmp_path / "kept").glob("*/*"))
    assert kept == ["rows.json", "total.json"]


def test_a_value_that_is_taken_ends_a_run_that_leaves_results_too(tmp_path: Path) -> None:
    gives = (stage("make", 1, "", "rows last"), stage("use", 2, "rows"))
    made = Plan("lazy", "n.ipynb", "Lazy", "", gives)
    stages = {
        "make": "def make():\n    return (n for n in [1]), 0\n",
        "use": "def use(rows):\n    print('end')\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root

    done = run(root, "lazy", "run", "--artifacts", "kept", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "`rows` cannot be kept as a file: " in done.stderr


@pytest.mark.parametrize(
    ("value", "ending"),
    [
        ("{'a': [1, 2.5, None, True, 'x']}", "json"),
        ("Counter('aab')", "pickle"),
        ("OrderedDict(a=1)", "pickle"),
        ("Name('wet')", "pickle"),
        ("[Name('wet')]", "pickle"),
        ("(1, 2)", "pickle"),
    ],
)
def test_a_value_comes_back_as_the_type_that_it_was(
    tmp_path: Path, value: str, ending: str
) -> None:
    made = Plan(
        "typed", "n.ipynb", "Typed", "", (stage("make", 1, "", "rows"), stage("use", 2, "rows"))
    )
    stages = {
        "make": "from collections import Counter, OrderedDict\n"
        f"from ..names import Name\ndef make():\n    rows = {value}\n    return rows\n",
        "use": "def use(rows):\n    print(type(rows).__name__, rows)\n",
    }
    files = assembled(made, stages)
    names = {**files.files, "src/typed/names.py": "class Name(str):\n    pass\n"}
    root = write(replace(files, files=names), tmp_path / "package").root
    whole = run(root, "typed", "run", "--artifacts", "kept", cwd=tmp_path)

    alone = run(root, "typed", "run", "--artifacts", "kept", "--only", "use", cwd=tmp_path)

    assert alone.stdout == whole.stdout != ""
    assert [p.suffix for p in (tmp_path / "kept" / "make").iterdir()] == [f".{ending}"]


@pytest.mark.parametrize(
    "column", ["['a', None]", "['a', float('nan')]", "[['a'], ['b']]", "[('a',), ('b',)]"]
)
def test_a_frame_comes_back_with_the_values_that_it_had(tmp_path: Path, column: str) -> None:
    gives, takes = stage("make", 1, "", "frame"), stage("use", 2, "frame")
    made = Plan("kept", "n.ipynb", "Kept", "", (gives, takes), imports=(Imported("pandas"),))
    stages = {
        "make": f"import pandas as pd\n\n\ndef make():\n    frame = pd.DataFrame({{'x': {column}}})\n    return frame\n",
        "use": "def use(frame):\n    print([repr(x) for x in frame.x])\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root

    whole = run(root, "kept", "run", "--artifacts", "kept", cwd=tmp_path)
    alone = run(root, "kept", "run", "--only", "use", "--artifacts", "kept", cwd=tmp_path)

    assert whole.returncode == 0
    assert alone.stdout == whole.stdout


def test_values_lie_in_one_folder_though_a_stage_goes_into_another(tmp_path: Path) -> None:
    cells = (
        "# stage: begin\nimport os\nos.makedirs('wells')\nrows = [1, 2, 3]",
        "# stage: go\nos.chdir('wells')\ntotal = sum(rows)",
        "# stage: tell\nprint(total, os.path.basename(os.getcwd()))",
    )
    root = write(package(decide(notebook(*cells), Wishes())), tmp_path / "package").root

    assert run(root, "story", "run", "--artifacts", "kept", cwd=tmp_path).stdout == "6 wells\n"
    alone = run(root, "story", "run", "--only", "tell", "--artifacts", "kept", cwd=tmp_path)
    assert alone.stdout.startswith("6 ")


def test_a_stage_may_be_called_like_what_the_pipeline_uses(tmp_path: Path) -> None:
    cells = ("# stage: load\nrows = [1, 2, 3]", "# stage: save\nprint(sum(rows))")
    made = decide(notebook(*cells), Wishes())

    assert [each.name for each in made.stages] == ["load", "save"]
    root = write(package(made), tmp_path / "package").root
    assert run(root, "story", "run", "--artifacts", "kept", cwd=tmp_path).stdout == "6\n"


def test_a_stage_that_the_author_calls_sys_hides_nothing(tmp_path: Path) -> None:
    cells = ("# stage: sys\nrows = [1, 2, 3]", "# stage: add\ntotal = sum(rows)")
    root = write(package(decide(notebook(*cells), Wishes())), tmp_path / "package").root

    assert run(root, "story", "run", "--artifacts", "kept", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("value", "suffix"),
    [("[1, 'two', None, {'a': 0.5}]", "json"), ("(1, 2)", "pickle"), ("{1: 2}", "pickle"),
     ("{1, 2}", "pickle"), ("'text'", "json"), ("float('nan')", "json")],
)  # fmt: skip
def test_format_gives_the_value_back_as_it_is(tmp_path: Path, value: str, suffix: str) -> None:
    made = Plan("kept", "n.ipynb", "Kept", "", (stage("make", 1, "", "x"), stage("use", 2, "x")))
    stages = {
        "make": f"def make():\n    x = {value}\n    return x\n",
        "use": "def use(x):\n    print(type(x).__name__, x)\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root
    whole = run(root, "kept", "run", "--artifacts", "kept", cwd=tmp_path)

    alone = run(root, "kept", "run", "--only", "use", "--artifacts", "kept", cwd=tmp_path)

    assert alone.stdout == whole.stdout
    assert [file.name for file in (tmp_path / "kept" / "make").iterdir()] == [f"x.{suffix}"]


def test_secret_is_asked_for_by_name_and_never_written(tmp_path: Path) -> None:
    secret = setting("token", "", "secret", "str", env="API_TOKEN")
    made = replace(
        SINGLE, settings=(secret,), stages=(replace(SINGLE.stages[0], takes_config=True),)
    )
    text = "def greet(config):\n    word = config.token\n    print(len(word))\n    return word\n"
    root = write(assembled(made, {"greet": text}), tmp_path / "package").root

    without = run(root, "hello", "run", cwd=tmp_path)
    graph = run(root, "hello", "graph", cwd=tmp_path)

    assert without.returncode == 1
    assert without.stderr == "set the environment variable API_TOKEN: the pipeline needs it\n"
    assert graph.stdout == "greet -> word\n"
    assert run(root, "hello", "run", cwd=tmp_path, API_TOKEN="12345").stdout == "5\n"


def test_stages_that_wait_share_one_loop(tmp_path: Path) -> None:
    first = stage("first", 1, "", "queue", is_async=True)
    made = Plan("waits", "n.ipynb", "W", "", (first, stage("second", 2, "queue", is_async=True)))
    stages = {
        "first": "import asyncio\n\n\nasync def first():\n    queue = asyncio.Queue()\n"
        "    await queue.put(asyncio.get_running_loop())\n    return queue\n",
        "second": "import asyncio\n\n\nasync def second(queue):\n"
        "    print(await queue.get() is asyncio.get_running_loop())\n",
    }
    root = write(assembled(made, stages), tmp_path / "package").root

    assert run(root, "waits", "run", cwd=tmp_path).stdout == "True\n"


def test_one_stage_runs_by_a_few_lines(tmp_path: Path) -> None:
    made = assembled(SINGLE, SINGLE_STAGES)
    root = write(made, tmp_path / "package").root
    around = [
        t for path, t in made.files.items() if path.startswith("src/") and "greet" not in path
    ]

    assert run(root, "hello", "run", cwd=tmp_path).stdout == "hi\n"
    assert sum(bool(line.strip()) for text in around for line in text.splitlines()) <= 25


def test_notebook_that_only_defines_becomes_a_package_that_runs(tmp_path: Path) -> None:
    root = write(assembled(Plan("empty", "n.ipynb", "", "", ()), {}), tmp_path / "package").root

    done = run(root, "empty", "run", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


STARTING = {"greet": SINGLE_STAGES["greet"].replace("    word", "    os.system('true')\n    word")}
STARTING["greet"] = STARTING["greet"].replace("\n\n\ndef", "\n\nimport os\n\n\ndef")


@pytest.mark.parametrize(
    "made",
    [assembled(SALES, SALES_STAGES), assembled(SINGLE, SINGLE_STAGES), assembled(SINGLE, STARTING)],
)
def test_package_passes_its_own_tests_and_every_tool(tmp_path: Path, made: object) -> None:
    root = write(excused(made), tmp_path / "package").root  # type: ignore[arg-type]
    tools = [
        ["pytest", "-q", "-p", "no:cacheprovider"],
        ["ruff", "check", "--no-cache", "."],
        ["black", "--check", "-q", "."],
        ["mypy", "--cache-dir", str(tmp_path / "mypy"), "src", "tests"],
    ]

    for tool in tools:
        done = subprocess.run(
            [sys.executable, "-m", *tool], cwd=root, capture_output=True, text=True
        )
        assert done.returncode == 0, (tool, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("return rows, notes\n", "return notes, rows\n"),
        ("def load_sales(config: Config)", "def load_sales(config: Config, more=None)"),
    ],
    ids=["returns", "parameters"],
)
def test_broken_contract_fails_the_packages_own_tests(
    tmp_path: Path, wrong: str, told: str
) -> None:
    root = write(assembled(SALES, SALES_STAGES), tmp_path / "package").root
    module = root / "src" / "sales" / "stages" / "load_sales.py"
    module.write_text(module.read_text().replace(wrong, told))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=root,
        capture_output=True,
    )

    assert done.returncode == 1


def test_nothing_is_needed_for_what_was_left_out() -> None:
    made = plan(Analysis(notebook(
        "from IPython.display import HTML\nfrom google.cloud import aiplatform",
        "HTML('<b>rain</b>')",
        "print(aiplatform.__version__)",
    )))  # fmt: skip
    needed = requirements(made, Environment("3.12", {}, {}))

    text = package(made, Surroundings(needed)).files["pyproject.toml"]

    assert {each.name for each in needed} == {"google-cloud-aiplatform", "ipython"}
    assert '"google-cloud-aiplatform"' in text
    assert "ipython" not in text


def test_two_runs_give_the_same_bytes() -> None:
    assert _of("x = 1", "print(x)").files == _of("x = 1", "print(x)").files


def test_words_of_the_notebook_cannot_break_out_of_their_place() -> None:
    title = 'Q"""\nimport os  # \\ | <b> `x`'
    hostile = replace(
        SALES, title=title, settings=(replace(SALES.settings[1], description="a\nb = 1"),)
    )

    files = assembled(hostile, SALES_STAGES).files

    assert "\nb = 1" not in files["src/sales/config.py"]
    assert "\nimport os" not in files["src/sales/pipeline.py"].partition("import logging")[0]


@pytest.mark.parametrize(
    "words", ['"""', "\\", "{x}", "a\0b", "\ud800", "\u202e", "日本語", "'" * 3, "# x", "x " * 900]
)
def test_no_words_of_a_notebook_break_a_file(words: str) -> None:
    cells = (f"#md # {words}", f"x = 1  # {words}" if words.isprintable() else "x = 1")
    made = plan(Analysis(notebook(*cells, f"#md ## {words}", "print(x)")))

    for path, text in package(made).files.items():
        text.encode()
        if path.endswith(".py"):
            compile(text, path, "exec")


def test_debts_of_the_author_are_excused_where_they_stand() -> None:
    made = _of('import os\nx = os.getcwd()\nprint("%s" % x)')
    files = excused(made).files  # type: ignore[arg-type]

    (line,) = (line for text in files.values() for line in text.split("\n") if "noqa" in line)
    assert line.strip() == 'print("%s" % x)  # noqa: UP031'


def test_a_figure_that_cannot_be_drawn_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    made = _of(
        "import matplotlib.pyplot as plt",
        "class Broken(plt.Line2D):\n    def draw(self, renderer):\n        raise ValueError('no ink')",
        "fig, ax = plt.subplots()\nax.add_line(Broken([0, 1], [0, 1]))\nplt.show()",
        "plt.plot([1, 2])\nplt.show()\nprint('on we go')",
    )
    root = write(made, tmp_path / "package").root  # type: ignore[arg-type]

    done = run(root, "made", "run", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "on we go\n")
    assert "ValueError: no ink" in done.stderr
    assert len(list((tmp_path / "figures").glob("*.png"))) == 1


EXPRESS = """\
class Figure:
    def __init__(self, rain):
        self.rain = rain

    def write_html(self, path):
        path.write_text(str(self.rain / 2))

    def show(self):
        raise SystemExit("a browser opens")


line = Figure
"""


def test_pictures_are_written_and_numbered_and_what_goes_wrong_ends_no_run(tmp_path: Path) -> None:
    made = _of(
        "import plotly.express as px",
        "def draw(rain):\n    fig = px.line(rain)\n    fig.show()",
        "for rain in [2, 'wet', 8]:\n    draw(rain)\nprint('end')",
    )
    root = write(made, tmp_path / "package").root  # type: ignore[arg-type]
    (tmp_path / "plotly").mkdir()
    (tmp_path / "plotly" / "__init__.py").touch()
    (tmp_path / "plotly" / "express.py").write_text(EXPRESS)

    done = run(root, "made", "run", cwd=tmp_path)
    shown = {file.name: file.read_text() for file in (tmp_path / "figures").iterdir()}

    assert (done.returncode, done.stdout) == (0, "end\n")
    assert shown == {"draw.html": "1.0", "draw-3.html": "4.0"}
    assert "TypeError" in done.stderr


HELPERS = (
    "from matplotlib import pyplot as plt\n\n\ndef paint(x):\n    plt.plot(x)\n    return len(x)\n"
)


def test_what_a_helper_leaves_open_is_saved_below_the_stage_that_called_it(tmp_path: Path) -> None:
    made = _staged(
        "import helpers\nimport matplotlib.pyplot as plt",
        "#tag stage: paint\nsize = helpers.paint([1, 2])\nprint(size)",
        "#tag stage: draw\nplt.plot([3, 4])\nplt.show()",
    )
    root = write(made, tmp_path / "package").root
    (tmp_path / "helpers.py").write_text(HELPERS)

    done = run(root, "made", "run", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "2\n")
    assert {p.name for p in (tmp_path / "figures").iterdir()} == {"paint.png", "draw.png"}


@pytest.mark.parametrize(
    "come", ["import helpers", "import numpy as np, matplotlib.pyplot as plt\nplt.plot([1])"]
)
def test_no_run_looks_for_figures_that_nobody_can_have_left_open(come: str) -> None:
    made = _staged(come, "#tag stage: count\nx = [1, 2]", "#tag stage: say\nprint(x)")

    assert "save_figures" not in made.files["src/made/pipeline.py"]


def test_what_the_notebook_measured_is_said_on_standard_error(tmp_path: Path) -> None:
    made = _of(
        "seen = []\ndef area(side):\n    seen.append(side)\n    return side * side",
        "area(3)",
        "print(seen)",
    )
    root = write(made, tmp_path / "package").root  # type: ignore[arg-type]

    done = run(root, "made", "run", cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("[3]\n", "area(3): 9\n")


def test_logging_that_the_notebook_sets_up_finds_no_other(tmp_path: Path) -> None:
    made = _of(
        "import logging\nlogging.basicConfig(format='%(levelname)s! %(message)s')",
        "seen = []\ndef area(side):\n    seen.append(side)\n    return side * side",
        "area(3)",
        "logging.warning('wet')\nprint(seen)",
    )
    root = write(made, tmp_path / "package").root  # type: ignore[arg-type]

    done = run(root, "made", "run", cwd=tmp_path)

    assert (done.stdout, done.stderr) == ("[3]\n", "area(3): 9\nWARNING! wet\n")


def test_a_program_prints_where_the_notebook_started_it(tmp_path: Path) -> None:
    made = _of("print('a')\n!echo b\nprint('c')")
    root = write(made, tmp_path / "package").root  # type: ignore[arg-type]

    assert run(root, "made", "run", cwd=tmp_path).stdout == "a\nb\nc\n"


def test_a_package_that_starts_no_program_leaves_its_output_alone() -> None:
    text = _of("import os\nprint(os.sep)").files["src/made/__main__.py"]  # type: ignore[attr-defined]

    assert "reconfigure" not in text


def _staged(*cells: str) -> Package:
    """The package of a notebook whose tags say where stages begin."""
    return package(plan(Analysis(notebook(*cells)), "made"))


def _of(*cells: str) -> object:
    made = tuple(Cell(CellRef(i, f"c{i}"), "code", text) for i, text in enumerate(cells))
    return package(plan(Analysis(Notebook("n.ipynb", made)), "made"))


COACH = """\
class Coach:
    def __init__(self, model=None):
        self.model = model

    def train(self):
        self.model["w"] = 5
        return "trained"


def train_all(models):
    for model in models:
        model["w"] = 5


def coach_of(model):
    return Coach(model)
"""

HELD = {
    "by a keyword": ("coach = Coach(model=model)\ncoach.train()",),
    "in a stage above": ("coach = Coach(model)", "coach.train()"),
    "where the result is kept": ("coach = Coach(model)", "said = coach.train()\nprint(said)"),
    "as an attribute": ("coach = Coach()\ncoach.model = model", "coach.train()"),
    "by what a function gave": ("coach = coach_of(model)", "coach.train()"),
    "in a list": ("models = [model]\ntrain_all(models)",),
    "in a list of a stage above": ("models = [model]", "train_all(models)"),
    "in a list in a call": ("train_all([model])",),
    "by a list that grew": ("models = []\nmodels.append(model)", "train_all(models)"),
    "by a class of the notebook": (
        "class Own(Coach):\n    pass\nown = Own(model)",
        "own.train()",
    ),
}


@pytest.mark.parametrize("steps", HELD.values(), ids=HELD)
def test_stages_alone_see_what_another_value_changed(
    tmp_path: Path, steps: tuple[str, ...]
) -> None:
    cells = (
        "from coaching import *\nmodel = {'w': 0}\nprint(model)",
        *(f"#tag stage: step {n}\n{step}" for n, step in enumerate(steps)),
        "#tag stage: infer\nprint(model['w'])",
    )
    expected, alone = run_whole_and_alone(tmp_path, *cells)

    assert expected.endswith("5\n")
    assert alone == expected


def test_stages_alone_see_the_change_in_what_holds_the_value(tmp_path: Path) -> None:
    cells = (
        "from coaching import *\nmodel = {'w': 0}\ncoach = Coach(model)\nprint(model)",
        "#tag stage: change\ntrain_all([model])",
        "#tag stage: infer\nprint(coach.model['w'])",
    )
    expected, alone = run_whole_and_alone(tmp_path, *cells)

    assert expected.endswith("5\n")
    assert alone == expected


def test_what_only_reads_a_value_does_not_keep_it_again() -> None:
    made = planned(
        "import numpy as np\nimport pandas as pd\ndf = pd.DataFrame({'a': [4.0, 9.0]})\nx = df['a'].to_numpy()",
        "#tag stage: look\ny = np.sqrt(x)\nmore = df.copy()\nmore['b'] = y\nprint(len(df), f'{x}', more.mean())",
        "#tag stage: end\nprint(df, x, more)",
    )

    assert [stage.changes for stage in made.stages] == [(), (), ()]
    assert len(made.stages) == 3


def run_whole_and_alone(folder: Path, *cells: str) -> tuple[str, str]:
    """What a package prints in one run, and what its stages print in runs of their own."""
    made = planned(*cells)
    root = write(package(made), folder / "package").root
    work = folder / "work"
    work.mkdir()
    (work / "coaching.py").write_text(COACH)
    whole = run(root, "story", "run", cwd=work)
    each = [
        run(root, "story", "run", "--only", stage.name, "--artifacts", "kept", cwd=work)
        for stage in made.stages
    ]
    assert not any(done.returncode for done in (whole, *each)), [done.stderr for done in each]
    return whole.stdout, "".join(done.stdout for done in each)
