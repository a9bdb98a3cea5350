"""A verdict is told to people and to programs."""

from __future__ import annotations

import json

from nbprod.report.verdict import as_json, as_text
from nbprod.verify.verdict import Comparison, Likeness, Verdict

VERDICT = Verdict(
    "churn.ipynb",
    "churn/",
    (
        Comparison("value", "age", Likeness.SAME, where="stages/load.py:load"),
        Comparison("value", "model", Likeness.DIFFERENT, "model.coef_[3]: 1.25 != 1.26",
                   "stages/train.py:train"),
        Comparison("value", "rate", Likeness.CLOSE, "rate: 0.1 != 0.10000000000000002"),
        Comparison("value", "now", Likeness.UNSTABLE, "two runs of the notebook differ in now"),
        Comparison("value", "rows", Likeness.NOT_COMPARABLE, "map: an iterator"),
        Comparison("print", "cell 4", Likeness.MISSING, "'a\x1b[31m' is not printed"),
        Comparison("display", "cell 5", Likeness.MISSING, "not shown by the package: 4"),
        Comparison("figure", "figure 1 (cell 7)", Likeness.SAME),
        Comparison("file", "out.csv", Likeness.SAME),
    ),
    python="3.12.1",
    extras=("writes figures/load-1.png",),
)  # fmt: skip

GOOD = Verdict("a.ipynb", "a/", VERDICT.comparisons[:1], python="3.12.1")

TEXT = """\
churn.ipynb beside churn/

  values         1 same, 1 close, 1 unstable, 1 not comparable, 1 different
  printed cells  1 missing
  displays       1 missing
  figures        1 same
  files          1 same

Different
  model.coef_[3]: 1.25 != 1.26  [stages/train.py:train]

Missing
  print cell 4: 'a\N{REPLACEMENT CHARACTER}[31m' is not printed

1 display not shown by the package: a look at a value computes nothing (--displays counts them)

Close: within the tolerance, not to the bit (--exact counts it)
  rate: 0.1 != 0.10000000000000002

Unstable: neither right nor wrong, for two runs of the notebook differ
  now: two runs of the notebook differ in now

Not comparable: neither the same nor different
  rows: map: an iterator

The package also:
  writes figures/load-1.png

Compared: text and whole numbers exactly, floats within rtol 1e-09 or atol 1e-15, \
figures within 0.1% of pixels by 16 of 255; Python 3.12.1.
The package does not do what the notebook did: 1 missing, 1 different.
"""


def test_verdict_is_told_worst_first_and_ends_in_a_sentence() -> None:
    assert as_text(VERDICT) == TEXT


def test_good_verdict_says_so() -> None:
    assert as_text(GOOD).endswith("The package does what the notebook did.\n")


def test_what_cannot_be_told_is_no_praise() -> None:
    verdict = Verdict("a.ipynb", "a/", VERDICT.comparisons[3:5])

    assert "as far as it can be told: 1 unstable and 1 not comparable" in as_text(verdict)


def test_close_counts_against_when_asked_exactly() -> None:
    verdict = Verdict("a.ipynb", "a/", VERDICT.comparisons[2:3])

    assert verdict.holds()
    assert not verdict.holds(exact=True)


def test_a_part_of_the_notebook_may_lack_the_rest() -> None:
    verdict = Verdict("a.ipynb", "a/", (*GOOD.comparisons, VERDICT.comparisons[5]))

    assert not verdict.holds()
    assert verdict.holds(part=True)
    assert as_text(verdict, part=True).endswith("What the package does is what the notebook did.\n")


def test_one_run_is_confessed() -> None:
    assert "was run once" in as_text(Verdict("a.ipynb", "a/", GOOD.comparisons, runs=1))


def test_json_holds_every_comparison() -> None:
    data = json.loads(as_json(VERDICT))

    assert data["holds"] is False
    assert data["counts"]["value"] == {
        "same": 1, "close": 1, "unstable": 1, "not comparable": 1, "different": 1,
    }  # fmt: skip
    assert len(data["comparisons"]) == 9
    assert data["comparisons"][1]["detail"] == "model.coef_[3]: 1.25 != 1.26"
