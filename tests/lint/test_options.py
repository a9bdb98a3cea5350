"""Options of checks: names and types."""

from __future__ import annotations

import pytest

from nbprod.errors import ConfigError
from nbprod.lint.options import accept, defaults


def check(
    call: object,
    notebook: object,
    *,
    limit: int = 3,
    share: float = 0.5,
    names: tuple[str, ...] = (),
    kinds: frozenset[str] = frozenset(),
    strict: bool = False,
) -> None:
    """A check with one option of each kind."""


def take(**given: object) -> dict[str, object]:
    return accept(check, given, where="pyproject.toml:3", error=ConfigError)


def test_keyword_only_parameters_are_the_options() -> None:
    assert list(defaults(check)) == ["limit", "share", "names", "kinds", "strict"]


def test_lists_become_what_the_parameter_asks_for() -> None:
    assert take(names=["a"], kinds=["b", "b"]) == {"names": ("a",), "kinds": frozenset({"b"})}


def test_a_whole_number_is_a_number() -> None:
    assert take(share=1) == {"share": 1.0}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"limt": 3}, 'pyproject.toml:3: unknown option "limt"; did you mean "limit"?'),
        ({"limit": "3"}, "option \"limit\" is of type int, not '3'"),
        ({"limit": True}, 'option "limit" is of type int, not True'),
        ({"strict": 1}, 'option "strict" is of type bool, not 1'),
        ({"names": "a"}, "option \"names\" is a list of str, not 'a'"),
        ({"names": [1]}, 'option "names" is of type str, not 1'),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        take(**given)

    assert said in str(error.value)
