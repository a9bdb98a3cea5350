"""Changes of a frame through a part of it."""

from __future__ import annotations

import pytest

from stories import planned

RAIN = "import pandas as pd\nrain = pd.DataFrame({'mm': [1.0, None]})\nother = {'mm': {'a': 1}}"


def doubts(code: str) -> list[str]:
    return [doubt.what for doubt in planned(RAIN, code, "print(rain, other)").doubts]


@pytest.mark.parametrize(
    "code",
    [
        "rain.fillna(0, inplace=True)",
        "rain['mm'] = rain['mm'].fillna(0)",
        "rain['mm'].fillna(0, inplace=False)",
        "rain.loc[0, 'mm'] = 1",
        "rain.loc[0]",
        "other['mm']['a'] = 2",
        "rain.columns.set_names('x', inplace=True)",
        "mm = rain['mm'].copy()\nmm[0] = 2\nprint(mm)",
    ],
)
def test_a_frame_that_is_changed_itself_is_no_doubt(code: str) -> None:
    assert doubts(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "rain['mm'].fillna(0, inplace=True)",
        "rain.mm.fillna(0, inplace=True)",
        "rain['mm'][0] = 3",
        "rain[rain.mm > 1]['mm'] = 3",
        "def mend(frame):\n    frame['mm'].fillna(0, inplace=True)\nmend(rain)",
        "rain['mm'][0] += 3",
    ],
)
def test_a_change_through_a_selection_is_a_doubt(code: str) -> None:
    (doubt,) = doubts(code)

    assert "which from pandas 3 on leaves the frame as it is" in doubt
