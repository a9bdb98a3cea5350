"""Looks that are left out, and calls that only look like one."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from stories import notebook


def left_out(*cells: str) -> list[str]:
    return [left.what for left in plan(Analysis(notebook(*cells))).left_out]


@pytest.mark.parametrize(
    "body",
    [
        "t = s\n    t.append(1)",
        "for t in s:\n        t.append(1)",
        "t = s[0]\n    t[0] = 1",
        "t = seen.get('a')\n    t += [1]",
        "s += [1]",
        "t = [s]\n    t[0][0] = 1",
        "t = s if seen else []\n    t.append(1)",
        "with s as t:\n        t.append(1)",
        "t = []\n    t = s\n    t.append(1)",
        "first, t = [], s\n    t.append(1)",
        "if (t := s):\n        t.append(1)",
    ],
)
def test_a_function_that_changes_what_others_hold_is_called(body: str) -> None:
    assert left_out("seen = []", f"def add(s):\n    {body}", "add(seen)", "print(seen)") == []


@pytest.mark.parametrize(
    "body",
    [
        "t = []\n    t.append(s)\n    return t",
        "t = [[0] * 3 for _ in s]\n    t[0][0] = 1\n    return t",
        "n = 0\n    for each in s:\n        n += each\n    return n",
        "import numpy as np\n    t = np.zeros(3)\n    t[0] = 1\n    return t",
        "t = dict(a=1)\n    t['b'] = s\n    return t",
    ],
)
def test_a_function_that_changes_only_what_it_made_is_a_look(body: str) -> None:
    assert left_out("seen = [1]", f"def ask(s):\n    {body}", "ask(seen)") == ["ask(seen)"]


@pytest.mark.parametrize(
    "statement",
    [
        "session.run(step)",
        "writer.write(step)",
        "writer.close()",
        "ConfusionMatrixDisplay(step).plot()",
    ],
)
def test_a_method_of_a_library_s_object_is_no_look_where_no_table_tells_of_it(
    statement: str,
) -> None:
    given = (
        "import tensorflow as tf\nfrom sklearn.metrics import ConfusionMatrixDisplay\n"
        "session, step = tf.Session(), tf.constant(1)\n"
        "writer = tf.io.TFRecordWriter('steps.records')"
    )

    assert statement not in left_out(given, statement, "print(step)")


def test_a_question_to_a_library_s_object_is_a_look_although_no_table_tells_of_it() -> None:
    given = "from empiricaldist import Pmf\nshare = Pmf([1, 2])"

    assert left_out(given, "share.mean()", "print(share)") == ["share.mean()"]


@pytest.mark.parametrize(
    "call",
    ["stats.probplot(rain, plot=plt)", "stats.boxcox_normplot(rain, -1, 1, plot=ax)"],
)
def test_a_call_that_is_handed_something_to_draw_on_is_no_look(call: str) -> None:
    given = (
        "import matplotlib.pyplot as plt\nfrom scipy import stats\nrain = [1, 2, 4]\n"
        "fig, ax = plt.subplots()"
    )

    assert left_out(given, call, "print(rain)") == []
    assert left_out(given, call.partition(", plot")[0] + ")", "print(rain)") != []


@pytest.mark.parametrize("to", ["out_file='tree.dot'", "open_file"])
def test_a_tree_that_is_written_is_no_look(to: str) -> None:
    given = (
        "from io import StringIO\nfrom sklearn.tree import DecisionTreeClassifier, export_graphviz\n"
        "open_file = StringIO()\ntree = DecisionTreeClassifier(random_state=1).fit([[1]], [1])"
    )
    call = f"export_graphviz(tree, {to})"

    assert call not in left_out(given, call, "print(tree, open_file)")
    assert "export_graphviz(tree)" in left_out(given, "export_graphviz(tree)", "print(tree)")


def test_a_draw_that_pandas_lends_is_no_look_below_a_seed() -> None:
    given = "import pandas as pd\npd.np.random.seed(0)"
    drawn = "pd.DataFrame(pd.np.random.rand(2, 4))"

    assert left_out(given, drawn, "print(pd.np.random.rand(1))") == []


@pytest.mark.parametrize(
    "call",
    [
        "rain.agg({'mm': note})",
        "rain.agg([note])",
        "rain.agg(how)",
        "rain.groupby('day').agg(x=('mm', note))",
        "rain.transform({'mm': lambda d: note(d)})",
        "rain.pivot_table(index='day', aggfunc={'mm': note})",
        "pd.read_csv('rain.csv', converters={'mm': note})",
        "rain['mm'].map(rainlib.note)",
        "sorted([2, 1], key=rainlib.note)",
        "rain.agg({'mm': rainlib.note})",
        "rain['mm'].map(seen.append)",
    ],
)
def test_a_call_that_hands_on_what_tells_is_no_look(call: str) -> None:
    given = (
        "import pandas as pd\nimport rainlib\nseen = []\n"
        "rain = pd.DataFrame({'mm': [1], 'day': [1]})"
    )
    note = "def note(v):\n    print(v)\n    return 1\nhow = {'mm': [note]}"

    assert call not in left_out(given, note, call, "print(rain, seen)")


@pytest.mark.parametrize(
    "call",
    [
        "rain.agg({'mm': 'sum', 'day': ['min', np.std]})",
        "rain.agg({'mm': double})",
        "rain['mm'].map({1: rain.mm.max(), 2: np.nan})",
        "rain['mm'].map(str)",
        "rain['mm'].apply(pd.Timestamp)",
        "sorted(['a', 'B'], key=str.lower)",
        "rain['mm'].map(json.dumps)",
        "rain['mm'].apply(math.sqrt)",
    ],
)
def test_a_call_that_hands_on_what_answers_is_a_look(call: str) -> None:
    given = (
        "import json\nimport math\nimport numpy as np\nimport pandas as pd\nnp.random.seed(1)\n"
        "rain = pd.DataFrame({'mm': [1], 'day': [1]})"
    )

    assert call in left_out(given, "def double(v):\n    return 2 * v", call, "print(rain)")


@pytest.mark.parametrize(
    "call",
    [
        "cv2.normalize(level, level, 0, 255)",
        "cv2.normalize(level, other, 0, 255)",
        "cv2.distanceTransform(level, level)",
        "cv2.boxFilter(level, -1, (3, 3), dst=other)",
        "draw.set_color(level, other, 1)",
        "np.nan_to_num(level, copy=False)",
        "np.clip(level, 0, 1, level)",
        "scale(level, copy=False)",
        "ndimage.gaussian_filter(level, 1, output=level)",
        "linalg.svdvals(level, overwrite_a=True)",
        "object.__setattr__(box, 'level', 1)",
    ],
)
def test_a_call_that_works_in_place_is_no_look(call: str) -> None:
    given = (
        "import cv2\nimport numpy as np\nfrom scipy import linalg, ndimage\n"
        "from skimage import draw\nfrom sklearn.preprocessing import scale\nlevel = np.ones(1)"
    )

    assert call not in left_out(
        given, "other, box = level.copy(), type('B', (), {})()", call, "print(level, other, box)"
    )


@pytest.mark.parametrize(
    "call",
    [
        "cv2.normalize(level, None, 0, 255)",
        "cv2.bitwise_and(level, level)",
        "np.nan_to_num(level, copy=True)",
        "np.dot(level, level)",
        "scale(level)",
        "linalg.svdvals(level, overwrite_a=False)",
    ],
)
def test_a_call_that_leaves_alone_what_it_is_given_is_a_look(call: str) -> None:
    given = (
        "import cv2\nimport numpy as np\nfrom scipy import linalg\n"
        "from sklearn.preprocessing import scale\nlevel = np.ones(1)"
    )

    assert call in left_out(given, call, "print(level)")


@pytest.mark.parametrize("told", ["inplace=flag", "**{'inplace': flag}"])
def test_a_function_that_may_work_in_place_is_no_look(told: str) -> None:
    frame = "import pandas as pd\nrain = pd.DataFrame({'mm': [1]})"
    tidy = f"def tidy(frame, flag=True):\n    return frame.rename(columns={{'mm': 'rain'}}, {told})"

    assert left_out(frame, tidy, "tidy(rain)", "print(rain)") == []


@pytest.mark.parametrize(
    "call",
    [
        "rain.assign(dry=lambda d: note(d.mm))",
        "rain.assign(dry=note)",
        "rain.mm.where(note, 3)",
        "max([Box(), Box()], key=len)",
        "np.add(level, 1, level)",
        "np.sqrt(level, level)",
        "np.mean(level, 0, None, level)",
    ],
)
def test_a_call_that_leaves_something_behind_is_no_look(call: str) -> None:
    given = "import numpy as np\nimport pandas as pd\nrain = pd.DataFrame({'mm': [1]})\nseen = []"
    box = "class Box:\n    def __len__(self):\n        seen.append(1)\n        return 1"
    note = "def note(v):\n    seen.append(v)\n    return v > 0"

    assert left_out(given, "level = np.ones(1)", box, note, call, "print(seen, level)") == []


def test_a_class_that_is_only_asked_about_is_not_made() -> None:
    box = "class Box:\n    def __init__(self):\n        print('made')"

    assert left_out(box, "isinstance(3, Box)", "print(3)") == ["isinstance(3, Box)"]


@pytest.mark.parametrize("look", ["np.random.rand(3)", "wet()"])
def test_a_look_that_draws_is_told_from_one_that_does_not(look: str) -> None:
    rain = "import numpy as np\ndef wet():\n    return np.random.rand() < 0.5"
    cells = notebook(rain, "np.zeros(3)", look)
    left = {each.what: each.why for each in plan(Analysis(cells)).left_out}

    assert left["np.zeros(3)"] == "a look at data"
    assert left[look] == "a look at a draw that nothing seeds and no draw follows"


DRAWING = """import random
import numpy as np
import os
class Die:
    def roll(self):
        return random.random()
def roll():
    return random.random()
die = Die()
"""


@pytest.mark.parametrize(
    ("look", "below"),
    [
        ("roll()", "print(random.random())"),
        ("random.random()", "print(roll())"),
        ("random.random()", "print(die.roll())"),
        ("random.random()", "print(list(map(lambda _: roll(), [1])))"),
        ("random.random()", "values = [roll() for _ in range(3)]\nprint(values)"),
        ("np.random.rand(3)", "if roll() > 2:\n    print(np.random.rand())"),
    ],
)
def test_a_look_that_draws_what_is_drawn_below_stays(look: str, below: str) -> None:
    assert look not in left_out(DRAWING, look, below)


@pytest.mark.parametrize(
    ("look", "below"),
    [
        ("roll()", "print(np.random.rand())"),
        ("roll()", "def later():\n    return roll()"),
        ("roll()", "roll() + 1"),
        ("os.urandom(3)", "print(os.urandom(3))"),
    ],
    ids=["another generator", "a definition", "a look", "the system's entropy"],
)
def test_a_look_that_draws_what_nothing_below_draws_is_left_out(look: str, below: str) -> None:
    assert look in left_out(DRAWING, look, below)


def test_a_write_through_a_connection_is_no_look() -> None:
    made = (
        "from sqlalchemy import create_engine, insert\nengine = create_engine('sqlite://')\n"
        "def add(rows, table, engine=engine):\n    for row in rows:\n"
        "        with engine.begin() as link:\n            link.execute(insert(table).values(row))"
    )

    assert left_out(made, "add([], 'rain')", "print(engine)") == []


def test_a_look_at_the_folder_one_is_in_is_a_look_and_a_step_into_another_is_not() -> None:
    cells = ("import os\nfrom pathlib import Path", "os.chdir('.')", "os.getcwd()", "Path.cwd()")

    assert left_out(*cells) == ["os.getcwd()", "Path.cwd()"]


READER = "import rainlib\nrows = rainlib.open_rows('a')"


@pytest.mark.parametrize(
    "call",
    ["rows.get()", "rows.get(timeout=1)", "rows.get_next()", "rows.get_row()", "len(rows.get())"],
)
def test_a_call_that_takes_the_next_out_is_no_look(call: str) -> None:
    assert left_out(READER, call, "print(rows)") == []


@pytest.mark.parametrize(
    "made",
    [
        "queue.Queue()",
        "queue.PriorityQueue()",
        "multiprocessing.Queue()",
        "asyncio.Queue()",
    ],
)
@pytest.mark.parametrize("call", ["jobs.get()", "jobs.get(False)", "jobs.get_nowait()"])
def test_a_queue_is_shorter_by_what_is_taken(made: str, call: str) -> None:
    given = f"import queue, multiprocessing, asyncio\njobs = {made}\njobs.put_nowait(1)"

    assert left_out(given, call, "print(jobs.qsize())") == []
    assert left_out(given, "jobs.qsize()", "print(jobs)") == ["jobs.qsize()"]


@pytest.mark.parametrize(
    "call", ["rows.get_metrics()", "rows.is_done()", "[r.get_x() for r in rows]"]
)
def test_a_call_that_nobody_knows_is_a_look_only_where_its_value_is_shown(call: str) -> None:
    assert left_out(READER, f"{call}\nprint(rows)") == []
    assert left_out(READER, f"if rows:\n    {call}", "print(rows)") == []
    assert left_out(READER, f"{call};", "print(rows)") == []
    assert left_out(READER, call, "print(rows)") == [call]


def test_a_call_that_is_known_is_a_look_wherever_it_stands() -> None:
    given = "import pandas as pd\nrain = pd.DataFrame({'mm': [1]})\nwet = {'a': 1}"

    assert left_out(given, "rain.head()\nwet.get('a')\nprint(rain)") == [
        "rain.head()",
        "wet.get('a')",
    ]


@pytest.mark.parametrize(
    ("come", "clock"),
    [
        ("import time", "time.time()"),
        ("from time import perf_counter as now", "now()"),
        ("from timeit import default_timer", "default_timer()"),
        ("import datetime as dt", "dt.datetime.now()"),
    ],
)
@pytest.mark.parametrize("work", ["sorted(rain)", "sum(v * v for v in rain)", "rain + rain"])
def test_work_between_two_readings_of_a_clock_is_no_look(come: str, clock: str, work: str) -> None:
    given = f"{come}\nrain = list(range(9))"

    assert left_out(given, f"began = {clock}\n{work}\nprint({clock} - began)") == []
    assert left_out(given, f"began = {clock}", work, f"print({clock} - began)") == [work]
    assert left_out(given, f"{work}\nbegan = {clock}\nprint({clock} - began)") == [work]


def test_a_function_that_would_read_a_clock_times_nothing_where_it_is_defined() -> None:
    define = "def timed():\n    return time.time()"
    cell = f"{define}\nsorted(rain)\nbegan = time.time()"

    assert left_out("import time\nrain = [1]", cell, "print(timed() - began)") == ["sorted(rain)"]


def left_of_observed(*cells: str) -> list[str]:
    """What is left out of cells, imports that nobody needs aside."""
    given = "import cProfile, sys, tracemalloc\nimport numpy as np\nrain, seen = [1, 2], []"
    return [what for what in left_out(given, *cells) if "import" not in what]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("watch = cProfile.Profile()\nwatch.enable()", "watch.disable()\nwatch.print_stats()"),
        ("tracemalloc.start()", "print(tracemalloc.get_traced_memory())\ntracemalloc.stop()"),
        ("sys.setprofile(lambda *a: seen.append(a))", "sys.setprofile(None)\nprint(seen)"),
        ("np.seterrcall(lambda *a: seen.append(a))", "print(seen)"),
    ],
    ids=["a profiler", "a tracer of memory", "a function for each call", "one for each error"],
)
def test_work_that_an_observer_sees_is_no_look(start: str, end: str) -> None:
    work = "sorted(rain)"

    assert left_of_observed(f"{work}\n{start}\nlen(rain)\n{end}") == [work]
    assert left_of_observed(start, work, end) == []


def test_what_stands_below_the_end_of_an_observation_is_a_look() -> None:
    cells = (
        "watch = cProfile.Profile()\nwatch.enable()",
        "len(rain)",
        "watch.disable()",
        "sorted(rain)",
    )

    assert left_of_observed(*cells, "watch.enable()", "watch.disable()") == ["sorted(rain)"]


def test_a_name_between_two_readings_of_a_clock_is_no_work() -> None:
    cell = "rain = 3\nbegan = time.time()\nrain\nprint(time.time() - began)"

    assert left_out("import time", cell) == ["rain"]
