"""Values that a package says to its log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.packaging import package
from nbprod.notebook.model import Output
from stories import notebook, only_stage

SEEN = Output("result", text="3.5")
PRINTED = Output("stream", "stdout", "ask")
SETUP = "from gauges import gauge\nask = gauge('north')"


def logged(code: str, *outputs: Output, ran: int | None = None) -> list[str]:
    """The lines of the stage that log, where the notebook's record of the code is this."""
    made = notebook(SETUP, code, "print(ask)")
    last = replace(made.cells[2], outputs=(PRINTED,) if ran else ())
    cells = (made.cells[0], replace(made.cells[1], outputs=outputs, execution_count=ran), last)
    files = package(plan(Analysis(replace(made, cells=cells)))).files
    lines = (line.strip() for line in only_stage(files).split("\n"))
    return [line for line in lines if line.startswith("logger.info(")]


@pytest.mark.parametrize(
    ("code", "record"),
    [
        ("ask(7)", (Output("stream", "stdout", "3.5"),)),
        ("ask.fit(7)", (SEEN,)),
        ("ask.save('a')", (SEEN,)),
        ("ask(7);", (SEEN,)),
    ],
)
def test_what_nobody_saw_or_wanted_to_see_is_not_said(
    code: str, record: tuple[Output, ...]
) -> None:
    assert logged(code, *record) == []


def test_an_answer_that_the_record_holds_is_said() -> None:
    assert logged("ask(7)", SEEN) == ['logger.info("ask(7): %s", ask(7))']
    assert logged("ask.level('a')", SEEN) == ['logger.info("ask.level: %s", ask.level("a"))']


def test_what_is_known_to_write_or_change_something_is_no_answer() -> None:
    assert logged("import joblib\njoblib.dump(ask, 'ask.joblib')", SEEN) == []
    assert logged("import os\nos.makedirs('rain')", SEEN) == []


def test_what_says_something_is_no_measure() -> None:
    assert logged("ask.error('dry')") == []
    assert logged("ask.error(ask.y, ask.p)") != []


def test_a_measure_is_said_by_the_name_that_it_is_bound_to() -> None:
    measured = "from sklearn.metrics import roc_auc_score\nauc = roc_auc_score(ask.y, ask.p)"

    assert logged(f"{measured}\nauc") == ['logger.info("auc: %s", auc)']
    assert logged(f"{measured}\nauc = ask.level()\nauc") == []
    assert logged("auc = ask.level()\nauc") == []
    assert logged("auc = 1\nfor n in range(3):\n    auc = round(auc)\nauc") == []


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("ask.table(7, 'rain')['north':'south']", "ask.table"),
        ("ask.table.rows[7].first_of_the_year + ask.table.rows[8].first", "ask.table.rows"),
        ("(not ask.table.rows[7].first_of_the_year_or_so,)[0]", "value"),
        ("ask['rain'].mode()", "ask mode"),
        ("ask.rain['north'].mode()", "ask.rain"),
        ("[ask.score(one) for one in ask.every_single_one_of_the_year]", "ask.score"),
    ],
)
def test_a_long_expression_is_announced_by_what_it_begins_with(code: str, label: str) -> None:
    (line,) = logged(f"print('Rain:')\n{code}", SEEN)

    assert line.startswith(f'logger.info("{label}: %s", ')


def test_several_values_are_said_together() -> None:
    assert logged("ask(7), ask.level('a')", SEEN) == [
        'logger.info("ask: %s", (ask(7), ask.level("a")))'
    ]
    assert logged("(ask(7), ask(8))", SEEN) == [
        'logger.info("(ask(7), ask(8)): %s", (ask(7), ask(8)))'
    ]


@pytest.mark.parametrize(
    "code",
    [
        "ask.fit(7)",
        "ask.wait()",
        "ask.close_all()",
        "ask(7);",
        "ask(7)\nprint(2)",
        "import numpy as np\nnp.random.seed(7)",
        "import os\nos.getpid()",
        "gauge_login()",
    ],
)
def test_where_outputs_were_cleared_what_is_called_to_do_something_is_not_said(code: str) -> None:
    assert logged("from gauges import gauge_login\n" + code) == []


OWN = "def mend(x):\n    x.fix()\n    if x.dry:\n        return x\n"


def test_what_a_function_of_the_notebook_gave_is_said_only_if_it_was_seen() -> None:
    assert logged(f"{OWN}mend(ask)", ran=3) == []
    assert logged(f"{OWN}mend(ask)", SEEN, ran=3) == ['logger.info("mend(ask): %s", mend(ask))']
    assert logged(f"{OWN}mend(ask)") == ['logger.info("mend(ask): %s", mend(ask))']


def test_where_outputs_were_cleared_what_may_have_been_seen_is_said() -> None:
    assert logged("ask(7)") == ['logger.info("ask(7): %s", ask(7))']
    assert logged("ask.level('a')") == ['logger.info("ask.level: %s", ask.level("a"))']


def test_stored_outputs_tell_what_showed_nothing() -> None:
    made = notebook(SETUP, "ask(7)", "print(ask)")
    printed = replace(made.cells[2], outputs=(Output("stream", "stdout", "ask"),))

    assert plan(Analysis(replace(made, cells=(*made.cells[:2], printed)))).doubts == ()


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("ask.score(7, 8)", "ask.score(7, 8)"),
        ("ask.score(list(range(2, 30)), list(range(5, 33)))", "ask.score"),
        ("ask.models['rain'].score(list(range(2, 30)))", "score"),
        ("ask.oob_score_", "ask.oob_score_"),
        ("ask.best_params_", "ask.best_params_"),
    ],
)
def test_a_measure_is_announced_so_that_two_are_told_apart(code: str, label: str) -> None:
    (line,) = logged(code)

    assert line.startswith(f'logger.info("{label}: %s", ask.')


def test_a_summary_of_what_nobody_knows_stays_since_it_may_print() -> None:
    assert logged("ask.summary()") == []
    assert logged("ask.summary()", SEEN) == ['logger.info("ask.summary(): %s", ask.summary())']
    made = notebook(SETUP, "ask.summary(60)", "print(ask)")
    assert "ask.summary(60)" in only_stage(package(plan(Analysis(made))).files)


@pytest.mark.parametrize(
    ("line", "logger"),
    [
        ("import logging", "logger = logging.getLogger(__name__)"),
        ("import logging.handlers", "logger = logging.getLogger(__name__)"),
        ("from gauges import logging", "logger = getLogger(__name__)"),
        ("import gauges as logging", "logger = getLogger(__name__)"),
        ("from gauges import gauge\nlogging = gauge('log')", "logger = getLogger(__name__)"),
    ],
)
def test_the_log_is_pythons_own_whatever_the_notebook_calls_so(line: str, logger: str) -> None:
    made = notebook(SETUP, f"{line}\nlogging.info", "ask(7)", "print(ask, logging)")
    text = only_stage(package(plan(Analysis(made))).files)

    assert logger in text
    assert 'logger.info("ask(7): %s", ask(7))' in text


NUMBER = Output("result", text="0.25")


@pytest.mark.parametrize("record", ["0.25", "(0.25, -3)", "np.float64(2.5e-05)"])
def test_a_number_that_a_last_line_works_out_is_said(record: str) -> None:
    come = "import numpy as np\nrain = [1, 2]"

    assert logged(f"{come}\nnp.mean(rain)", Output("result", text=record), ran=1)
    assert logged(f"{come}\n(np.mean(rain), 2 * rain[0])", Output("result", text=record), ran=1)


@pytest.mark.parametrize(
    ("look", "record"),
    [
        ("rain", NUMBER),
        ("rain[0]", NUMBER),
        ("len(rain)", NUMBER),
        ("7 % 3", NUMBER),
        ("np.exp(1)", NUMBER),
        ("np.mean([day for day in rain if day]) + 3", NUMBER),
        ("np.mean(rain)", Output("result", text="array([1, 2])")),
        ("np.mean(rain)", Output("result", text=" 1 2 3" * 50)),
        ("np.mean(rain);", NUMBER),
    ],
)
def test_a_look_at_data_is_not_said_although_it_is_a_number(look: str, record: Output) -> None:
    assert logged(f"import numpy as np\nrain = [1, 2]\n{look}", record, ran=1) == []
