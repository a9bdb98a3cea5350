"""Chance without a seed: when a seed counts, and which rule speaks of a draw."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]

SPLIT = "from sklearn.model_selection import train_test_split\na, b = train_test_split(rows)"


def rules(put: Put, *cells: str) -> list[str]:
    """The rules of the family that speak."""
    return [one.rule for one in put("nondeterminism", *cells)]


def test_a_split_that_the_notebook_seeded_is_repeatable(put: Put) -> None:
    assert rules(put, "import numpy as np\nnp.random.seed(7)", SPLIT) == []
    assert rules(put, "import random\nrandom.seed(7)", SPLIT) == ["unseeded-split"]


@pytest.mark.parametrize("module", ["model_selection", "cross_validation"])
def test_a_split_is_told_once(put: Put, module: str) -> None:
    assert rules(put, SPLIT.replace("model_selection", module)) == ["unseeded-split"]


def test_an_identifier_is_told_as_a_value_of_the_moment_alone(put: Put) -> None:
    assert rules(put, "import uuid\nname = str(uuid.uuid4())") == ["clock-value"]


def test_a_function_may_seed_before_it_draws(put: Put) -> None:
    make = "import numpy as np\ndef make(n):\n    np.random.seed(n)\n    return np.random.rand(n)"
    assert rules(put, make, "x = make(3)") == []


def test_a_function_that_seeds_after_it_draws_draws_without(put: Put) -> None:
    make = "import numpy as np\ndef make(n):\n    x = np.random.rand(n)\n    np.random.seed(n)"
    assert rules(put, make, "x = make(3)") == ["unseeded-draw"]
