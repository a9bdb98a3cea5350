"""`pyproject.toml` of an emitted package."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.extract.files.project_file import oldest, project_file
from nbprod.extract.files.requirements import Requirement
from plans import SINGLE

NEEDED = (
    Requirement("pandas==2.2.0", "environment", "pandas"),
    Requirement("zz", "guess", "zz"),
    Requirement("pyarrow", "known", group="artifacts"),
)


def test_it_says_what_a_builder_needs() -> None:
    data = tomllib.loads(project_file(SINGLE, NEEDED))

    assert data["project"]["dependencies"] == ["pandas==2.2.0", "zz"]
    assert data["project"]["optional-dependencies"] == {"artifacts": ["pyarrow"]}
    assert data["project"]["scripts"] == {"hello": "hello.__main__:main"}
    assert data["project"]["requires-python"] == ">=3.11"
    assert data["build-system"]["build-backend"] == "hatchling.build"


def test_guess_is_marked() -> None:
    assert '"zz",  # a guess by the name of the import' in project_file(SINGLE, NEEDED)


def test_address_is_allowed_only_where_there_is_one() -> None:
    direct = Requirement("tool @ git+https://e.org/tool", "notebook")

    assert "allow-direct-references" not in project_file(SINGLE, NEEDED)
    assert tomllib.loads(project_file(SINGLE, [direct]))["tool"]["hatch"]["metadata"]


def test_plain_syntax_asks_for_the_oldest_python() -> None:
    assert oldest({"a.py": "x = 1", "NOTICE": "All rights reserved"}) == "3.11"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="nbprod reads what its Python reads")
def test_newer_syntax_asks_for_a_newer_python() -> None:
    assert oldest({"a.py": "type X = int"}) == "3.12"


@given(st.text())
def test_any_title_makes_a_file_that_reads(title: str) -> None:
    text = project_file(replace(SINGLE, title=title), ())

    assert isinstance(tomllib.loads(text)["project"]["description"], str)
