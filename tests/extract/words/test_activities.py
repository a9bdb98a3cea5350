"""What statements do, as one verb."""

from __future__ import annotations

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.statements.program import program_of
from nbprod.extract.words.activities import activity
from stories import notebook


@pytest.mark.parametrize(
    ("code", "verb"),
    [
        ("x = name.title()", ""),
        ("x = sorted([1])", ""),
        ("plt.title('Rain')", "plot"),
        ("rain = pd.read_csv('rain.csv')", "load"),
        ("model.fit(x)\nmodel.score(x)\nplt.plot(x)", "fit"),
    ],
)
def test_what_statements_mostly_do(code: str, verb: str) -> None:
    given = (
        "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom gauges import name, model, x\n"
    )
    analysis = Analysis(notebook(given + code))

    assert activity(program_of(analysis).pieces, analysis.names) == verb
