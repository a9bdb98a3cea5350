"""Heads of pages, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.errors import RulePageError
from nbprod.finding import Severity
from nbprod.lint.head import read_head
from nbprod.lint.matchers import Matcher

GOOD = """\
# Splits without a seed

```toml
code     = "NBP501"
severity = "warning"
since    = "0.1"
message  = "found"
help     = "do something else"

[[match]]
call    = "pandas.read_csv"

[[match]]
method  = ["to", "cuda"]
without = "random_state"
```

An introduction.
"""


def read(text: str, name: str = "unseeded-split") -> object:
    return read_head(Path("rules/state") / f"{name}.md", "state", text)


def test_a_head_becomes_a_rule() -> None:
    rule = read_head(Path("rules/state/unseeded-split.md"), "state", GOOD)

    assert (rule.name, rule.family, rule.code) == ("unseeded-split", "state", "NBP501")
    assert (rule.title, rule.severity) == ("Splits without a seed", Severity.WARNING)
    assert rule.matchers == (
        Matcher("call", ("pandas.read_csv",)),
        Matcher("method", ("to", "cuda"), without=("random_state",)),
    )


def test_text_below_the_fence_is_not_looked_at() -> None:
    assert read(GOOD + "\n```toml\n[[[ nonsense") == read(GOOD)


WRONG = {
    "a word of a later table is found in that table": (
        ("without = ", "witout = "),
        'rules/state/unseeded-split.md:15: unknown word "witout" in [[match]]; '
        'did you mean "without"?',
    ),
    "a word of the page": (
        ("since ", "sinse "),
        'rules/state/unseeded-split.md:6: unknown word "sinse" in a page; did you mean "since"?',
    ),
    "a severity": (
        ('"warning"', '"fatal"'),
        'rules/state/unseeded-split.md:5: severity "fatal" is none of info, warning, error',
    ),
    "what an extraction makes of it": (
        ('help     = "do something else"', 'help = ""\nextraction = "mends"'),
        'rules/state/unseeded-split.md:9: extraction "mends" is none of settles, lifts',
    ),
    "a code": (
        ('"NBP501"', '"501"'),
        'rules/state/unseeded-split.md:4: code "501" is not letters and digits such as "NBP501"',
    ),
    "no message": (
        ('message  = "found"\n', ""),
        'rules/state/unseeded-split.md:4: a page needs the text "message"',
    ),
    "no help": (
        ('help     = "do something else"\n', ""),
        'rules/state/unseeded-split.md:4: a page needs the text "help"',
    ),
    "two subjects in a table": (
        ("without = ", "call = "),
        "rules/state/unseeded-split.md:13: [[match]] needs exactly one of call, method, import, "
        "attribute, magic, shell, string",
    ),
    "a word that cannot narrow": (
        ('call    = "pandas.read_csv"', 'import = "pandas"\nfirst = "x"'),
        'rules/state/unseeded-split.md:12: "first" cannot narrow "import" in [[match]]',
    ),
    "toml that is none": (
        ('"0.1"', "0.1.2"),
        "rules/state/unseeded-split.md:6: ",
    ),
    "one bracket": (
        ("[[match]]\ncall", "[match]\ncall"),
        "rules/state/unseeded-split.md:13: ",
    ),
    "no title": (("# Splits", "Splits"), "rules/state/unseeded-split.md:1: a page begins with"),
    "an open fence": (("```\n\nAn", "\n\nAn"), "rules/state/unseeded-split.md:4: the toml fence"),
    "nothing to match": (
        (GOOD[GOOD.index("[[match]]") : GOOD.index("```\n\nAn")], ""),
        "rules/state/unseeded-split.md:4: a page needs [[match]] tables, a check, or both",
    ),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_head_is_named_with_its_line(change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD

    with pytest.raises(RulePageError) as error:
        read(GOOD.replace(*change, 1))

    assert str(error.value).startswith(said)


def test_a_name_that_is_not_kebab_case_is_refused() -> None:
    with pytest.raises(RulePageError, match='"Unseeded_Split", is not in kebab-case'):
        read(GOOD, "Unseeded_Split")
