"""Which stages wait for which where each runs by itself."""

from __future__ import annotations

import pytest

from nbprod.extract.files.graph_texts import mermaid
from nbprod.extract.files.waiting import by_files_alone, waits
from stories import planned

SAVE = "#tag stage: save\nimport pandas as pd\nplace = str(sum([1]))\npd.DataFrame({'mm': [1]})"
READ = "#tag stage: read\nimport pandas as pd\nprint(pd.read_csv('rain.csv'))"
DRAW = "#tag stage: draw\nprint(sum([3, 4]))"


@pytest.mark.parametrize(
    "above",
    [
        "#tag stage: save\n!wget https://rain.example.org/all.zip && unzip all.zip",
        "#tag stage: save\n!python make_rain.py",
        "#tag stage: save\ndef make():\n    !make rain\nmake()",
        SAVE + ".to_csv('rain.csv')",
        SAVE + ".to_csv(f'{place}.csv')",
        SAVE + ".to_csv('./rain.csv')",
        "#tag stage: save\n!echo mm > rain.csv",
        "#tag stage: save\nCOMMAND = str(sum([1]))\n!{COMMAND}",
        "#tag stage: save\nimport shutil\nshutil.copy('old.csv', 'rain.csv')",
    ],
)
def test_a_stage_waits_for_what_may_leave_its_file(above: str) -> None:
    plan = planned(above, READ)

    assert waits(plan)["read"] == ("save",)
    assert by_files_alone(plan) == (("save", "read"),)
    assert mermaid(plan).endswith('    s1 -. "files" .-> s2')


@pytest.mark.parametrize(
    "above",
    [SAVE + ".to_csv('wind.csv')", "#tag stage: save\n!nvidia-smi", SAVE + ".mean()", DRAW],
)
def test_it_waits_for_nobody_else(above: str) -> None:
    plan = planned(above, READ)

    assert waits(plan)["read"] == ()
    assert "files" not in mermaid(plan)


def test_a_program_waits_for_what_is_written_above_and_what_is_below_waits_for_it() -> None:
    plan = planned(SAVE + ".to_csv('wind.csv')", "#tag stage: total\n!./sum_up", READ, DRAW)

    assert waits(plan) == {"save": (), "total": ("save",), "read": ("total",), "draw": ("total",)}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (READ, SAVE + ".to_csv('rain.csv')"),
        (READ, "#tag stage: save\nimport os\nos.remove('rain.csv')"),
        ("#tag stage: make\nimport os\nos.makedirs('out')", SAVE + ".to_csv('out/rain.csv')"),
        (SAVE + ".to_csv('rain.csv')", "#tag stage: look\nimport os\nprint(os.listdir('.'))"),
        (
            "#tag stage: keep\nimport numpy as np\nnp.savez('rain', np.ones(3))",
            "#tag stage: see\nimport numpy as np\nprint(np.load('rain.npz'))",
        ),
    ],
)
def test_who_takes_away_or_looks_around_waits_as_well(above: str, below: str) -> None:
    first, second = planned(above, below).stages

    assert waits(planned(above, below))[second.name] == (first.name,)


def test_who_waits_through_another_is_drawn_once() -> None:
    get = "#tag stage: get\n!wget https://rain.example.org/rain.csv"
    load = "#tag stage: load\nimport pandas as pd\nrain = pd.read_csv('rain.csv')\nrain['x'] = 1"
    plan = planned(get, load, "#tag stage: sum up\nprint(rain.sum())", READ)

    assert waits(plan)["sum-up"] == ("get", "load")
    assert by_files_alone(plan) == (("get", "load"), ("get", "read"))


STORE = """class Store:
    def __init__(self, path):
        self.path = path
    def put(self):
        open(self.path, "w").write("3")
    def get(self):
        return open(self.path).read()"""


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            "import sqlite3\nsqlite3.connect('rain.db')",
            "import sqlite3\nsqlite3.connect('rain.db')",
        ),
        (
            "import shelve\nshelve.open('rain')['mm'] = 3",
            "import shelve\nprint(shelve.open('rain')['mm'])",
        ),
        ("%%writefile gauge.py\nmm = 3", "import gauge\nprint(gauge.mm)"),
        (f"{STORE}\nStore('rain.txt').put()", "print(Store('rain.txt').get())"),
    ],
    ids=["a database", "a shelf", "a module", "methods"],
)
def test_it_waits_for_what_is_opened_to_read_and_write(above: str, below: str) -> None:
    plan = planned(f"#tag stage: keep\n{above}", f"#tag stage: tell\n{below}")

    assert waits(plan)["tell"] == ("keep",)


def test_a_method_is_asked_wherever_an_object_is_that_has_it() -> None:
    cells = (STORE, "#tag stage: keep\nstore = Store('rain.txt')\nstore.put()")
    plan = planned(*cells, "#tag stage: add\nprint(2)", "#tag stage: tell\nprint(store.get())")

    assert {ref.stage for ref in plan.data} == {"keep", "tell"}


def test_who_imports_does_not_wait_for_a_file_of_unknown_name() -> None:
    plan = planned(
        SAVE + ".to_csv(f'{place}.csv')", "#tag stage: draw\nimport math\nprint(math.pi)"
    )

    assert waits(plan)["draw"] == ()
