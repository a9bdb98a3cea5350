"""Where data is read and written: what, and at which stage."""

from __future__ import annotations

import pytest

from stories import planned

SETUP = "import pandas as pd\nnames, options = [], {}\nprint(names, options)"
READ = "def read(path, folder='data'):\n    return pd.read_csv(path)"
COUNT = "\n".join(["total = len(rain)", *["total = total + 1"] * 20, "print(total)"])
SUM = "\n".join(["whole = len(snow) + total", *["whole = whole + 1"] * 20, "print(whole)"])


def told(*cells: str) -> list[tuple[str, str, int]]:
    return [(ref.where, ref.stage, ref.cell.number) for ref in planned(SETUP, *cells).data]


def test_a_read_in_a_function_is_told_where_the_function_is_called() -> None:
    cells = (READ, "#md ## Rain", f"rain = read('rain.csv')\n{COUNT}")
    more = ("#md ## Snow", f"snow = read('snow.csv')\n{SUM}", "#md ## Sun", "print(whole)\n" * 25)

    assert told(*cells, *more) == [("rain.csv", "show-rain", 3), ("snow.csv", "show-snow", 5)]


@pytest.mark.parametrize(
    ("definition", "call", "where"),
    [
        (READ, "read(path='a.csv')", "a.csv"),
        (READ, "read(*names)", "{path}"),
        (READ, "read(**options)", "{path}"),
        (READ.replace("path,", "path='b.csv',"), "read()", "b.csv"),
        (READ.replace("read_csv(path", "read_csv(f'{folder}/{path}'"), "read('a.csv')", "data/a.csv"),
        (READ.replace("return", "path = 'in/' + path\n    return"), "read('a.csv')", "in/a.csv"),
        (READ + "\nFILE = 'a.csv'", "read(FILE)", "a.csv"),
        (READ + "\ndef both(name):\n    return read(name + '.csv')", "both('a')", "a.csv"),
        (READ, "read(names[0])", "{path}"),
        (READ, "list(map(read, names))", "{path}"),
        ("class Rain:\n    def __init__(self, path):\n        self.all = pd.read_csv(path)",
         "Rain('a.csv').all", "a.csv"),
        ("def read(path):\n    return list(map(lambda path: pd.read_csv(path), [path]))",
         "read('a.csv')", "{path}"),
    ],
)  # fmt: skip
def test_a_parameter_is_followed_to_what_the_call_hands(
    definition: str, call: str, where: str
) -> None:
    ((said, stage, cell),) = told(definition, f"rain = {call}\nprint(rain)")

    assert (said, cell) == (where, 2)
    assert stage


def test_what_is_read_from_memory_through_a_function_is_no_place() -> None:
    assert told(READ, "import io\nprint(read(io.StringIO('a')))") == []


def test_a_function_that_calls_itself_is_followed_once() -> None:
    itself = "def read(path):\n    return pd.read_csv(path) if path else read('b.csv')"

    assert told(itself, "print(read('a.csv'))") == [("a.csv", "run-story", 2)]


def test_a_function_that_nobody_calls_reads_at_no_stage() -> None:
    assert told(READ, "print(1)") == [("{path}", "", 1)]


def test_what_one_stage_reads_twice_is_told_once_where_it_is_read_first() -> None:
    cells = (READ, "print(pd.read_csv('a.csv'))", "print(read('a.csv'))")

    assert [cell for _, _, cell in told(*cells)] == [2]


def test_a_file_is_told_as_written_before_a_helper_reads_it() -> None:
    plan = planned(SETUP, READ, "pd.DataFrame().to_csv('a.csv')\nprint(read('a.csv'))")

    assert [ref.writes for ref in plan.data] == [True, False]


def test_a_setting_that_is_handed_to_a_function_is_told_as_one() -> None:
    plan = planned(SETUP, READ, "data_path = 'a.csv'\nprint(read(data_path))")

    assert [(ref.where, ref.setting) for ref in plan.data] == [("a.csv", "data_path")]
