"""When a second import is the same as the first, and when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("import numpy as np", "import numpy as np"),
        ("import matplotlib.pyplot as plt", "from matplotlib import pyplot as plt"),
        ("import os.path", "import os.path"),
        ("import os", "if True:\n    import os"),
    ],
)
def test_the_same_under_the_same_name_is_a_duplicate(put: Put, first: str, second: str) -> None:
    assert len(put("duplicate-import", first, second)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("import numpy", "import numpy as np"),
        ("import os", "import os.path"),
        ("import xml.dom", "import xml.sax"),
        ("from json import load", "from pickle import load"),
        ("import os", "def f():\n    import os"),
        ("x = 1\nif x:\n    import os", "import os"),
        ("try:\n    import tomllib as t\nexcept ImportError:\n    import tomli as t", ""),
        ("import os\ndel os", "import os"),
        ("import os\nos = 1", "import os"),
        ("import os", "%reset -f\nimport os"),
        ("from numpy import sin", "from math import *\nfrom numpy import sin"),
    ],
)
def test_another_meaning_or_another_way_is_none(put: Put, first: str, second: str) -> None:
    assert put("duplicate-import", first, second) == ()


def test_a_finding_points_at_the_first_import(put: Put) -> None:
    (found,) = put("duplicate-import", "x = 1\nimport os", "import os")
    assert "in cell 1" in found.message
    assert [(r.place.cell.number, r.place.span.line) for r in found.related] == [(0, 2)]
