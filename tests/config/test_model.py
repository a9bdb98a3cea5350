from pathlib import Path
from typing import Any

import pytest

from nbprod.config import Config, Declared
from nbprod.config.model import settings
from nbprod.finding import Severity

OTHER: dict[str, Any] = {
    "select": ("a",),
    "extend_select": ("a",),
    "ignore": ("a",),
    "per_file_ignores": {"*": ("a",)},
    "severity": {"a": Severity.ERROR},
    "rules": ("a",),
    "options": {"a": {"b": 1}},
    "data": {"a": Declared("a")},
}


@pytest.mark.parametrize("name", [f.name for f in settings() if f.metadata["shapes_findings"]])
def test_the_key_differs_where_findings_could(name: str) -> None:
    assert Config().key != Config(**{name: OTHER[name]}).key


def test_the_key_is_the_same_in_any_order_of_tables() -> None:
    one = {"a": Severity.INFO, "b": Severity.ERROR}

    assert Config(severity=one).key == Config(severity=dict(reversed(one.items()))).key


def test_the_key_does_not_differ_where_findings_cannot() -> None:
    assert Config().key == Config(fail_on=Severity.ERROR, exclude=("x",), cache_size=1).key


def test_what_is_not_given_is_left_as_it_stands() -> None:
    assert Config(select=("a",)).over("", select=None, ignore=("b",)) == Config(
        select=("a",), ignore=("b",)
    )


def test_a_file_keeps_the_ignores_that_name_it() -> None:
    config = Config(per_file_ignores={"old/**": ("b",), "*.py": ("c",)}, root=Path("/r"))

    assert config.for_file(Path("/r/old/x/nb.ipynb")).per_file_ignores == {"old/**": ("b",)}
    assert config.for_file(Path("/r/new/nb.ipynb")).per_file_ignores == {}
    assert config.for_file(Path("/r/old/nb.py")) == config
