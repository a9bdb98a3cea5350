"""Imports that are made for what they do."""

from __future__ import annotations

import pytest

from nbprod.flow.side_effects import acts, precedes


@pytest.mark.parametrize("module", ["numpy", "hvplots", "sklearn.impute", "cudf", ""])
def test_an_ordinary_module_does_not_act(module: str) -> None:
    assert not acts(module)
    assert precedes(module) == ()


@pytest.mark.parametrize("module", ["hvplot.pandas", "sklearn.experimental.enable_halving", "xlrd"])
def test_what_is_known_acts_with_all_below_it(module: str) -> None:
    assert acts(module)


def test_a_module_that_changes_others_names_them() -> None:
    assert "trl" in precedes("unsloth.chat_templates")
